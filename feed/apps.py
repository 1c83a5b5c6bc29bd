from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "feed"
    verbose_name = "Posts"

    def ready(self) -> None:
        from feed import (
            exports,
            receivers,  # noqa: F401  (connects itself)
        )

        exports.register_all()
