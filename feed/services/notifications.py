"""Telling members what happened, taking it back, and what they have read of it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from feed.models import Notification, Post
from feed.queries.listeners import listeners
from profiles.models import Member


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
    with transaction.atomic():
        rows.filter(mailed_at=None).delete()
        rows.update(read_at=timezone.now())


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
