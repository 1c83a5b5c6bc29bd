"""What somebody says of a stone. The first answer counts, however often it is sent."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lab import reaction
from lab.models import Rater, Trial
from lab.queries.look import open_trials
from lab.services.marking import mark
from lab.services.raters import Refused, held
from lab.taps import Tap, checked

_MOST = 2**31 - 1  # of the column


@transaction.atomic
def answer(rater_id: UUID, trial_id: UUID, seen: str, rt_ms: int | None) -> Trial:
    """Say whether there is a face. `rt_ms` is the browser's; kept if the server saw as much pass.

    Raises:
        Refused: Withdrawn, of somebody else's stone, of one not shown yet, answered before, or
            of a choice that there is not.
    """
    rater = held(rater_id)
    trial = _of(rater, trial_id)
    if seen not in Trial.Seen.values:
        raise Refused(_("Say no, yes or several."), "unknown")
    if trial.answered_at:
        raise Refused(_("You have answered that one. Your first answer counts."), "answered")
    if trial.shown_at is None:
        raise Refused(_("That stone has not been shown yet. Here is the one whose turn it is."))
    trial.seen, trial.answered_at = seen, timezone.now()
    passed = max(0, round((trial.answered_at - trial.shown_at).total_seconds() * 1000))
    trial.elapsed_ms = min(passed, _MOST)
    trial.rt_ms = reaction.kept(rt_ms, passed)
    trial.save(update_fields=["seen", "answered_at", "elapsed_ms", "rt_ms"])
    rater.answered_at = trial.answered_at
    rater.save(update_fields=["answered_at"])
    if not open_trials(rater.pk).exists():
        mark(rater)
    return trial


@transaction.atomic
def tell_more(
    rater_id: UUID, trial_id: UUID, taps: Sequence[Tap] | None = None, **details: str
) -> Trial:
    """Say where eyes and mouth are (upright places; None: as said before), and what it is like.

    That goes until the next stone is answered.

    Raises:
        Refused: Withdrawn, of somebody else's stone, or one without a face, or they have gone on.
        BadTaps: They are no places on the stone.
    """
    rater = held(rater_id)
    trial = _of(rater, trial_id)
    if trial.seen not in (Trial.Seen.ONE, Trial.Seen.SEVERAL):
        raise Refused(_("You have seen no face in that one."), "no_face")
    if trial.answered_at != rater.answered_at:
        raise Refused(_("You have gone on. What you said of that stone stays."), "gone_on")
    if taps is not None:
        points = [*map(list, checked(taps, trial.stimulus)), None, None, None]
        trial.left_eye, trial.right_eye, trial.mouth, *_rest = points
    for name, value in details.items():
        setattr(trial, name, value)
    trial.save(update_fields=["left_eye", "right_eye", "mouth", *details])
    return trial


@transaction.atomic
def pass_over(rater_id: UUID, trial_id: UUID) -> None:
    """Leave out a stone whose picture does not come. Answered ones stay.

    Raises:
        Refused: Withdrawn, or somebody else's stone.
    """
    rater = held(rater_id)
    trial = _of(rater, trial_id)
    if trial.answered_at is None:
        trial.delete()


def _of(rater: Rater, trial_id: UUID) -> Trial:
    trial = Trial.objects.select_related("stimulus").filter(pk=trial_id, rater=rater).first()
    if trial is None:
        raise Refused(_("That stone is not among yours. Here is the one whose turn it is."))
    return trial
