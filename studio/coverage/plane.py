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

SIDE: Final = 16  # cells along each side of the map
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
    side: int = SIDE

    @classmethod
    def over(cls, places: Places, side: int = SIDE) -> "Grid":
        """The grid of square cells that places (n x 2) need."""
        low, high = places.min(axis=0), places.max(axis=0)
        middle, reach = (low + high) / 2, max(float((high - low).max()) * 0.51, 1e-6)
        first, second = (float(value) for value in middle)
        return cls((first - reach, second - reach), (first + reach, second + reach), side)

    def cells(self, places: Places) -> Counts:
        """The cell of each place (n x 2), counted along the first axis first; edges hold all."""
        low, high = np.array(self.low), np.array(self.high)
        steps = np.floor((places - low) / (high - low) * self.side).astype(np.intp)
        across, up = np.clip(steps, 0, self.side - 1).T
        return up * self.side + across

    def tally(self, places: Places) -> Counts:
        """How many places lie in each cell: side x side."""
        return np.bincount(self.cells(places), minlength=self.side**2)


def crowd(counts: Counts, fewest: int = FEWEST) -> Counts:
    """Counts of people that single out nobody: none below `fewest`, the rest in steps of it.

    A cell with fewer is blank (k-anonymity, Sweeney 2002), and one more or less is seen in a cell
    only where it crosses a step.
    """
    return counts // fewest * fewest
