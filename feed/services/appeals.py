"""Appeals: a member's answer to a decision, and another moderator's to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feed.models import Action, Appeal, Case, Decision
from feed.queries.moderators import is_alone, may_decide_about
from feed.services import letters
from feed.services.moderation import UNDOES, reverse
from feed.services.waiting import tell_moderators, untell_if_done
from profiles.models import Member
from profiles.text import clean_lines


@transaction.atomic
def appeal(decision: Decision, text: str) -> Appeal:
    """Ask the moderators to look again: once for each decision that weighs on somebody.

    Raises:
        ValidationError: There is no text, it is too long, or this decision takes no appeal (any
            more).
    """
    Case.objects.select_for_update().get(pk=decision.case_id)
    held = Decision.objects.select_related("undone_by", "appeal", "case__member", "moderator").get(
        pk=decision.pk
    )
    if not held.is_appealable:
        raise ValidationError(_("That was taken back, or you have appealed already."), code="spent")
    made = Appeal(decision=held, text=clean_lines(text))
    made.clean_fields(exclude=["decision", "judgement"])
    made.save()
    decider = held.moderator
    alone = decider is not None and is_alone(decider)
    tell_moderators(held.case.member, spared=set() if alone else {held.moderator_id})
    return made


@transaction.atomic
def judge(
    moderator: Member, made: Appeal, *, overturn: bool, note: str = "", message: str = ""
) -> Decision:
    """Uphold a decision, or overturn it, which takes back what can be taken back.

    Who decided does not judge, unless there is no other moderator; the log says so then.

    Raises:
        ValidationError: It is not this moderator's to judge, or somebody was faster.
    """
    case = Case.objects.select_for_update().get(pk=made.decision.case_id)
    held = Appeal.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if held.judgement_id is not None:
        words = _("Somebody was faster: this appeal has been judged.")
        raise ValidationError(words, code="decided")
    was_alone = _may_judge(moderator, case, held.decision)
    action = Action.OVERTURN if overturn else Action.UPHOLD
    said: dict[str, Any] = {
        "note": clean_lines(note),
        "message": clean_lines(message),
        "was_alone": was_alone,
    }
    if overturn and held.decision.action in UNDOES and held.decision.taken_back is None:
        held.judgement = reverse(case, moderator, held.decision, action=action, **said)
    else:
        undone = held.decision if overturn and held.decision.taken_back is None else None
        judgement = Decision(case=case, moderator=moderator, action=action, undoes=undone, **said)
        judgement.clean_fields(exclude=["case", "moderator", "undoes"])
        judgement.save(force_insert=True)
        held.judgement = judgement
    held.save(update_fields=["judgement"])
    letters.tell(held.judgement)
    untell_if_done()
    return held.judgement


def _may_judge(moderator: Member, case: Case, decision: Decision) -> bool:
    """Tell whether a moderator judges their own decision.

    Raises:
        ValidationError: That is for somebody else.
    """
    if not may_decide_about(moderator, case.member):
        raise ValidationError(_("That is for somebody else to decide."), code="not_yours")
    is_own = decision.moderator_id == moderator.pk
    if is_own and not is_alone(moderator):
        words = _("You decided that. Another moderator judges the appeal.")
        raise ValidationError(words, code="not_yours")
    return is_own
