"""How far people agree: Krippendorff's alpha, with an interval over stones.

1 is full agreement, 0 what chance gives, below it people contradict each other. Alpha of 0.8 is
what Krippendorff asks of data that are to be relied on, and 0.667 the least for a tentative
conclusion (Krippendorff 2004, "Content Analysis", 2nd ed., chapter 11).
"""

from typing import Final

import krippendorff
import numpy as np
from numpy.typing import NDArray

from lab.statistics.psychometric import Interval

RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667
DRAWS: Final = 400

type Counts = NDArray[np.int64]


def alpha(counts: Counts, draws: int = DRAWS) -> Interval:
    """Nominal alpha of how many raters put each stone into each category (stones x categories).

    The interval is that of as many stones drawn again with repetition, for it is stones that the
    figure is about (a bootstrap; Efron and Tibshirani 1993). No value where nobody could disagree:
    fewer than two stones with two answers, or one category in all of them.
    """
    paired = counts[counts.sum(axis=1) >= 2].astype(float)
    if len(paired) < 2 or (paired.sum(axis=0) > 0).sum() < 2:
        return Interval(None, None, None)
    value = float(krippendorff.alpha(value_counts=paired, level_of_measurement="nominal"))
    rng = np.random.default_rng(0)
    weights = rng.multinomial(len(paired), np.full(len(paired), 1 / len(paired)), size=draws)
    drawn = _alphas(paired, weights.astype(float))
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.percentile(drawn, [2.5, 97.5]) if drawn.size else (value, value)
    return Interval(value, float(low), float(high))


def _alphas(paired: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Alpha of each drawing (rows of how often each stone is in it), from coincidences."""
    answers = paired.sum(axis=1)
    same = (paired * (paired - 1)).sum(axis=1) / (answers - 1)
    agreed, each = weights @ same, weights @ paired
    total = each.sum(axis=1)
    by_chance = (each * (each - 1)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - (total - agreed) * (total - 1) / (total * (total - 1) - by_chance)
