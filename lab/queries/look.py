"""What the pages of "Do you see a face?" read."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Subquery

from lab.enough import ENOUGH
from lab.models import SAW, MachineLook, PairTrial, Rater, Stimulus, Trial
from lab.taps import Tap, told
from rockmatch.models.rocks import long_columns


@dataclass(frozen=True)
class Turn:
    """The stone whose turn it is, in its round."""

    trial: Trial
    number: int
    """From 1, among those of the round that can still be shown."""
    of: int
    next_url: str
    """Of the picture after this one; empty at the end of the round."""


@dataclass(frozen=True)
class Others:
    """What other people said of a stone."""

    answers: int
    saw: int
    """A face, or several."""
    simulated: int
    """Answers that a program made up."""

    @property
    def percent(self) -> int:
        return round(100 * self.saw / self.answers)


@dataclass(frozen=True)
class ToldStone:
    """A stone of a round that is over, with all that is known of it."""

    trial: Trial
    others: Others | None
    """None as long as there are too few."""
    looks: list[MachineLook]

    @property
    def saying_face(self) -> list[MachineLook]:
        """The machines that see one."""
        return [look for look in self.looks if look.sees_face]

    @property
    def seconds(self) -> float:
        """That they took."""
        return (self.trial.rt_ms or 0) / 1000

    @property
    def marks(self) -> list[Tap]:
        """Where they saw eyes and mouth."""
        return told(self.trial)

    @property
    def true_marks(self) -> list[Tap]:
        """Where eyes and mouth are, on a stone that we gave a face."""
        stone = self.trial.stimulus
        return list(stone.landmarks.values()) if stone.rung and stone.landmarks else []


def is_empty() -> bool:
    """Tell whether there is no stone to be looked at."""
    return not Stimulus.objects.in_play().exists()


def open_trials(rater_id: UUID) -> QuerySet[Trial]:
    """Those that wait for an answer, of stones that may be shown."""
    waiting = Trial.objects.filter(rater_id=rater_id, answered_at=None)
    return waiting.filter(stimulus__in=Stimulus.objects.in_play())


def turn_of(rater: Rater) -> Turn | None:
    """The stone whose turn it is; None where no round is open."""
    trials = [
        trial for trial in _latest_round(rater) if trial.answered_at or trial.stimulus.is_in_play
    ]
    waiting = [trial for trial in trials if not trial.answered_at]
    if not waiting:
        return None
    trial, *later = waiting
    next_url = later[0].stimulus.picture_url if later else ""
    return Turn(trial, len(trials) - len(later), len(trials), next_url)


def trial_of(rater: Rater, trial_id: UUID) -> Trial | None:
    """One of somebody's, with its stone."""
    return _with_stones(Trial.objects.filter(rater=rater, pk=trial_id)).first()


def last_round(rater: Rater) -> int | None:
    """The latest round in which somebody answered anything."""
    answered = Trial.objects.answered().filter(rater=rater)
    latest: int | None = answered.aggregate(latest=Max("round"))["latest"]
    return latest


def told_round(rater: Rater, number: int) -> list[ToldStone]:
    """What somebody said in a round, what others did and what each machine did.

    Three queries. Only stones that they have answered are there, and that may still be shown.
    """
    answered = Trial.objects.answered().filter(rater=rater, round=number).order_by("place")
    trials = [trial for trial in _with_stones(answered) if trial.stimulus.is_in_play]
    stones = [trial.stimulus_id for trial in trials]
    others = _others(rater, stones)
    looks: dict[int, list[MachineLook]] = {}
    for look in MachineLook.objects.filter(stimulus__in=stones).order_by("observer"):
        looks.setdefault(look.stimulus_id, []).append(look)
    return [
        ToldStone(trial, others.get(trial.stimulus_id), looks.get(trial.stimulus_id, []))
        for trial in trials
    ]


def number_of_answers(rater_id: UUID) -> int:
    """How many answers somebody has given, on all pages of the lab."""
    looked = Trial.objects.answered().filter(rater_id=rater_id).count()
    paired = PairTrial.objects.filter(rater_id=rater_id, answered_at__isnull=False).count()
    return looked + paired


def _others(rater: Rater, stones: list[int]) -> dict[int, Others]:
    rows = (
        Trial.objects.counted()
        .filter(stimulus__in=stones)
        .exclude(rater=rater)
        .values("stimulus")
        .annotate(
            answers=Count("pk"),
            saw=Count("pk", filter=SAW),
            simulated=Count("pk", filter=Q(rater__is_simulated=True)),
        )
        .filter(answers__gte=ENOUGH)
        .values_list("stimulus", "answers", "saw", "simulated")
        .order_by("stimulus")
    )
    return {stone: Others(*numbers) for stone, *numbers in rows}


def _latest_round(rater: Rater) -> QuerySet[Trial]:
    own = Trial.objects.filter(rater=rater)
    latest = own.order_by("-round").values("round")[:1]
    return _with_stones(own.filter(round=Subquery(latest)).order_by("place"))


def _with_stones(trials: QuerySet[Trial]) -> QuerySet[Trial]:
    return trials.select_related("stimulus__rock").defer(*long_columns("stimulus__rock"))
