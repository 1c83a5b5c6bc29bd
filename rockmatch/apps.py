from django.apps import AppConfig


class RockmatchConfig(AppConfig):
    name = "rockmatch"
    verbose_name = "Rocks and faces"

    def ready(self) -> None:
        from rockmatch import checks, worker  # noqa: F401  (both register themselves)
