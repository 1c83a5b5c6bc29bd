"""Files of figures, as a command wrote them (`rockmatch.publishing`), made ready for a page."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rockmatch.publishing import FOLDER

__all__ = ["FOLDER", "Cell", "Published", "Row", "lay_out", "read_claim"]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cell:
    """One figure."""

    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    of: int | None = None
    """How many cases; None where the head of its column tells."""


@dataclass(frozen=True)
class Row:
    """Figures of one thing, one for each column; None where a column has none."""

    label: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Published:
    """What a command found when it was last run."""

    command: str
    data: str
    """In English."""
    measured_on: date | None
    versions: dict[str, str]
    columns: tuple[tuple[str, int | None], ...]
    """Name, and how many cases all figures of a column are of, if it is one number."""
    rows: tuple[Row, ...]

    @property
    def has_heads(self) -> bool:
        """Whether its columns have anything to say."""
        return any(name or of for name, of in self.columns)


type Told = dict[str, Any]
type Adapter = Callable[[Told], Told]


def read_claim(path: Path, adapt: Adapter | None = None) -> Told | None:
    """Read what a command wrote; None where nothing is there, or nothing that can be laid out.

    Args:
        path: the file.
        adapt: makes a claim's file of a report that was written for something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        found = json.loads(text)
        told: Told = adapt(found) if adapt else found
        lay_out(told)
    except (ValueError, KeyError, TypeError) as problem:
        logger.warning("%s holds no figures: %r", path.name, problem)
        return None
    return told


def lay_out(told: Told) -> Published:
    """Lay figures out in rows and columns, in the order in which they come.

    Raises:
        ValueError, KeyError, TypeError: these are no figures.
    """
    figures: list[Told] = told["figures"]
    names = list(dict.fromkeys(figure.get("column", "") for figure in figures))
    columns = tuple((name, _one_number(figures, name)) for name in names)
    labels = dict.fromkeys(figure["label"] for figure in figures)
    cells = {(figure["label"], figure.get("column", "")): figure for figure in figures}
    rows = tuple(
        Row(label, tuple(_cell(cells.get((label, name)), of) for name, of in columns))
        for label in labels
    )
    return Published(
        command=told["command"],
        data=told["data"],
        measured_on=date.fromisoformat(told["date"]) if told.get("date") else None,
        versions=dict(told["versions"]),
        columns=columns,
        rows=rows,
    )


def _one_number(figures: Sequence[Told], column: str) -> int | None:
    """How many cases the figures of a column are of, if all are of as many."""
    numbers = {figure.get("of") for figure in figures if figure.get("column", "") == column}
    return numbers.pop() if len(numbers) == 1 else None


def _cell(figure: Told | None, of: int | None) -> Cell | None:
    if figure is None:
        return None
    return Cell(
        float(figure["value"]),
        figure["unit"],
        figure.get("low"),
        figure.get("high"),
        None if of else figure.get("of"),
    )
