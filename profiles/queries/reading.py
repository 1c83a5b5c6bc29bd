"""What decides which posts a member reads, in one query."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from profiles.models import Block, FilteredWord, Follow, Member, Mute


@dataclass(frozen=True)
class Reading:
    """Ids of members, and plain words.

    Attributes:
        followed: Whom they follow.
        hidden: Of whom they read nothing: blocked either way, or muted now.
        words: What they do not want to read; see `profiles.words`.
    """

    followed: list[int]
    hidden: list[int]
    words: list[str]


def reading(member: Member) -> Reading:
    """Ask all of it at once: most pages need all of it."""

    def all_of(rows: QuerySet[Any], of: str, value: str) -> ArraySubquery:
        return ArraySubquery(rows.filter(**{of: OuterRef("pk")}).order_by().values(value))

    followed, blocked, blockers, muted, words = (
        Member.objects.filter(pk=member.pk)
        .values_list(
            all_of(Follow.objects.all(), "follower", "followed_id"),
            all_of(Block.objects.all(), "blocker", "blocked_id"),
            all_of(Block.objects.all(), "blocked", "blocker_id"),
            all_of(Mute.objects.now(), "muter", "muted_id"),
            all_of(FilteredWord.objects.all(), "member", "word"),
        )
        .get()
    )
    return Reading(followed, sorted({*blocked, *blockers, *muted}), sorted(words))
