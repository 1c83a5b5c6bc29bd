"""A portrait with two rocks is drawn for somebody, and answered once."""

from random import SystemRandom
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lab import reaction
from lab.models import PairTrial
from lab.queries import pairs as queries
from lab.services.raters import Refused, held
from rockmatch.matching import nearest_pairing_by_face_alone

SIDES: Final = ("left", "right")
_chance = SystemRandom()


@transaction.atomic
def draw(rater_id: UUID) -> PairTrial | None:
    """Draw the next portrait, unless one waits; None if there is none that they were not asked.

    FaceNet's rock is the one it chooses by itself (`nearest_pairing_by_face_alone`), without what
    it knows of this very human. Where that is one that curators chose too, it is its next.

    Raises:
        Refused: They have withdrawn.
    """
    rater = held(rater_id)
    waiting = PairTrial.objects.filter(rater=rater, answered_at=None)
    if there := waiting.shown().first():
        return there
    waiting.delete()  # who is not to be shown any more
    choice = queries.next_choice(rater_id)
    if choice is None or choice.human is None:
        return None
    human = choice.human
    chosen = queries.rocks_chosen_for(human.pk)
    machine = nearest_pairing_by_face_alone(human.embedding, not_of=human.pk, not_leading_to=chosen)
    if machine is None:
        return None
    return PairTrial.objects.create(
        rater=rater,
        human=human,
        curated_id=choice.rock_id,
        machine_id=machine.rock_id,
        curated_is_left=_chance.random() < 0.5,
    )


@transaction.atomic
def answer(rater_id: UUID, trial_id: UUID, side: str, rt_ms: int | None = None) -> PairTrial:
    """Take the one answer of a portrait: the rock that lies left or right.

    Args:
        rater_id: Who answers.
        trial_id: Of which portrait.
        side: One of SIDES.
        rt_ms: How long it took, as the browser measured it; what cannot be is not kept.

    Raises:
        Refused: Withdrawn, somebody else's or answered already; no side; or the portrait, or one
            of the rocks, may not be shown any more.
    """
    rater = held(rater_id)
    trial = PairTrial.objects.filter(pk=trial_id, rater=rater).first()
    if trial is None:
        raise Refused(_("That portrait is not among yours. Go on with the next."), "not_there")
    if trial.answered_at is not None:
        raise Refused(_("You have answered that one. The first answer counts."), "answered")
    if not PairTrial.objects.shown().filter(pk=trial.pk).exists():
        raise Refused(_("That portrait is not shown any more. Go on with the next."), "gone")
    if side not in SIDES:
        raise Refused(_("Choose one of the two rocks."), "no_side")
    trial.chose = trial.on(side)
    trial.rt_ms = reaction.kept(rt_ms)
    trial.answered_at = rater.answered_at = timezone.now()
    trial.save(update_fields=["chose", "rt_ms", "answered_at"])
    rater.save(update_fields=["answered_at"])
    return trial
