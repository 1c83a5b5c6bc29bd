"""Whom people side with: the curator, or FaceNet."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from lab.models import PairTrial
from rockmatch.measures import wilson

_CURATED = Q(chose=PairTrial.Chose.CURATED)
_SIMULATED = Q(rater__is_simulated=True)


@dataclass(frozen=True)
class Sides:
    """How many chose the curator's rock, of all whose answers count."""

    curated: int
    answers: int
    simulated: int
    """Answers among them that a program made up."""

    @property
    def share(self) -> float | None:
        """Of the curator's rock: 0.5 where people are undecided. None without an answer."""
        return self.curated / self.answers if self.answers else None

    @property
    def percent(self) -> int:
        """The share, whole; for sides on which there is an answer."""
        return round(100 * self.curated / self.answers)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's, with 95 %: as if each answer came by itself."""
        return wilson(self.curated, self.answers) if self.answers else None


def sides() -> Sides:
    """Over all humans who may be shown. One query."""
    return Sides(**PairTrial.objects.counted().aggregate(**_COUNTS))


def sides_by_human() -> dict[UUID, Sides]:
    """For each human who may be shown and about whom there is an answer. One query."""
    rows: Any = PairTrial.objects.counted().order_by("human").values("human").annotate(**_COUNTS)
    return {row.pop("human"): Sides(**row) for row in rows}


_COUNTS = {
    "curated": Count("pk", filter=_CURATED),
    "answers": Count("pk"),
    "simulated": Count("pk", filter=_SIMULATED),
}
