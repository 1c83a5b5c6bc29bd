"""A plot with its words, and the numbers behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

SHOWN = 12

type Cell = str | int | float | None


@dataclass(frozen=True)
class Figure:
    """What a page shows of one plot: `name` is its address, as in `<name>.csv`."""

    name: str
    title: str
    reading: str
    """How to read it."""
    columns: Sequence[str]
    """Names of the columns, for people."""
    rows: Sequence[Sequence[Cell]]
    svg: SafeString | None = None
    """None where there is not enough to draw: `reading` says so."""
    wide: bool = False
    fields: Sequence[str] = field(default=())
    """Names of the columns in the CSV, in English whatever the reader's language is."""

    @property
    def shown(self) -> Sequence[Sequence[Cell]]:
        """The rows that fit a page."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        """How many rows are in the CSV alone."""
        return max(0, len(self.rows) - SHOWN)
