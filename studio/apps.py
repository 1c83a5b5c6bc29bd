from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self) -> None:
        from studio import exports, pairing_receivers  # noqa: F401  (connects itself)
        from studio.services import pairing_undos  # noqa: F401  (registers itself)

        exports.register_all()
