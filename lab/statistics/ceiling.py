"""How well a person's answers can be told beforehand: by what others said, or by a machine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from rockmatch.vision.scoring import auc

LEAST_ANSWERS = 8  # of a person, yes and no among them


class Answer(NamedTuple):
    """One person's, of one stone."""

    rater: str
    stone: str
    yes: bool


def told_by_others(answers: Iterable[Answer]) -> float:
    """Leave one rater out: AUC of the others' share of yes for their answers; mean over raters.

    No machine can be expected to do better. Stones that nobody else has seen do not count.

    Returns:
        0 to 1; NaN as long as nobody has answered enough.
    """
    all_ = list(answers)
    yes: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for one in all_:
        yes[one.stone] += one.yes
        seen[one.stone] += 1
    return _mean_auc(
        (one, (yes[one.stone] - one.yes) / (seen[one.stone] - 1))
        for one in all_
        if seen[one.stone] > 1
    )


def told_by(scores: Mapping[str, float], answers: Iterable[Answer]) -> float:
    """The same with a machine's scores in place of the others' shares."""
    return _mean_auc((one, scores[one.stone]) for one in answers if one.stone in scores)


def _mean_auc(told: Iterable[tuple[Answer, float]]) -> float:
    by_rater: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for answer, score in told:
        by_rater[answer.rater].append((answer.yes, score))
    values = [
        auc(*zip(*rows, strict=True)) for rows in by_rater.values() if len(rows) >= LEAST_ANSWERS
    ]
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")
