"""What an edition of the dataset is made of. All by answers and raters that are published."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from lab.models import SAW, MachineLook, PairTrial, Rater, Stimulus, Trial
from rockmatch.models import Human, Pairing, Rock

_CHUNK: Final = 4000  # rows


class Looked(NamedTuple):
    """How many looked at a stone."""

    careful: int
    """Raters whose answers count, to a plain question."""
    saw: int
    """Of these, who saw a face or several."""
    answers: int
    marked: int
    """Answers of raters who are marked."""

    @property
    def share(self) -> float | None:
        return round(self.saw / self.careful, 4) if self.careful else None


NOBODY: Final = Looked(0, 0, 0, 0)


class Answer(NamedTuple):
    """One answer; the rater under the id that is published, and of the time the month alone."""

    stimulus: int
    rater: UUID
    round: int
    place: int
    way: str
    catch: str
    seen: str
    rt_ms: int | None
    left_eye: list[float] | None
    right_eye: list[float] | None
    mouth: list[float] | None
    hardness: str
    mood: str
    being: str
    gender: str
    marks: list[str]
    simulated: bool
    answered_at: datetime

    @property
    def points(self) -> dict[str, list[float]] | None:
        """The three taps, if all are there."""
        if self.left_eye is None or self.right_eye is None or self.mouth is None:
            return None
        return {"left_eye": self.left_eye, "right_eye": self.right_eye, "mouth": self.mouth}


def count_answers(*, simulated: bool) -> int:
    """How many answers there are, by people or by simulated raters."""
    return Trial.objects.answered().filter(rater__is_simulated=simulated).count()


def count_simulated_raters() -> int:
    """How many raters are made by a program."""
    return Rater.objects.filter(is_simulated=True).count()


def looked_at(*, simulated: bool) -> dict[int, Looked]:
    """Who looked at each stone, by its id."""
    plain = Q(catch=Trial.Catch.NONE, rater__marks=[])
    rows = (
        Trial.objects.answered()
        .filter(rater__is_simulated=simulated)
        .order_by()
        .values_list("stimulus_id")
        .annotate(
            careful=Count("rater_id", distinct=True, filter=plain),
            saw=Count("rater_id", distinct=True, filter=plain & SAW),
            answers=Count("pk"),
            marked=Count("pk", filter=~Q(rater__marks=[])),
        )
    )
    return {pk: Looked(*counts) for pk, *counts in rows}


def stones_to_publish(published: set[int]) -> Iterator[Stimulus]:
    """Stones that are shown, and rocks of ours that were and have answers, in order.

    A real stone that was taken off the wall is gone from the next edition, and its answers too.
    """
    ours = Q(pk__in=published) & ~Q(kind=Stimulus.Kind.REAL)
    found = Stimulus.objects.filter(Q(pk__in=Stimulus.objects.in_play().values("pk")) | ours)
    # Forms and verdicts of detectors are long.
    narrow = found.select_related("rock").defer("rock__form", "rock__detectors")
    return narrow.order_by("pk").iterator(chunk_size=500)


def answers(stimuli: list[int], *, simulated: bool, with_marked: bool) -> Iterator[Answer]:
    """Answers about these stones, stone by stone in the order of their ids."""
    found = Trial.objects.answered().filter(rater__is_simulated=simulated, stimulus__in=stimuli)
    if not with_marked:
        found = found.filter(rater__marks=[])
    ordered = found.order_by("stimulus_id", "rater__public_id", "round", "place")
    rows = ordered.values_list(
        *("stimulus_id", "rater__public_id", "round", "place", "way", "catch", "seen", "rt_ms"),
        *("left_eye", "right_eye", "mouth", "hardness", "mood", "being", "gender"),
        *("rater__marks", "rater__is_simulated", "answered_at"),
    )
    return map(Answer._make, rows.iterator(chunk_size=_CHUNK))


def looks() -> Iterator[MachineLook]:
    """What machines said, machine by machine."""
    ordered = MachineLook.objects.order_by("observer", "version", "stimulus_id")
    return ordered.iterator(chunk_size=500)


def raters(*, simulated: bool) -> Iterator[tuple[str, str]]:
    """The public id of each rater, and the version of the words that they agreed to."""
    found = Rater.objects.filter(is_simulated=simulated).order_by("public_id")
    rows = found.values_list("public_id", "consent_version")
    return ((str(public), version) for public, version in rows.iterator(_CHUNK))


class Sided(NamedTuple):
    """Whose rock somebody took for a human's, of two."""

    human: UUID
    curated: str
    machine: str
    rater: UUID
    chose: str
    curated_is_left: bool
    rt_ms: int | None
    marks: list[str]
    simulated: bool


def choices(*, simulated: bool, with_marked: bool) -> Iterator[Sided]:
    """Answers to "whose rock is it", of humans and rocks that everybody may see."""
    found = PairTrial.objects.filter(answered_at__isnull=False, rater__is_simulated=simulated)
    if not with_marked:
        found = found.filter(rater__marks=[])
    everybodys = Rock.objects.of_the_museum().values("pk")
    shown = found.filter(
        human__in=_humans().values("pk"), curated__in=everybodys, machine__in=everybodys
    )
    rows = shown.order_by("human", "curated__slug", "machine__slug", "rater__public_id")
    columns = (
        *("human_id", "curated__slug", "machine__slug", "rater__public_id", "chose"),
        *("curated_is_left", "rt_ms", "rater__marks", "rater__is_simulated"),
    )
    return map(Sided._make, rows.values_list(*columns).iterator(chunk_size=_CHUNK))


def curated_pairings() -> Iterator[tuple[UUID, str, str, str]]:
    """Human, rock, origin and licence of each pairing that everybody may see."""
    found = Pairing.objects.taking_part().filter(
        human__in=_humans().values("pk"), rock__in=Rock.objects.of_the_museum().values("pk")
    )
    rows = found.order_by("human", "rock__slug")
    return rows.values_list("human_id", "rock__slug", "origin", "human__licence").iterator(_CHUNK)


def _humans() -> QuerySet[Human]:
    """Those that may be shown.

    Members who offered themselves are in no archive: they could not withdraw from it.
    """
    return Human.to_be_shown().filter(member=None)
