from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabConfig(AppConfig):
    name = "lab"
    verbose_name = _("Lab")

    def ready(self) -> None:
        from lab.queries.seer import view_of_rock
        from rockmatch.queries.along import ask_along_for_all

        ask_along_for_all("seer_view", view_of_rock)
