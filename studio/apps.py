from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self) -> None:
        from rockmatch.queries.along import ask_along
        from studio import exports, receivers  # noqa: F401  (these register themselves)
        from studio.queries.suggestions import own_of
        from studio.services import (  # noqa: F401  (their ways back do)
            deciding,
            humans,
            pairing_undos,
            stone_decisions,
        )

        exports.register_all()
        ask_along("own_suggestion", own_of)
