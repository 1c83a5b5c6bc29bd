"""Keeping a member out, for a time or for good: `feed.services.moderation` decides when."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authtoken.models import Token

from profiles.account import sessions
from profiles.models import Member

_REFUSED = "refused"  # in the session: who has proved who they are, and when
_TIME_TO_READ = 3600  # seconds
_FIELDS = ("is_active", "leaves_at", "suspended_at", "suspended_until", "wanted_to_leave")


@transaction.atomic
def suspend(member_id: int, until: datetime | None) -> None:
    """Hide a member everywhere and end every way in; without `until` for good.

    One who is about to leave does not go meanwhile, for what they did is then looked into.
    """
    member = Member.objects.select_for_update().get(pk=member_id)
    member.wanted_to_leave = member.wanted_to_leave or member.is_leaving
    member.is_active, member.leaves_at = False, None
    member.suspended_at, member.suspended_until = timezone.now(), until
    member.save(update_fields=_FIELDS)
    Token.objects.filter(user=member).delete()
    transaction.on_commit(lambda: sessions.end_all(member_id))


@transaction.atomic
def lift(member_id: int) -> None:
    """Let a member in again; one who was about to leave has the time of grace from now on."""
    member = Member.objects.select_for_update().get(pk=member_id)
    if not member.is_suspended:
        return
    grace = timezone.now() + timedelta(days=settings.GRACE_DAYS)
    member.leaves_at = grace if member.wanted_to_leave else None
    member.is_active = not member.wanted_to_leave
    member.suspended_at = member.suspended_until = None
    member.wanted_to_leave = False
    member.save(update_fields=_FIELDS)


def note_refusal(request: HttpRequest, member: Member) -> None:
    """Remember that who is asking has shown to be this member, who is kept out."""
    request.session[_REFUSED] = {"member": member.pk, "at": timezone.now().timestamp()}


def refused(request: HttpRequest) -> Member | None:
    """The suspended member who has just tried to log in with this request."""
    note = request.session.get(_REFUSED) or {"member": None, "at": 0}
    if timezone.now().timestamp() - note["at"] > _TIME_TO_READ:
        return None
    return Member.objects.filter(pk=note["member"], suspended_at__isnull=False).first()
