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
    (left, bottom), (right, top) = grid["low"], grid["high"]
    width, height = (right - left) / grid["across"], (top - bottom) / grid["up"]
    for which in range(grid["across"] * grid["up"]):
        row, column = divmod(which, grid["across"])
        x, y = left + column * width, bottom + row * height
        yield Cell(x, y, x + width, y + height, which)


def level(value: float, steps: Sequence[float]) -> int:
    """The level of a value in a heat map: how many of the steps it has reached."""
    return bisect_right(steps, value)
