"""How evenly rocks are used, in a few numbers that fit any museum."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.integer] | NDArray[np.floating]
POINTS: Final = 51
# How much of an even share a rock has: none, up to a quarter, a half, one, two, four times, more
SPREAD: Final = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)


def lorenz(counts: Numbers, points: int = POINTS) -> list[float]:
    """The share of people that the least used rocks have together (Lorenz 1905).

    Of 0, 2, 4 ... 100 % of the rocks, for 51 points: from 0 to 1.
    """
    total = float(counts.sum())
    if not total:
        return []
    gathered = np.concatenate([[0.0], np.cumsum(np.sort(counts)) / total])
    at = np.linspace(0, len(counts), points)
    return [round(float(y), 5) for y in np.interp(at, np.arange(len(gathered)), gathered)]


def spread(counts: Numbers) -> list[int]:
    """How many rocks have none, up to 1/4, 1/2, 1, 2, 4 times an even share, and more."""
    even = float(counts.sum()) / len(counts) if len(counts) else 0.0
    if not even:
        return []
    steps = np.searchsorted(np.array(SPREAD), counts / even, side="left")
    return [int(n) for n in np.bincount(steps, minlength=len(SPREAD) + 1)]
