"""The mean of values that come in clusters, with an interval that does not take them for single.

Two pairings of one rock share the rock's place in face space, so that a hundred pairings of ten
rocks tell little more than ten. The error of the mean is that of the sums of whole clusters (the
"sandwich" of Liang and Zeger 1986), with the usual correction for their being few.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FEWEST_CLUSTERS: Final = 10
"""With fewer the error itself is a guess: no interval is given (Cameron and Miller 2015)."""
_Z: Final = 1.959964


@dataclass(frozen=True)
class ClusteredMean:
    """A mean, and where it lies with 95 % confidence; None where too few clusters tell."""

    mean: float
    low: float | None
    high: float | None
    values: int
    clusters: int


def clustered_mean(values: NDArray[np.float64], clusters: NDArray[Any]) -> ClusteredMean:
    """Mean of shares (n, each 0 to 1), given to which cluster each belongs (n).

    Raises:
        ValueError: There are no values.
    """
    if not len(values):
        raise ValueError("there is no mean of nothing")
    mean = float(values.mean())
    names, belongs = np.unique(clusters, return_inverse=True)
    count = len(names)
    if count < FEWEST_CLUSTERS:
        return ClusteredMean(mean, None, None, len(values), count)
    sums = np.bincount(belongs, weights=values - mean)
    error = float(np.sqrt(count / (count - 1) * np.square(sums).sum())) / len(values)
    low, high = max(0.0, mean - _Z * error), min(1.0, mean + _Z * error)
    return ClusteredMean(mean, low, high, len(values), count)
