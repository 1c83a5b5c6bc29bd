"""The numbers behind each plot, as CSV in English."""

from django.utils.translation import override

from lab.results.page import figures
from studio.balance.tables import Table


def table(name: str) -> Table | None:
    """The table behind a plot; None if there is no such one."""
    with override("en"):
        found = next((figure for figure in figures() if figure.name == name), None)
    return Table(found.fields, found.rows) if found else None
