"""The feeds. Each is one query over the newest ids, and pages begin after the last id seen."""

from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from feed.models import WORDS, Post, Reaction
from profiles.models import Member
from profiles.queries import followed_ids, hidden_ids
from rockmatch.queries.search import either, words_of

PAGE = 20


def _count(rows: QuerySet[Any], key: str) -> Coalesce:
    """Count the rows that point to each post: a subquery, so that only the page is counted."""
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def posts(viewer: Member | None) -> QuerySet[Post]:
    """Posts, newest first, with author and rock, counts, and whether the viewer rocked them."""
    rocked = (
        Exists(Reaction.objects.filter(post=OuterRef("pk"), member=viewer))
        if viewer is not None
        else Value(False)
    )
    return (
        Post.objects.filter(author__is_active=True)
        .select_related("author__rock", "reply_to__author")
        .annotate(
            rocks_count=_count(Reaction.objects.all(), "post"),
            replies_count=_count(Post.objects.all(), "reply_to"),
            rocked=rocked,
        )
        .order_by("-id")
    )


def home(member: Member) -> QuerySet[Post]:
    """Posts by those whom a member follows, and by themself.

    Two steps on purpose: with a list of ids PostgreSQL walks the index of each author, with a
    subquery it may walk all posts instead.
    """
    return posts(member).filter(author_id__in=[member.pk, *followed_ids(member)])


def explore(viewer: Member | None) -> QuerySet[Post]:
    """Everybody's posts but replies."""
    return posts(viewer).filter(reply_to__isnull=True)


def by_author(author: Member, viewer: Member | None) -> QuerySet[Post]:
    return posts(viewer).filter(author=author)


def search_posts(viewer: Member | None, text: str) -> QuerySet[Post]:
    """Posts that hold every word of a text or its English stem, newest first.

    Only what anybody may read, or the viewer wrote; nothing by those whom the viewer hides.
    """
    words = words_of(text)
    if not words:
        return Post.objects.none()
    wanted = reduce(and_, (either(word) for word in words))
    open_to_all = Q(author__is_locked=False) | Q(author=viewer)
    found = posts(viewer).alias(found=WORDS).filter(open_to_all, found=wanted)
    return found.exclude(author_id__in=hidden_ids(viewer))


def replies(post: Post, viewer: Member | None) -> QuerySet[Post]:
    """The answers to a post, oldest first."""
    return posts(viewer).filter(reply_to=post).order_by("id")


def page(timeline: QuerySet[Post], before: int | None = None) -> tuple[list[Post], int | None]:
    """Read a page of a timeline, and the id before which the next one begins (None: the end)."""
    if before is not None:
        timeline = timeline.filter(pk__lt=before)
    found = list(timeline[: PAGE + 1])
    more = len(found) > PAGE
    return found[:PAGE], (found[PAGE - 1].pk if more else None)
