"""What decides which posts a member reads, in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from profiles.models import Block, FilteredWord, Follow, Member, Mute
from rockmatch.queries.written_once import WrittenOnce


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
    return read(_reading(pk=member.pk)[0])


def reading_columns(member: Any) -> dict[str, Any]:
    """Columns for another query that is asked anyway; `read` makes them a `Reading`.

    Args:
        member: The member, or what stands for their id in a query.
    """

    def all_of(rows: QuerySet[Any], of: str, value: str) -> ArraySubquery:
        return ArraySubquery(rows.filter(**{of: member}).order_by().values(value))

    return {
        "reads_followed": all_of(Follow.objects.all(), "follower", "followed_id"),
        "reads_blocked": all_of(Block.objects.all(), "blocker", "blocked_id"),
        "reads_blockers": all_of(Block.objects.all(), "blocked", "blocker_id"),
        "reads_muted": all_of(Mute.objects.now(), "muter", "muted_id"),
        "reads_words": all_of(FilteredWord.objects.all(), "member", "word"),
    }


def _rows_of(pk: Any) -> QuerySet[Member, Any]:
    return Member.objects.filter(pk=pk).values(**reading_columns(pk))


_reading = WrittenOnce(_rows_of)


def read(row: Mapping[str, Any]) -> Reading:
    """Make a `Reading` of a row that has `reading_columns`."""
    hidden = {*row["reads_blocked"], *row["reads_blockers"], *row["reads_muted"]}
    return Reading(row["reads_followed"], sorted(hidden), sorted(row["reads_words"]))
