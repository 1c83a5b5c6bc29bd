"""Reporting a post, a member or a rock. What is reported is out of the reporter's sight at once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feed.models import Case, HiddenPost, Post, Report
from feed.models.moderation import snapshot
from feed.services.waiting import tell_moderators
from profiles.models import Member
from profiles.services import relations
from profiles.text import clean_lines
from rockmatch.models import Rock
from rockmatch.services import rocks

type Thing = Post | Member | Rock


@transaction.atomic
def report(reporter: Member, thing: Thing, reason: str, text: str = "") -> Report:
    """Tell the moderators of a thing that the reporter may see (that is for the caller to know).

    Raises:
        ValidationError: With the fields that are wrong; or it is the reporter's own, or they have
            reported it already and nobody has looked at it yet.
    """
    if isinstance(thing, Post):
        thing = thing.shown
    if _concerned(thing) == reporter.pk:
        raise ValidationError(_("That is you. Only others can be reported."), code="own")
    case = _open_case(thing)
    if case.reports.filter(reporter=reporter).exists():
        words = _("You have reported this already. Somebody will look at it.")
        raise ValidationError(words, code="already")
    made = Report(case=case, reporter=reporter, reason=reason, text=clean_lines(text))
    made.clean_fields(exclude=["case", "reporter"])
    made.save()
    case.evidence = snapshot(case)
    case.reports_count = F("reports_count") + 1
    case.save(update_fields=["evidence", "reports_count"])
    _hide(reporter, thing)
    tell_moderators(case.member, spared={reporter.pk})
    return made


def _concerned(thing: Thing) -> int | None:
    """The id of the member whom a report of the thing is about."""
    if isinstance(thing, Post):
        return thing.author_id
    return thing.pk if isinstance(thing, Member) else thing.maker_id


def _open_case(thing: Thing) -> Case:
    """Get the open case of a thing, or open one, and hold it until the transaction ends."""
    subject = thing._meta.model_name or ""
    which = {"subject": subject, subject: thing, "closed_at": None}
    more = {} if isinstance(thing, Member) else {"member_id": _concerned(thing)}
    while True:  # until it is not closed between the two
        case, _made = Case.objects.get_or_create(**which, defaults=more)
        if held := Case.objects.select_for_update().filter(pk=case.pk, closed_at=None).first():
            return held


def _hide(member: Member, thing: Thing) -> None:
    if isinstance(thing, Post):
        hidden = HiddenPost(member=member, post=thing)
        HiddenPost.objects.bulk_create([hidden], ignore_conflicts=True)
    elif isinstance(thing, Member):
        relations.mute(member, thing)
    else:
        rocks.hide_rock(member, thing)


@transaction.atomic
def show_again(member: Member, made: Report) -> None:
    """Let a member see again what they reported; the report stays."""
    case = made.case
    if case.post is not None:
        HiddenPost.objects.filter(member=member, post=case.post).delete()
    elif case.rock is not None:
        rocks.show_rock(member, case.rock)
    elif case.member is not None:
        relations.unmute(member, case.member)
