"""Reading a page of a timeline: one query, whatever its length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from feed.models import Bookmark, Post, Reaction
from feed.queries.reader import Reader
from feed.queries.timelines import Timeline
from profiles.models import Member

PAGE: Final = 20
# Long columns of a rock that no post needs.
_HEAVY: Final = ("parameters", "detectors", "form")


@dataclass(frozen=True)
class Page:
    """Posts, and the places (as `Timeline.posts` has them) where the pages beside it begin.

    Attributes:
        posts: At most `PAGE`.
        next: The place of the last post; None where nothing follows.
        first: The place of the first post; None where there is none.
    """

    posts: list[Post]
    next: int | None
    first: int | None


def dressed(posts: QuerySet[Post], reader: Reader) -> QuerySet[Post]:
    """Posts with all that a page shows of each: author, rock, what it rolls on and answers.

    And what the viewer has done with it: `rocked`, `rolled`, `kept`.
    """
    rocks = [f"{way}author__rock" for way in ("", "boost_of__")]
    heavy = [f"{rock}__{column}" for rock in rocks for column in _HEAVY]
    return (
        posts.select_related(*rocks, "reply_to__author", "boost_of__reply_to__author")
        .defer(*heavy)
        .annotate(shown_id=Coalesce("boost_of_id", "pk"), **_acts(reader.member))
    )


def _acts(member: Member | None) -> dict[str, Any]:
    if member is None:
        return dict.fromkeys(("rocked", "rolled", "kept"), Value(False))
    to_it = {"post": OuterRef("shown_id")}
    return {
        "rocked": Exists(Reaction.objects.filter(member=member, **to_it)),
        "rolled": Exists(Post.objects.filter(author=member, boost_of=OuterRef("shown_id"))),
        "kept": Exists(Bookmark.objects.filter(member=member, **to_it)),
    }


def _told(posts: Iterable[Post]) -> list[Post]:
    """Let what is rolled on know what the viewer has done with it."""
    found = list(posts)
    for post in found:
        if post.boost_of:
            for act in ("rocked", "rolled", "kept"):
                setattr(post.boost_of, act, getattr(post, act))
    return found


def read_rows(posts: QuerySet[Post], reader: Reader) -> list[Post]:
    """Read posts as a page shows them, newest first."""
    return _told(dressed(posts, reader).order_by("-pk"))


def read_page(timeline: Timeline, *, before: int | None = None, after: int | None = None) -> Page:
    """Read the page that follows a place, or that which leads up to one: the newer posts.

    The ids come from the index first, and only what is on the page is joined to anything.
    """
    places: QuerySet[Any] = timeline.posts
    ordering = timeline.ordering
    if before is not None:
        side = "place__lt" if timeline.newest_first else "place__gt"
        places = places.filter(**{side: before})
    if after is not None:
        places, ordering = places.filter(place__gt=after), "place"
    ids = places.order_by(ordering).values("pk")[: PAGE + 1]
    shown: QuerySet[Any] = dressed(Post.objects.filter(pk__in=ids), timeline.reader)
    found: list[Any] = _told(shown.annotate(place=timeline.place).order_by(ordering))
    more, found = len(found) > PAGE, found[:PAGE]
    if after is not None and timeline.newest_first:
        found.reverse()
    ends = [post.place for post in found]
    return Page(
        posts=_each_once(found),
        next=ends[-1] if ends and (more or after is not None) else None,
        first=ends[0] if ends else None,
    )


def _each_once(posts: Sequence[Post]) -> list[Post]:
    """Show a post that several roll on only where it comes first."""
    seen: dict[int, Post] = {}
    for post in posts:
        seen.setdefault(post.shown.pk, post)
    return list(seen.values())


def count_newer(timeline: Timeline, after: int) -> int:
    """Count what has come since a place; more than a page counts as one more than that."""
    newer: QuerySet[Any] = timeline.posts
    return newer.filter(place__gt=after).order_by()[: PAGE + 1].count()


def who_rocked(post: Post, reader: Reader) -> QuerySet[Reaction]:
    """Who gave a post a rock, newest first, each with their rock; those whom one may see."""
    given = Reaction.objects.filter(post=post, member__is_active=True)
    given = given.exclude(member__in=reader.hidden) if reader.hidden else given
    heavy = [f"member__rock__{column}" for column in _HEAVY]
    return given.select_related("member__rock").defer(*heavy).order_by("-pk")
