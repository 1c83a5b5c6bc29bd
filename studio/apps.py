from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self) -> None:
        from studio import (
            exports,
            receivers,  # noqa: F401  (connects itself)
        )
        from studio.services import stone_decisions  # noqa: F401  (its way back registers itself)

        exports.register_all()
