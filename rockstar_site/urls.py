"""The map of the site. Public: see DESIGN.md, section 5."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from rockstar_site import health, media

# The back room has no door of its own: that one would not ask for the second factor.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("feed.urls")),
    path("", include("studio.urls")),
    path("", include("lab.urls")),
    path("", include("profiles.urls")),
    path("", include("rockmatch.urls")),
    path("accounts/", include("allauth.urls")),
    path("about/", TemplateView.as_view(template_name="about.html"), name="about"),
    path(
        "site.webmanifest",
        TemplateView.as_view(
            template_name="site.webmanifest", content_type="application/manifest+json"
        ),
        name="manifest",
    ),
    path("privacy/", TemplateView.as_view(template_name="privacy.html"), name="privacy"),
    path("api/", include("rockstar_site.api_urls")),
    path("admin/", admin.site.urls),
    path("media/<path:name>", media.serve, name="media"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "rockstar_site.refusals.bad_request"
handler403 = "rockstar_site.refusals.permission_denied"
handler404 = "rockstar_site.refusals.page_not_found"
handler500 = "rockstar_site.refusals.server_error"
