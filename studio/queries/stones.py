"""Stones that members brought: somebody's own, and those that wait for a curator."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from profiles.models import Member
from rockmatch.models.rocks import long_columns
from studio.models import FoundStone

MOST_OF_ONE: Final = 60
AT_ONCE: Final = 24  # of the queue, which begins with the oldest


def _dressed(stones: QuerySet[FoundStone]) -> QuerySet[FoundStone]:
    return stones.select_related("rock").defer(*long_columns("rock"))


def brought_by(member: Member) -> list[FoundStone]:
    """The stones of a member, latest first, with the rocks that they became. One query."""
    mine = _dressed(FoundStone.objects.filter(member=member)).defer("verdict")
    return list(mine.defer(*long_columns("rock")).order_by("-created_at")[:MOST_OF_ONE])


def own(stone_id: UUID, member: Member) -> FoundStone:
    """A member's own stone.

    Raises:
        FoundStone.DoesNotExist: It is none of theirs.
    """
    return _dressed(FoundStone.objects.filter(member=member)).get(pk=stone_id)


def _waiting() -> QuerySet[FoundStone]:
    return FoundStone.objects.filter(
        status=FoundStone.Status.WAITING, member__is_active=True
    ).order_by("created_at", "pk")


@dataclass(frozen=True)
class Queue:
    """The stones that wait longest, and how many wait in all."""

    stones: list[FoundStone]
    total: int


def queue() -> Queue:
    """What waits, oldest first, with who brought it. Two queries."""
    waiting = _dressed(_waiting()).select_related("rock", "member")
    return Queue(list(waiting[:AT_ONCE]), _waiting().count())


def next_waiting() -> FoundStone | None:
    """The stone that waits longest."""
    return _waiting().defer("verdict").first()


def before_curator(stone_id: UUID) -> FoundStone:
    """A stone as a curator looks at it, with who brought it and who decided.

    Raises:
        FoundStone.DoesNotExist: There is none, or the worker has yet to see it.
    """
    seen = FoundStone.objects.exclude(status__in=(*FoundStone.ACTIVE, FoundStone.Status.FAILED))
    return _dressed(seen).select_related("rock", "member", "decided_by").get(pk=stone_id)


def picture_of(stone_id: UUID) -> FoundStone | None:
    """What is needed to serve a picture: whose it is, and its files."""
    return FoundStone.objects.only("member_id", "pictures").filter(pk=stone_id).first()
