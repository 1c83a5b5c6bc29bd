"""The numbers behind each plot, as CSV in English."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from django.utils.translation import override

from studio.balance import page
from studio.balance.map_figures import pairings_table
from studio.balance.use_figures import curve_table
from studio.plots.figure import Cell
from studio.queries import coverage as queries

# What a spreadsheet would take for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Table(NamedTuple):
    """Names of the columns, and rows."""

    fields: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def table(name: str) -> Table | None:
    """The table behind a plot, or one of those that have none; None if there is no such one."""
    if name in _OTHERS:
        return _OTHERS[name]()
    with override("en"):
        found = next((figure for figure in page.figures() if figure.name == name), None)
        return Table(found.fields, found.rows) if found else None


def as_csv(told: Table) -> str:
    """Write it as RFC 4180 has it; no cell is a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(told.fields)
    writer.writerows([_cell(value) for value in row] for row in told.rows)
    return file.getvalue()


def _cell(value: Cell) -> Cell:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _pairings() -> Table | None:
    snapshot = queries.snapshot()
    return Table(("origin", "x", "y"), pairings_table(snapshot.plots)) if snapshot else None


def _curve() -> Table | None:
    snapshot = queries.snapshot()
    fields = ("rocks", "imagined_people", "members", "selfies")
    return Table(fields, curve_table(snapshot.plots)) if snapshot else None


def _rocks() -> Table | None:
    rows, slugs = queries.ranks()
    fields = ("rank", "rock", "imagined_people", "members", "selfies")
    return Table(fields, [(rank, slugs.get(rock), *use) for rank, rock, *use in rows])


def _wanted() -> Table | None:
    snapshot = queries.snapshot()
    if snapshot is None:
        return None
    rows = [
        (number, *region["place"], region["nearer"])
        for number, region in enumerate(snapshot.plots["regions"], start=1)
    ]
    return Table(("number", "x", "y", "share_nearer"), rows)


def _help() -> Table | None:
    snapshot = queries.snapshot()
    if snapshot is None:
        return None
    told = snapshot.plots["help"]["pairings"]
    slugs = {pk: rock.slug for pk, rock in queries.rocks([one["rock"] for one in told]).items()}
    fields = ("human", "rock", "share_nearer", "share_moved", "effective_before", "after")
    return Table(
        fields,
        [
            (one["human"], slugs.get(one["rock"]), *(one[key] for key in _HELP_FIELDS))
            for one in told
        ],
    )


_HELP_FIELDS: Final = ("nearer", "moved", "before", "after")
_OTHERS: Final[dict[str, Callable[[], Table | None]]] = {
    "pairings": _pairings,
    "curve": _curve,
    "rocks": _rocks,
    "wanted": _wanted,
    "help": _help,
}
