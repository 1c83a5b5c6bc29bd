"""A round of stones is drawn for somebody."""

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from lab.drawing import Draw, Stone, draw_round
from lab.models import Stimulus, Trial
from lab.services.raters import held


@transaction.atomic
def draw(rater_id: UUID) -> int | None:
    """Draw the next round, unless one is open; tells its number, None if nothing unseen is left.

    Raises:
        Refused: They have withdrawn.
    """
    rater = held(rater_id)
    trials = _trials_of(rater_id)
    there = _stones()
    names = {stone.pk for stone in there}
    if any(trial.answered_at is None and trial.stimulus_id in names for trial in trials):
        return trials[-1].round
    number = trials[-1].round + 1 if trials else 1
    before = [_as_drawn(trial) for trial in trials]
    drawn = draw_round(there, before, seed=rater.seed, number=number)
    Trial.objects.bulk_create(
        Trial(
            rater=rater,
            stimulus_id=one.stone.pk,
            round=number,
            place=place,
            way=one.way,
            catch=one.catch,
        )
        for place, one in enumerate(drawn, start=1)
    )
    return number if drawn else None


def _trials_of(rater_id: UUID) -> list[Trial]:
    trials = Trial.objects.filter(rater_id=rater_id).select_related("stimulus")
    return list(trials.order_by("round", "place"))


def _stones() -> list[Stone]:
    answers = Count("trials", filter=Q(trials__answered_at__isnull=False, trials__catch=""))
    rows = Stimulus.objects.in_play().annotate(answers=answers).order_by("pk")
    return [Stone(*row) for row in rows.values_list("pk", "kind", "family", "rung", "answers")]


def _as_drawn(trial: Trial) -> Draw:
    stimulus = trial.stimulus
    stone = Stone(stimulus.pk, stimulus.kind, stimulus.family, stimulus.rung)
    return Draw(stone, trial.way, trial.catch)
