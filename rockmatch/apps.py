from django.apps import AppConfig


class RockmatchConfig(AppConfig):
    name = "rockmatch"
    verbose_name = "Rocks and faces"

    def ready(self) -> None:
        from rockmatch import checks, receivers, worker  # noqa: F401  (they register themselves)
