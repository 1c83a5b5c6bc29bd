from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RockmatchConfig(AppConfig):
    name = "rockmatch"
    verbose_name = _("Rocks and faces")

    def ready(self) -> None:
        from rockmatch import checks, receivers, worker  # noqa: F401  (they register themselves)
