"""Telling members what happened, taking it back, and what they have read of it."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feed.models import OPTIONAL, Notification, NotificationSettings, Post
from feed.queries.listeners import listeners
from profiles.models import Member

_AT_ONCE: Final = 10_000  # rows that are deleted in one statement


def tell(
    kind: str,
    members: Collection[int],
    *,
    actor_id: int | None = None,
    post: Post | None = None,
    **about: Any,
) -> int:
    """Tell members that something happened, in one INSERT; who was told already stays told.

    It belongs into the transaction of what happened. Two queries, or none where nobody is named.

    Args:
        kind: A `Kind`.
        members: Ids of whom it is for; `feed.queries.listeners` says which of them hear it.
        actor_id: Who did it; None if no member did.
        post: What it is about.
        about: Further columns of the notification.

    Returns:
        How many wanted to hear it, those who had been told before among them.
    """
    told = listeners(kind, members, actor_id=actor_id, post=post)
    rows = [
        Notification(member_id=pk, kind=kind, actor_id=actor_id, post=post, **about) for pk in told
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(told)


def take_back(
    kinds: Iterable[str],
    *,
    actor_id: int,
    members: Collection[int] | None = None,
    post: Post | None = None,
) -> None:
    """Untell what a member did and has undone; of `members` alone if they are named.

    What was read stays, and what went out by mail counts as read: of nothing is told twice.
    """
    rows = Notification.objects.filter(kind__in=list(kinds), actor=actor_id, read_at=None)
    rows = rows.filter(post=post)
    if members is not None:
        rows = rows.filter(member__in=members)
    forget(rows)


@transaction.atomic
def forget(unread: QuerySet[Notification]) -> None:
    """Delete what nobody has read; what went out by mail counts as read."""
    unread.filter(mailed_at=None).delete()
    unread.update(read_at=timezone.now())


def mark_read(member: Member, *, up_to: int | None = None, since: int | None = None) -> int:
    """Note that a member has read what they were told; returns how much of it was unread.

    Args:
        member: Whose.
        up_to: The id of the last one; None for all.
        since: The id of the first one; None for all.
    """
    rows: QuerySet[Notification] = Notification.objects.filter(member=member, read_at=None)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    if since is not None:
        rows = rows.filter(pk__gte=since)
    return rows.update(read_at=timezone.now())


@transaction.atomic
def choose(member: Member, **chosen: str) -> NotificationSettings:
    """Note from whom a member wants to hear of a kind, and how often by mail (`digest`).

    Raises:
        ValidationError: With what is no kind, or no such choice.
    """
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)  # two tabs, two choices
    kept = NotificationSettings.objects.filter(member=member).first()
    kept = kept or NotificationSettings(member=member)
    digest = chosen.pop("digest", kept.digest)
    if unknown := [
        kind
        for kind, source in chosen.items()
        if kind not in OPTIONAL or source not in dict(NotificationSettings.sources_for(kind))
    ]:
        raise ValidationError(dict.fromkeys(unknown, _("That is none of the choices.")))
    kept.sources = kept.sources | chosen
    kept.digest = digest
    kept.clean_fields(exclude=["member"])
    kept.save()
    return kept


def clear() -> int:
    """Delete what was read, or was never read, long ago; returns how much."""
    now, count = timezone.now(), 0
    read = now - timedelta(days=settings.NOTIFICATION_DAYS)
    unread = now - timedelta(days=settings.UNREAD_NOTIFICATION_DAYS)
    old = Notification.objects.filter(
        Q(created_at__lt=read, read_at__lt=read) | Q(created_at__lt=unread)
    )
    while ended := Notification.objects.filter(pk__in=old.values("pk")[:_AT_ONCE]).delete()[0]:
        count += ended
    return count
