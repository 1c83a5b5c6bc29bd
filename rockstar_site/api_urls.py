"""The API's addresses, under /api/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("v1/", include("rockmatch.api_urls")),
    path("v1/", include("profiles.api_urls")),
    path("v1/", include("studio.api_urls")),
    path("v1/", include("feed.api_urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
]
