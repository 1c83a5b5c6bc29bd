from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self) -> None:
        from studio import exports, receivers  # noqa: F401  (they register themselves)
        from studio.services import humans  # noqa: F401

        exports.register_all()
