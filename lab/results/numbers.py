"""From counts of answers to what the page tells, kept for a minute."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, sqrt
from typing import Final, cast

import numpy as np
from django.core.cache import cache

from lab.models import Stimulus, Trial
from lab.queries import results as queries
from lab.queries.looks import rungs
from lab.queries.results import Said, Stone, Week
from lab.queries.sides import Sides, sides_by_human
from lab.results import observers
from lab.results.observers import FEWEST_ANSWERS, FEWEST_RATERS, Observer, by_rater
from lab.statistics.agreement import alpha
from lab.statistics.boxes import mean_overlap
from lab.statistics.clustered import ClusteredMean, clustered_mean
from lab.statistics.detection import Detection, detection
from lab.statistics.psychometric import Interval

FEWEST_EACH: Final = 2  # bare stones, and plain faces, before somebody is told of
KEPT_FOR: Final = 60  # seconds
KEPT_AS: Final = "lab-results-1"
_Z: Final = 1.959964


@dataclass(frozen=True)
class Time:
    """How long people took at one strength, of those who saw a face or of those who did not."""

    strength: float
    answers: int
    seconds: float
    """Their geometric mean."""
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """How far people agree on stones of one kind, or of all."""

    kind: str
    stones: int
    answers: int
    alpha: Interval


@dataclass(frozen=True)
class Numbers:
    """All that is known."""

    raters: int
    answers: int
    is_simulated: bool
    people: Observer
    machines: Sequence[Observer]
    museum: float | None
    """In which share of answers about the museum's rocks people see a face."""
    saw: Sequence[Time]
    saw_not: Sequence[Time]
    agreements: Sequence[Agreement]
    overlap: float | None
    overlap_stones: int
    raters_told: Sequence[Detection]
    """Of each who looked at enough stones."""
    weeks: Sequence[tuple[date, int, int, int]]
    """Week, raters, answers, yes."""
    sides: ClusteredMean | None
    """The share of answers that are for the curator's rock."""

    @property
    def is_enough(self) -> bool:
        return self.answers >= FEWEST_ANSWERS


def numbers() -> Numbers:
    """What is known, not older than a minute. Five queries if nobody asked in that time."""
    return cast("Numbers", cache.get_or_set(KEPT_AS, read, KEPT_FOR))


def read() -> Numbers:
    """What is known now. Five queries."""
    stones, weeks = queries.stones(), queries.weeks()
    sides = list(sides_by_human().values())
    overlap, overlap_stones = mean_overlap(queries.boxes().values())
    people = observers.people(stones, weeks)
    return Numbers(
        raters=len({week.rater for week in weeks}),
        answers=sum(week.answers for week in weeks),
        is_simulated=any(
            [*(week.is_simulated for week in weeks), *(one.simulated for one in sides)]
        ),
        people=people,
        machines=observers.machines(rungs()),
        museum=_museum(stones),
        saw=_times(stones, lambda stone: stone.faces),
        saw_not=_times(stones, lambda stone: [stone.said.get(Trial.Seen.NO, Said())]),
        agreements=list(_agreements(stones)),
        overlap=overlap,
        overlap_stones=overlap_stones,
        raters_told=_each(weeks),
        weeks=_by_week(weeks),
        sides=_sides(sides),
    )


def _times(stones: Iterable[Stone], of: Callable[[Stone], Iterable[Said]]) -> list[Time]:
    """How long it took, by strength, of the ladder's stones; of few answers nothing is told."""
    sums: dict[float, list[float]] = {}
    for stone in stones:
        if stone.strength is None or stone.rung is None:
            continue
        row = sums.setdefault(stone.strength, [0, 0.0, 0.0])
        for _answers, count, mean, deviation in of(stone):
            if mean is not None and deviation is not None:
                row[0] += count
                row[1] += count * mean
                row[2] += count * (mean**2 + deviation**2)
    return [
        _time(strength, int(count), total / count, squares / count)
        for strength, (count, total, squares) in sorted(sums.items())
        if count >= FEWEST_RATERS
    ]


def _time(strength: float, count: int, mean: float, square: float) -> Time:
    error = _Z * sqrt(max(0.0, square - mean**2) / (count - 1))
    low, middle, high = (exp(value) / 1000 for value in (mean - error, mean, mean + error))
    return Time(strength, count, middle, low, high)


def _museum(stones: Iterable[Stone]) -> float | None:
    told = [stone for stone in stones if stone.kind == Stimulus.Kind.MUSEUM]
    answers = sum(stone.answers for stone in told)
    return sum(stone.yes for stone in told) / answers if answers >= FEWEST_ANSWERS else None


def _agreements(stones: Sequence[Stone]) -> Iterable[Agreement]:
    """Yes or no, over all stones and over those of each kind that two people answered."""
    for kind in ("", *Stimulus.Kind.values):
        counts = np.array(
            [
                (stone.no, stone.yes)
                for stone in stones
                if kind in ("", stone.kind) and stone.answers > 1
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        if counts.sum() >= FEWEST_ANSWERS:
            yield Agreement(kind, len(counts), int(counts.sum()), alpha(counts))


def _each(weeks: Sequence[Week]) -> list[Detection]:
    told = []
    for rater in by_rater(weeks).values():
        hits, plain = sum(week.hits for week in rater), sum(week.plain for week in rater)
        alarms, bare = sum(week.alarms for week in rater), sum(week.bare for week in rater)
        if min(plain, bare) >= FEWEST_EACH:
            told.append(detection(hits, plain, alarms, bare))
    return told


def _by_week(weeks: Iterable[Week]) -> list[tuple[date, int, int, int]]:
    found: dict[date, list[int]] = {}
    for week in weeks:
        row = found.setdefault(week.week, [0, 0, 0])
        for place, more in enumerate((1, week.answers, week.yes)):
            row[place] += more
    return [(week, raters, answers, yes) for week, (raters, answers, yes) in sorted(found.items())]


def _sides(sides: Sequence[Sides]) -> ClusteredMean | None:
    """The share of answers for the curator's rock; answers about one face are alike."""
    if not sides:
        return None
    answers = [one.answers for one in sides]
    faces = np.repeat(np.arange(len(sides)), answers)
    chosen = np.concatenate([np.arange(one.answers) < one.curated for one in sides]).astype(float)
    return clustered_mean(chosen, faces)
