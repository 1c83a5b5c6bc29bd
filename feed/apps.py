from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedConfig(AppConfig):
    name = "feed"
    verbose_name = _("Posts")

    def ready(self) -> None:
        from feed import (
            exports,
            receivers,  # noqa: F401  (connects itself)
        )

        exports.register_all()
