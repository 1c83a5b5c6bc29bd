"""What moderators decide about a case. Each decision is one transaction, and closes its reports.

Whom it concerns is always told why; where it concerns nobody, the log is.

Each locks the case first, so that of two moderators the second is told; then what it changes.
"""

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feed.models import Action, Case, Decision, Kind, Post
from feed.models.moderation import snapshot
from feed.queries.moderators import may_decide_about
from feed.services import hanging, letters, notifications
from feed.services.posts import delete_post
from feed.services.suspensions import settle
from feed.services.waiting import untell_if_done
from profiles.models import Member
from profiles.text import clean_lines
from rockmatch.services import rocks

CLOSING: Final = (
    *(Action.DISMISS, Action.WARN, Action.HIDE),
    *(Action.DELETE, Action.SUSPEND, Action.WITHDRAW),
)
UNDOES: Final = {
    Action.HIDE: Action.UNHIDE,
    Action.SUSPEND: Action.UNSUSPEND,
    Action.WITHDRAW: Action.RESTORE,
}


@transaction.atomic
def dismiss(moderator: Member, case: Case, *, note: str = "") -> Decision:
    """Say that nothing is wrong. Whom it concerns never learns of it.

    Raises:
        ValidationError: Somebody was faster, or it is not this moderator's to decide.
    """
    held = _hold(moderator, case)
    return _decide(held, moderator, Action.DISMISS, note=note, message="")


@transaction.atomic
def warn(moderator: Member, case: Case, *, note: str = "", message: str = "") -> Decision:
    """Send the member a word of warning.

    Raises:
        ValidationError: As `dismiss`; or there is nobody to warn.
    """
    held = _hold(moderator, case)
    _needs_member(held)
    return _decide(held, moderator, Action.WARN, note=note, message=message)


@transaction.atomic
def hide_post(moderator: Member, case: Case, *, note: str = "", message: str = "") -> Decision:
    """Take a post out of everybody's sight but its author's.

    Raises:
        ValidationError: As `dismiss`; or the post is gone.
    """
    held = _hold(moderator, case)
    post = _hold_post(held)
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    hanging.rename(post.pk)
    return _decide(held, moderator, Action.HIDE, note=note, message=message)


@transaction.atomic
def remove_post(moderator: Member, case: Case, *, note: str = "", message: str = "") -> Decision:
    """Delete a post for good; what it said stays with the case.

    Raises:
        ValidationError: As `dismiss`; or the post is gone.
    """
    held = _hold(moderator, case)
    post = _hold_post(held)
    delete_post(post)
    return _decide(held, moderator, Action.DELETE, note=note, message=message)


@transaction.atomic
def suspend(
    moderator: Member,
    case: Case,
    *,
    note: str = "",
    message: str = "",
    until: datetime | None = None,
) -> Decision:
    """Keep the member out and out of sight, until a moment or for good.

    Raises:
        ValidationError: As `dismiss`; or there is nobody to suspend, or the moment is past.
    """
    held = _hold(moderator, case)
    member = _needs_member(held)
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": _("That moment is past.")})
    made = _decide(held, moderator, Action.SUSPEND, note=note, message=message, until=until)
    settle(member.pk)
    return made


@transaction.atomic
def withdraw_rock(moderator: Member, case: Case, *, note: str = "", message: str = "") -> Decision:
    """Take a rock off show.

    Raises:
        ValidationError: As `dismiss`; or the rock is gone, or off show already.
    """
    held = _hold(moderator, case)
    if held.rock_id is None or not rocks.withdraw(held.rock_id):
        raise ValidationError(_("That rock is no longer on show."), code="gone")
    return _decide(held, moderator, Action.WITHDRAW, note=note, message=message)


def decide(
    moderator: Member,
    case: Case,
    action: str,
    *,
    note: str = "",
    message: str = "",
    until: datetime | None = None,
) -> Decision:
    """Do one of the actions above, by its name.

    Raises:
        ValidationError: As the action says.
    """
    if action == Action.DISMISS:
        return dismiss(moderator, case, note=note)
    if action == Action.SUSPEND:
        return suspend(moderator, case, note=note, message=message, until=until)
    acts = {
        Action.WARN: warn,
        Action.HIDE: hide_post,
        Action.DELETE: remove_post,
        Action.WITHDRAW: withdraw_rock,
    }
    return acts[Action(action)](moderator, case, note=note, message=message)


