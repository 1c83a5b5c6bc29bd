"""The table of `manage.py match_report`, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from rockmatch.report import DEFINITIONS
from studio.plots import Figure


def report(plots: dict[str, Any]) -> Figure:
    """Each figure with its definition; those that one picture a person cannot tell are left out."""
    figures = plots["report"]
    return Figure(
        "report",
        _("In numbers"),
        _(
            "What “manage.py match_report” prints, of imagined people with one picture each. With "
            "“--faces” it measures real ones, and how often two pictures lead to one rock."
        ),
        (_("Name"), _("Figure"), _("What it is")),
        [(name, figures[name], _(meaning)) for name, meaning in DEFINITIONS if name in figures],
        fields=("name", "figure", "definition"),
    )
