"""Where many tapped, as a map of five levels. Paths for SVG; no picture is made."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.tapped import Point

SIDE: Final = 48  # cells along a side
SPREAD: Final = 0.028  # how far a tap reaches, as a share of the side: about a finger's tip
LEVELS: Final = (0.12, 0.3, 0.5, 0.7, 0.88)  # of the densest place


def heat(points: Sequence[Point]) -> list[str]:
    """Paths of the cells at each level, over a square of `SIDE`; empty where nobody tapped.

    Args:
        points: Places as shares of the side. What lies outside is held at the edge.
    """
    if not points:
        return []
    density = _density(np.clip(np.array(points, float), 0, 1))
    level = np.searchsorted(np.array(LEVELS) * density.max(), density, side="right")
    return ["".join(_runs(level == number)) for number in range(1, len(LEVELS) + 1)]


def _density(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of Gaussians around points, at the middle of each cell (rows from above)."""
    middles = (np.arange(SIDE) + 0.5) / SIDE
    x, y = (np.exp(-((middles - points[:, axis, None]) ** 2) / (2 * SPREAD**2)) for axis in (0, 1))
    return y.T @ x


def _runs(cells: NDArray[np.bool_]) -> Iterator[str]:
    """Rectangles of one row each, as few as there are runs."""
    edges = np.diff(np.pad(cells.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    for row, changes in enumerate(edges):
        starts, ends = np.flatnonzero(changes > 0), np.flatnonzero(changes < 0)
        for start, end in zip(starts, ends, strict=True):
            yield f"M{start} {row}h{end - start}v1h-{end - start}z"
