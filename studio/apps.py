from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self) -> None:
        from studio import (  # noqa: F401  (they register themselves)
            exports,
            pairing_receivers,
            receivers,
        )
        from studio.services import humans, pairing_undos  # noqa: F401

        exports.register_all()
