from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = _("Members")

    def ready(self) -> None:
        from profiles import receivers  # noqa: F401  (connects itself)
        from profiles.exports import parts

        parts.register_all()
