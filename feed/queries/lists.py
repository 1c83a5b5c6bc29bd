"""Reading a page of a timeline: two queries, whatever its length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from feed.models import Bookmark, Post, Reaction
from feed.queries.any_of import IsAnyOf
from feed.queries.reader import Reader
from feed.queries.timelines import Timeline
from profiles.models import Member
from profiles.queries.kin import SHOWN
from profiles.queries.reading import Reading
from rockmatch.models import Rock
from rockmatch.models.rocks import LONG, long_columns
from rockmatch.queries.written_once import WrittenOnce

PAGE: Final = 20
SPARE: Final = 5  # ids beyond a page, for those of posts that one may not see
# Of whom one answers: the name, and whether they are there.
_NAMED: Final = ("username", "display_name", "is_active")


def _columns() -> Iterator[str]:
    """All columns of a post and of what it rolls on; of whom they answer the name alone."""
    rock = [f.name for f in Rock._meta.concrete_fields if f.name not in LONG]
    for way in ("", "boost_of__"):
        yield from (f"{way}{field.name}" for field in Post._meta.concrete_fields)
        yield from (f"{way}author__{name}" for name in SHOWN)
        yield from (f"{way}author__rock__{name}" for name in rock)
        yield from (f"{way}reply_to__{name}" for name in ("author", "deleted_at"))
        yield from (f"{way}reply_to__author__{name}" for name in _NAMED)


_COLUMNS: Final = tuple(_columns())


@dataclass(frozen=True)
class Page:
    """Posts, and the places (as `Timeline.posts` has them) where the pages beside it begin.

    Attributes:
        posts: At most `PAGE`; perhaps fewer although others follow, for one sees not all of them.
        next: The place after which the next page begins; None where nothing follows.
        newest: The highest place that has been looked at; None where there is none.
    """

    posts: list[Post]
    next: int | None
    newest: int | None


def dressed(posts: QuerySet[Post], reader: Reader) -> QuerySet[Post]:
    """Posts with all that a page shows of each: author, rock, what it rolls on and answers.

    And what the viewer has done with it: `rocked`, `rolled`, `kept`.
    """
    rocks = [f"{way}author__rock" for way in ("", "boost_of__")]
    return (
        posts.select_related(*rocks, "reply_to__author", "boost_of__reply_to__author")
        .only(*_COLUMNS)
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


@cache
def _rows_for(*, is_member: bool, has_stones: bool) -> WrittenOnce[Post]:
    """What reads posts by their ids, of those that a member or a visitor may see."""

    def rows(ids: Any, me: Any, hidden: Any) -> QuerySet[Post]:
        reader = Reader(me if is_member else None, Reading([], hidden, []))
        seen = reader.thread() if has_stones else reader.posts()
        return dressed(seen.filter(IsAnyOf("pk", ids)), reader)

    return WrittenOnce(rows)


def _read_by_id(ids: list[int], timeline: Timeline) -> dict[int, Post]:
    reader = timeline.reader
    rows = _rows_for(is_member=reader.member is not None, has_stones=timeline.has_stones)
    found = rows(ids=ids, me=reader.member and reader.member.pk, hidden=reader.hidden)
    return {post.pk: post for post in _told(found)}


def read_rows(posts: QuerySet[Post], reader: Reader, count: int | None = None) -> list[Post]:
    """Read posts as a page shows them, newest first; at most `count` if it is given."""
    return _told(dressed(posts, reader).order_by("-pk")[:count])


def read_page(timeline: Timeline, *, before: int | None = None, after: int | None = None) -> Page:
    """Read the page that follows a place, or that which leads up to one: the newer posts.

    Two steps: an index gives the ids of the page, and a few more; then those of them that the
    reader may see are read, with all that hangs on them.
    """
    posts: QuerySet[Any] = timeline.posts
    ordering = timeline.ordering
    if before is not None:
        posts = posts.filter(**{f"place__{'lt' if timeline.newest_first else 'gt'}": before})
    if after is not None:
        posts, ordering = posts.filter(place__gt=after), "place"
    places = dict(posts.order_by(ordering).values_list("pk", "place")[: PAGE + SPARE])
    by_id = _read_by_id(list(places), timeline)
    reader = timeline.reader
    found = [by_id[pk] for pk in places if pk in by_id and not reader.filters(by_id[pk])]
    looked_at = [*places.values()]
    if len(found) > PAGE:
        looked_at = looked_at[: looked_at.index(places[found[PAGE - 1].pk]) + 1]
    more = len(found) > PAGE or len(places) == PAGE + SPARE
    shown = found[:PAGE]
    if after is not None and timeline.newest_first:
        shown.reverse()
    return Page(
        posts=_each_once(shown),
        next=looked_at[-1] if more else None,
        newest=max(looked_at, default=None),
    )


def _each_once(posts: Sequence[Post]) -> list[Post]:
    """Show a post that several roll on only where it comes first."""
    seen: dict[int, Post] = {}
    for post in posts:
        seen.setdefault(post.shown.pk, post)
    return list(seen.values())


def count_newer(timeline: Timeline, after: int) -> int:
    """Count what has come since a place; more than a page counts as one more than that."""
    posts: QuerySet[Any] = timeline.posts
    ids = posts.filter(place__gt=after).order_by("place").values("pk")[: PAGE + SPARE]
    return min(timeline.visible.filter(IsAnyOf("pk", ArraySubquery(ids))).count(), PAGE + 1)


def who_rocked(post: Post, reader: Reader) -> QuerySet[Reaction]:
    """Who gave a post a rock, newest first, each with their rock; those whom one may see."""
    given = Reaction.objects.filter(post=post, member__is_active=True)
    given = given.exclude(member__in=reader.hidden) if reader.hidden else given
    given = given.select_related("member__rock").defer(*long_columns("member__rock"))
    return given.order_by("-pk")
