"""What a society's members were told lately, of what the others made up did."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from feed.models import Kind, Mention, Notification, Post, Reaction, Visibility
from profiles.models import Follow, FollowRequest

_DAYS: Final = 7  # that it goes back: what is older was read, and cleared away
_UNREAD_HOURS: Final = 20  # what came later has not been read yet


def news(members: list[int], now: datetime) -> list[Notification]:
    """What members were told, oldest first, as `services` and `receivers` would have told it.

    Args:
        members: Ids of those who have moved in.
        now: When the last of it has happened.
    """
    begin = now - timedelta(days=_DAYS)
    read = now - timedelta(hours=_UNREAD_HOURS)
    told = [
        Notification(
            member_id=member,
            kind=kind,
            actor_id=actor,
            post_id=post,
            created_at=at,
            read_at=None if at > read else at + timedelta(hours=1),
        )
        for kind, rows, columns in _sources(members)
        for member, actor, post, at in _since(rows, columns, begin)
        if member != actor
    ]
    return sorted(told, key=lambda one: one.created_at)


def _sources(members: list[int]) -> Iterator[tuple[Kind, QuerySet[Any], tuple[str, ...]]]:
    """Rows that tell somebody something: who hears it, who did it, of which post, and when.

    Of an answer is told only who can read it (`feed.queries.listeners.who_may_see`).
    """
    follows_author = Follow.objects.filter(
        follower=OuterRef("reply_to__author"), followed=OuterRef("author")
    )
    is_named = Mention.objects.filter(post=OuterRef("pk"), member=OuterRef("reply_to__author"))
    reads = Q(visibility=Visibility.PUBLIC, author__is_locked=False) | Q(Exists(is_named))
    reads |= Q(Exists(follows_author), visibility__in=(Visibility.PUBLIC, Visibility.FOLLOWERS))
    answers = Post.objects.filter(reads, reply_to__author__in=members, deleted_at=None)
    rolls = Post.objects.filter(boost_of__author__in=members)
    rocks = Reaction.objects.filter(post__author__in=members)
    # whom a post answers is told of the answer alone
    mentions = Mention.objects.filter(member__in=members).exclude(
        post__reply_to__author=F("member")
    )
    follows = Follow.objects.filter(followed__in=members)
    asks = FollowRequest.objects.filter(asked__in=members)
    yield Kind.REPLY, answers, ("reply_to__author", "author", "pk", "created_at")
    yield Kind.BOOST, rolls, ("boost_of__author", "author", "boost_of", "created_at")
    yield Kind.ROCK, rocks, ("post__author", "member", "post", "created_at")
    yield Kind.MENTION, mentions, ("member", "post__author", "post", "post__created_at")
    yield Kind.FOLLOW, follows, ("followed", "follower", "", "created_at")
    yield Kind.REQUEST, asks, ("asked", "asker", "", "created_at")


def _since(
    rows: QuerySet[Any], columns: tuple[str, ...], begin: datetime
) -> Iterator[tuple[int, int, int | None, datetime]]:
    member, actor, post, at = columns
    names = [name for name in columns if name]
    for row in rows.filter(**{f"{at}__gte": begin}).values(*names):
        yield row[member], row[actor], row.get(post), row[at]
