"""What "Whose rock is it?" reads."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Random

from lab.enough import ENOUGH
from lab.models import PairTrial, Rater
from lab.queries.sides import Sides
from rockmatch.models import Human, Pairing, Rock
from rockmatch.models.rocks import long_columns

ROUND: Final = 10
"""After so many portraits it is told what others chose."""
BY_CURATORS: Final = (
    Pairing.Origin.CURATED,
    Pairing.Origin.IMPORTED,
    Pairing.Origin.SUGGESTED,
)


@dataclass(frozen=True)
class Told:
    """A portrait that somebody has answered."""

    trial: PairTrial
    others: Sides | None
    """Of the same two rocks; None as long as there are too few."""


@dataclass(frozen=True)
class Standing:
    """Where somebody stands: the portrait whose turn it is, and what they have answered lately."""

    turn: PairTrial | None
    number: int
    """Of the portrait in its round, from 1."""
    told: list[Told]


def curators_choices() -> QuerySet[Pairing]:
    """Pairings that take part, by curators, of humans who may be shown, with rocks for everybody.

    A pairing of which nobody is known to be the human is nobody's portrait.
    """
    return (
        Pairing.objects.taking_part()
        .filter(origin__in=BY_CURATORS, human__in=Human.to_be_shown())
        .exclude(rock__origin=Rock.Origin.BESPOKE)
    )


def is_empty() -> bool:
    """Tell whether there is no portrait to be shown. One query."""
    return not curators_choices().exists()


def is_any_left(rater: Rater) -> bool:
    """Tell whether there is a portrait that somebody was not asked about. One query."""
    return _not_asked(rater.pk).exists()


def next_choice(rater_id: UUID) -> Pairing | None:
    """A curator's choice that somebody was not asked about, with its human. One query.

    Portraits that have begun to be answered come first until they have enough, so that something
    can be told of some soon; otherwise chance decides.
    """
    answers = PairTrial.objects.counted().filter(human=OuterRef("human"))
    short = Q(answers__gt=0, answers__lte=ENOUGH)  # what is told is of others: one more
    return (
        _not_asked(rater_id)
        .annotate(answers=_number(answers, Q()))
        .order_by(Case(When(short, then=0), When(answers=0, then=1), default=2), Random())
        .select_related("human")
        .defer("embedding", "key")
        .first()
    )


def rocks_chosen_for(human_id: UUID) -> list[int]:
    """Ids of the rocks that curators chose for a human. One query."""
    chosen = Pairing.objects.taking_part().filter(human_id=human_id)
    return list(chosen.values_list("rock_id", flat=True))


def standing(rater: Rater) -> Standing:
    """Where somebody stands, as far as it may still be shown. One query."""
    same = PairTrial.objects.counted().exclude(rater=rater)
    same = same.filter(
        human=OuterRef("human"), curated=OuterRef("curated"), machine=OuterRef("machine")
    )
    trials = list(
        _with_pictures(PairTrial.objects.shown().filter(rater=rater))
        .annotate(
            total=Window(Count("pk")),
            others=_number(same, Q()),
            others_curated=_number(same, Q(chose=PairTrial.Chose.CURATED)),
            others_simulated=_number(same, Q(rater__is_simulated=True)),
        )
        .order_by(F("answered_at").desc(nulls_first=True))[: ROUND + 1]
    )
    turn = trials.pop(0) if trials and trials[0].answered_at is None else None
    answered = (turn or trials[0]).total - bool(turn) if turn or trials else 0
    return Standing(turn, answered % ROUND + 1, [_told(trial) for trial in trials[:ROUND]])


def number_of_answers(rater_id: UUID) -> int:
    """How many portraits somebody has answered that may still be shown. One query."""
    return PairTrial.objects.shown().answered().filter(rater_id=rater_id).count()


def trial_of(rater: Rater, trial_id: UUID) -> PairTrial | None:
    """One of somebody's, with its human. One query."""
    own = PairTrial.objects.filter(rater=rater, pk=trial_id)
    return own.select_related("human").defer("human__embedding").first()


def _not_asked(rater_id: UUID) -> QuerySet[Pairing]:
    asked = PairTrial.objects.filter(rater_id=rater_id, human=OuterRef("human"))
    return curators_choices().exclude(Exists(asked))


def _number(trials: QuerySet[PairTrial], which: Q) -> Any:
    """How many of some trials of an outer query there are."""
    # All of one group: without a group there would be a row for each.
    counted = trials.filter(which).order_by().annotate(all=Value(1)).values("all")
    number = counted.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _with_pictures(trials: QuerySet[PairTrial]) -> QuerySet[Any]:
    """With what is shown: of humans what is owed to who took the picture, and no name."""
    kept_back = ("name", "slug", "embedding", "digest")
    return trials.select_related("human", "curated", "machine").defer(
        *(f"human__{column}" for column in kept_back), *long_columns("curated", "machine")
    )


def _told(trial: Any) -> Told:
    others = Sides(trial.others_curated, trial.others, trial.others_simulated)
    return Told(trial, others if others.answers >= ENOUGH else None)
