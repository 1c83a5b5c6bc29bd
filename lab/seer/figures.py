"""How good the seer is on rocks that it has not seen, beside the detectors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lab.statistics.ceiling import Answer, told_by, told_by_others
from rockmatch.vision.scoring import auc, average_precision, recall_at_false_alarms, spearman
from rockmatch.vision.seer.known import Known

type Found = NDArray[np.float64]
"""Of a picture: n x 5, boxes as shares and scores, best first."""
type Figure = list[float | None]
"""A value, and the bounds of its 95 % interval; None where there is none."""

PLAIN: Final = 0.45  # the strength from which on a face is plain
RESAMPLES: Final = 400
FIGURES: Final = ("ap", "recall", "ap_plain", "recall_plain", "auc", "spearman")


class Observed(NamedTuple):
    """What somebody found in each picture of the ladder."""

    name: str
    version: str
    found: Sequence[Found]


def rows(known: Sequence[Known], observers: Sequence[Observed]) -> list[dict[str, Any]]:
    """Measure all observers on the same pictures; those of a rock stay together in an interval."""
    return [
        {"name": one.name, "version": one.version, **_measured(known, one.found)}
        for one in observers
    ]


def _measured(known: Sequence[Known], found: Sequence[Found]) -> dict[str, Figure]:
    values = [_values(known, found, range(len(known)))]
    values += [_values(known, found, places) for places in _resampled(known)]
    return {name: _figure([one[place] for one in values]) for place, name in enumerate(FIGURES)}


def _resampled(known: Sequence[Known]) -> Iterator[NDArray[np.intp]]:
    """Places of the pictures of as many rocks as there are, drawn with replacement; each time."""
    rng = np.random.default_rng(0)  # the same rocks for everybody: differences are paired
    families = np.array([one.family for one in known])
    rocks = [np.flatnonzero(families == family) for family in np.unique(families)]
    for _ in range(RESAMPLES):
        yield np.concatenate([rocks[rock] for rock in rng.integers(0, len(rocks), len(rocks))])


def _figure(values: Sequence[float]) -> Figure:
    known = [value for value in values[1:] if np.isfinite(value)]
    low, high = np.quantile(known, [0.025, 0.975]) if known else (np.nan, np.nan)
    return [rounded(value) for value in (values[0], low, high)]


def rounded(value: float) -> float | None:
    """To three places, as JSON can keep it."""
    return None if not np.isfinite(value) else round(float(value), 3)


def _values(known: Sequence[Known], found: Sequence[Found], places: Any) -> list[float]:
    """The figures in the order of FIGURES."""
    strengths = np.array([known[place].strength for place in places])
    seen = [found[place] for place in places]
    scores = np.array([rows[0, 4] if len(rows) else -np.inf for rows in seen])
    return [
        *_boxes(known, found, places, _is_there),
        *_boxes(known, found, places, _is_plain),
        auc(strengths > 0, scores),
        spearman(strengths, scores),
    ]


def _boxes(
    known: Sequence[Known],
    found: Sequence[Found],
    places: Any,
    is_face: Callable[[float], bool],
) -> tuple[float, float]:
    """AP, and recall at a false alarm a picture; a face too faint to be one is left out."""
    used = [
        place for place in places if is_face(known[place].strength) or not known[place].strength
    ]
    truth = [[known[place].box] if known[place].strength > 0 else [] for place in used]
    told = [found[place] for place in used]
    return average_precision(truth, told), recall_at_false_alarms(truth, told)


def among_people(
    answers: Sequence[Answer],
    shares: Mapping[str, float],
    scores: Mapping[str, Mapping[str, float]],
) -> dict[str, Any] | None:
    """How scores go with the share of people who said yes; None as long as too few have answered.

    Args:
        answers: all of them.
        shares: by stone, where enough have answered.
        scores: by observer and stone.
    """
    if not shares:
        return None
    counted = [one for one in answers if one.stone in shares]
    observers = []
    for name, told in scores.items():
        stones = [stone for stone in shares if stone in told]
        said, given = [shares[stone] for stone in stones], [told[stone] for stone in stones]
        both = [spearman(said, given), auc([share >= 0.5 for share in said], given)]
        one = told_by(told, counted)
        figures = zip(("spearman", "auc", "auc_of_one"), map(rounded, [*both, one]), strict=True)
        observers.append({"name": name, "stones": len(stones), **dict(figures)})
    ceiling = rounded(told_by_others(counted))
    return {
        "stones": len(shares),
        "answers": len(counted),
        "ceiling": ceiling,
        "observers": observers,
    }


def bars(known: Sequence[Known], seer: Observed, detectors: Sequence[Observed]) -> dict[str, Any]:
    """What was asked of the seer: Spearman with strength, and AP over that of the best detector.

    AP is counted over all faces of any strength.
    """
    every = range(len(known))
    aps = [_values(known, one.found, every)[0] for one in detectors]
    best = detectors[int(np.argmax(aps))]
    ratios = [
        _over(*(_boxes(known, one.found, places, _is_there)[0] for one in (seer, best)))
        for places in (every, *_resampled(known))
    ]
    spearman_ = rounded(_values(known, seer.found, every)[-1])
    return {"spearman": spearman_, "ap_ratio": _figure(ratios), "best_detector": best.name}


def _over(one: float, other: float) -> float:
    return one / other if other > 0 else float("nan")


def _is_there(strength: float) -> bool:
    return strength > 0


def _is_plain(strength: float) -> bool:
    return strength >= PLAIN
