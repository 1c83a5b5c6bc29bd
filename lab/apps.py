from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabConfig(AppConfig):
    name = "lab"
    verbose_name = _("Lab")

    def ready(self) -> None:
        from lab.painted import receivers  # noqa: F401  (they register themselves)
        from lab.queries.rocks import said_of, taps_of
        from lab.queries.seer import view_of_rock
        from rockmatch.queries.along import know_along

        know_along("people_said", said_of)
        know_along("people_tapped", taps_of)
        know_along("seer_view", view_of_rock)