@transaction.atomic
def undo(moderator: Member, decision: Decision, *, note: str = "") -> Decision:
    """Take back what was hidden, suspended or withdrawn.

    Raises:
        ValidationError: It cannot be taken back, or was already; or it is not this moderator's.
    """
    case = Case.objects.select_for_update().get(pk=decision.case_id)
    _may(moderator, case)
    made = reverse(case, moderator, decision, note=note)
    letters.tell(made)
    return made


def reverse(
    case: Case, moderator: Member | None, decision: Decision, *, note: str, **more: Any
) -> Decision:
    """Do the contrary of a decision and log it. Expects the case to be held; tells nobody.

    Raises:
        ValidationError: It cannot be taken back, or was already.
    """
    held = Decision.objects.select_related("undone_by").get(pk=decision.pk)
    action = UNDOES.get(Action(held.action))
    if action is None or held.taken_back is not None:
        raise ValidationError(_("That cannot be taken back, or was already."), code="undone")
    made = _log(case, moderator, more.pop("action", action), note=note, undoes=held, **more)
    if action == Action.UNHIDE and case.post_id:
        Post.objects.filter(pk=case.post_id).update(hidden_at=None)
    elif action == Action.UNSUSPEND and case.member_id:
        settle(case.member_id)
    elif action == Action.RESTORE and not (case.rock_id and rocks.put_back(case.rock_id)):
        words = _("That rock cannot hang again: it is gone, or a detector sees a face in it.")
        raise ValidationError(words, code="gone")
    return made


def _hold(moderator: Member, case: Case) -> Case:
    """Lock a case that is still open, and that this moderator may decide; look at its thing anew.

    Raises:
        ValidationError: Somebody was faster, or it is not this moderator's to decide.
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if not held.is_open:
        words = _("Somebody was faster: this has been decided. Look at what they did.")
        raise ValidationError(words, code="decided")
    _may(moderator, held)
    held.evidence = snapshot(held) or held.evidence
    return held


def _may(moderator: Member, case: Case) -> None:
    if not may_decide_about(moderator, case.member):
        raise ValidationError(_("That is for somebody else to decide."), code="not_yours")


def _needs_member(case: Case) -> Member:
    if case.member is None:
        raise ValidationError(_("There is nobody whom it concerns."), code="nobody")
    return case.member


def _hold_post(case: Case) -> Post:
    there = Post.objects.select_for_update().filter(deleted_at=None)
    held = there.filter(pk=case.post_id).first() if case.post_id else None
    if held is None:
        raise ValidationError(_("That post is gone."), code="gone")
    return held


def _decide(case: Case, moderator: Member, action: Action, **said: Any) -> Decision:
    """Log a decision, close the case with its reports, and tell whom it concerns."""
    if action != Action.DISMISS and not said["note"].strip() and not case.member_id:
        raise ValidationError({"note": _("Say for the log why.")})
    if action != Action.DISMISS and not said["message"].strip() and case.member_id:
        raise ValidationError({"message": _("Say what was wrong: they read it.")})
    made = _log(case, moderator, action, **said)
    case.closed_at = timezone.now()
    case.save(update_fields=["closed_at", "evidence"])
    letters.tell(made)
    reporters = case.reports.filter(reporter__isnull=False).values_list("reporter", flat=True)
    notifications.tell(Kind.REPORT, set(reporters))
    untell_if_done()
    return made


def _log(case: Case, moderator: Member | None, action: Action, **said: Any) -> Decision:
    for name in ("note", "message"):
        said[name] = clean_lines(said.get(name, ""))
    made = Decision(case=case, moderator=moderator, action=action, **said)
    made.clean_fields(exclude=["case", "moderator", "undoes"])
    made.save(force_insert=True)
    return made
