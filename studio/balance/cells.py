"""Cells of a grid, as a snapshot keeps them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A cell, and where it is in its grid's list."""

    left: float
    bottom: float
    right: float
    top: float
    which: int

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.left, self.bottom, self.right, self.top


def cells(grid: dict[str, Any]) -> Iterator[Cell]:
    """All cells of a grid, row by row from below."""
    side = grid["side"]
    (left, bottom), (right, top) = grid["low"], grid["high"]
    across, up = (right - left) / side, (top - bottom) / side
    for index in range(side * side):
        row, column = divmod(index, side)
        x, y = left + column * across, bottom + row * up
        yield Cell(x, y, x + across, y + up, index)


def level(value: float, steps: Sequence[float]) -> int:
    """The level of a value in a heat map: how many of the steps it has reached."""
    return bisect_right(steps, value)
