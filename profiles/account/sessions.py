"""Where a member is logged in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from profiles.models import Member

NO_ADDRESS = "0.0.0.0"  # noqa: S104  (what stands in the column where an address would)


def clear_ended() -> int:
    """Remove expired sessions, and the list's lines of those that are gone; returns how many."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.filter(pk=OuterRef("session_key"))
    return UserSession.objects.exclude(Exists(alive)).delete()[0]


def of(member: Member) -> list[UserSession]:
    """Where a member is logged in, oldest first; lines of ended ones go."""
    return sorted(UserSession.objects.purge_and_list(member), key=lambda one: one.created_at)


def end_all(member_id: int, *, but: str = "") -> None:
    """Log a member out everywhere, or everywhere but in the session of a key."""
    for session in UserSession.objects.filter(user_id=member_id).exclude(session_key=but):
        session.end()
