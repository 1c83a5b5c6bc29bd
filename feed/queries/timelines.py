"""The timelines: which posts, in which order. `lists` reads a page of one.

Each walks an index from the newest row down, whatever the size of the whole. There is no feed
worker: what somebody has posted is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Expression,
    F,
    Func,
    OuterRef,
    Subquery,
    Value,
)

from feed.models import Bookmark
from feed.models.post import PostQuerySet
from feed.queries.reader import Reader
from feed.text import fold_tag
from profiles.models import Member

PUBLISHED: Final = F("pk")  # in the order of ids


@dataclass(frozen=True)
class Timeline:
    """Posts in an order.

    Attributes:
        reader: Who looks.
        posts: Which; each has a `place`, and the newest has the highest.
        place: The same, asked of a post by itself.
        newest_first: Else the oldest.
    """

    reader: Reader
    posts: PostQuerySet
    place: Expression | F | Subquery = PUBLISHED
    newest_first: bool = True

    @property
    def ordering(self) -> str:
        return "-place" if self.newest_first else "place"


def by_id(reader: Reader, posts: PostQuerySet, *, newest_first: bool = True) -> Timeline:
    """Put posts in the order in which they were published."""
    return Timeline(reader, posts.annotate(place=F("pk")), newest_first=newest_first)


class IsAnyOf(Func):
    """That a column is one of a list: `= ANY('{1,2}')`, one value where IN has thousands."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, ids: Sequence[int]) -> None:
        super().__init__(F(column), Value(list(ids), ArrayField(BigIntegerField())))


def home(reader: Reader) -> Timeline:
    """Posts by those whom a member follows, and by themself, and what these roll on.

    Two steps on purpose: with a list of ids PostgreSQL walks the index of each author, or that of
    all posts where they are many; with a subquery it cannot know which of the two is shorter.
    """
    me = [reader.member.pk] if reader.member else []
    return by_id(reader, reader.posts().filter(IsAnyOf("author_id", [*me, *reader.followed])))


def explore(reader: Reader, geology: str = "") -> Timeline:
    """What is said to everybody and answers nobody; by rocks of one geology alone."""
    posts = reader.posts().roots()
    return by_id(reader, posts.filter(geology=geology) if geology else posts)


def by_author(author: Member, reader: Reader) -> Timeline:
    return by_id(reader, reader.posts().filter(author=author))


def tagged(tag: str, reader: Reader) -> Timeline:
    """Posts that carry a tag, however it is written."""
    posts = reader.posts().filter(taggings__tag__name=fold_tag(tag))
    return Timeline(reader, posts.annotate(place=F("taggings__post_id")))


def kept(reader: Reader) -> Timeline:
    """What a member has put a bookmark on, the newest bookmark first."""
    mine: Any = Bookmark.objects.filter(member=reader.member)
    posts = reader.posts().filter(bookmarks__in=mine).annotate(place=F("bookmarks__pk"))
    return Timeline(reader, posts, Subquery(mine.filter(post=OuterRef("pk")).values("pk")))
