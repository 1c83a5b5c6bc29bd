"""What the results are made of: counts of answers, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import (
    Avg,
    BitOr,
    Count,
    DateField,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    StdDev,
)
from django.db.models.functions import Cast, Ln, TruncWeek

from lab.models import SAW, Trial
from rockmatch.vision.tapped import Box, face_box

BARE: Final = 0  # the rung without a face
PLAIN: Final = 4  # from this rung on a face is plain
RUNGS: Final = 6
TAPPED: Final = 1500  # of the newest answers with taps, whose boxes are compared
FASTEST_MS, SLOWEST_MS = 100, 60_000  # between which a time says something of seeing

_TIMED: Final = Q(rt_ms__gte=FASTEST_MS, rt_ms__lte=SLOWEST_MS)


class Said(NamedTuple):
    """How many said one thing of a stone, and how long they took: logarithms of milliseconds."""

    answers: int = 0
    timed: int = 0
    mean: float | None = None
    deviation: float | None = None


@dataclass(frozen=True)
class Stone:
    """What people said of a stone."""

    key: str
    kind: str
    rung: int | None
    strength: float | None
    said: dict[str, Said] = field(default_factory=dict)
    """By `Trial.Seen`."""

    @property
    def faces(self) -> list[Said]:
        """What those said who saw a face, or several."""
        return [said for seen, said in self.said.items() if seen != Trial.Seen.NO]

    @property
    def no(self) -> int:
        return self.said.get(Trial.Seen.NO, Said()).answers

    @property
    def yes(self) -> int:
        return sum(said.answers for said in self.faces)

    @property
    def answers(self) -> int:
        return self.no + self.yes


@dataclass(frozen=True)
class Week:
    """What somebody who looks said in one week."""

    rater: Any
    week: date
    is_simulated: bool
    answers: int
    yes: int
    rungs: int
    """Of which rungs they saw a stone, as bits; none of them is 0."""
    bare: int
    """How many bare stones they saw."""
    plain: int
    """How many plain faces."""
    alarms: int
    """Yes to bare stones."""
    hits: int
    """Yes to plain faces."""


def _counted() -> QuerySet[Trial]:
    return Trial.objects.counted().order_by()


def stones() -> list[Stone]:
    """What people said of each stone that anybody said something of. One query."""
    log = Ln(Cast("rt_ms", FloatField()))
    rows = _counted().values_list(
        "stimulus__key", "stimulus__kind", "stimulus__rung", "stimulus__strength", "seen"
    )
    told: Iterable[Any] = rows.annotate(
        answers=Count("pk"),
        times=Count("pk", filter=_TIMED),
        mean=Avg(log, filter=_TIMED),
        deviation=StdDev(log, filter=_TIMED),
    ).order_by("stimulus__key")
    found: dict[str, Stone] = {}
    for key, kind, rung, strength, seen, answers, *times in told:
        stone = found.setdefault(key, Stone(key, kind, rung, strength))
        stone.said[seen] = Said(answers, *times)
    return list(found.values())


def weeks() -> list[Week]:
    """What each who looks said, week by week. One query."""
    rung = Func("stimulus__rung", template="1 << %(expressions)s", output_field=IntegerField())
    bare, plain = Q(stimulus__rung=BARE), Q(stimulus__rung__gte=PLAIN)
    told = (
        _counted()
        .annotate(week=TruncWeek("answered_at", output_field=DateField()))
        .values_list("rater", "week", "rater__is_simulated")
        .annotate(
            answers=Count("pk"),
            yes=Count("pk", filter=SAW),
            rungs=BitOr(rung),
            bare=Count("pk", filter=bare),
            plain=Count("pk", filter=plain),
            alarms=Count("pk", filter=SAW & bare),
            hits=Count("pk", filter=SAW & plain),
        )
        .order_by("week")
    )
    return [
        Week(rater, week, simulated, answers, yes, rungs or 0, *counts)
        for rater, week, simulated, answers, yes, rungs, *counts in told
    ]


def boxes() -> dict[int, list[Box]]:
    """Boxes around the newest taps, by stone. One query."""
    tapped = _counted().filter(left_eye__isnull=False, right_eye__isnull=False)
    rows = tapped.filter(mouth__isnull=False).order_by("-answered_at")[:TAPPED]
    found: dict[int, list[Box]] = {}
    taps: Iterable[Any] = rows.values_list("stimulus", "left_eye", "right_eye", "mouth")
    for stone, left_eye, right_eye, mouth in taps:
        found.setdefault(stone, []).append(face_box(left_eye, right_eye, mouth))
    return found
