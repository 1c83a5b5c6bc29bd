"""Face space laid flat, and counted in cells.

The two directions are those in which imagined people differ most (principal components, Pearson
1901), so they do not move when a pairing or a member comes: maps of two days can be laid side by
side. They hold a small part of what tells faces apart, and the map says how much.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Places = NDArray[np.float64]
Counts = NDArray[np.intp]

ACROSS: Final = 22  # cells along the first axis of a map
FEWEST: Final = 5  # members that a cell must hold before it tells that it holds any


class Plane(NamedTuple):
    """Where the middle is, and which way the two axes go."""

    middle: NDArray[np.float64]
    """128."""
    axes: NDArray[np.float64]
    """2 x 128, unit length."""
    variation: tuple[float, float]
    """The share of what differs among people that each axis holds."""

    @classmethod
    def of(cls, people: Vectors) -> "Plane":
        """Find the plane of people (n x 128). The greatest number of each axis is positive."""
        middle = people.mean(axis=0, dtype=np.float64)
        values, directions = np.linalg.eigh(np.cov(people, rowvar=False))
        axes = directions[:, [-1, -2]].T
        turned = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], 1)
        first, second = (float(value / values.sum()) for value in values[[-1, -2]])
        return cls(middle, axes * np.sign(turned), (first, second))

    def places(self, vectors: Vectors) -> Places:
        """Lay vectors (n x 128) flat: n x 2."""
        return (vectors - self.middle) @ self.axes.T


class Grid(NamedTuple):
    """Square cells over a part of the plane."""

    low: tuple[float, float]
    high: tuple[float, float]
    across: int
    up: int

    @classmethod
    def over(cls, places: Places, across: int = ACROSS) -> "Grid":
        """The grid of square cells that places (n x 2) need."""
        low, high = places.min(axis=0), places.max(axis=0)
        side = max(float(high[0] - low[0]), 1e-6) * 1.04 / across
        up = int(np.clip(np.ceil((high[1] - low[1]) * 1.04 / side), 1, 2 * across))
        (x, y), half = (low + high) / 2, np.array([across, up]) * side / 2
        ends = ((float(x - half[0]), float(y - half[1])), (float(x + half[0]), float(y + half[1])))
        return cls(*ends, across, up)

    def cells(self, places: Places) -> Counts:
        """The cell of each place (n x 2), row by row from below; edges hold what lies outside."""
        low, high, sides = np.array(self.low), np.array(self.high), np.array([self.across, self.up])
        steps = np.floor((places - low) / (high - low) * sides).astype(np.intp)
        column, row = np.clip(steps, 0, sides - 1).T
        return row * self.across + column

    def tally(self, places: Places) -> Counts:
        """How many places lie in each cell: across x up."""
        return np.bincount(self.cells(places), minlength=self.across * self.up)


def crowd(counts: Counts, fewest: int = FEWEST) -> Counts:
    """Counts of people that single out nobody: none below `fewest`, the rest in steps of it.

    A cell with fewer is blank (k-anonymity, Sweeney 2002), and one more or less is seen in a cell
    only where it crosses a step.
    """
    return counts // fewest * fewest
