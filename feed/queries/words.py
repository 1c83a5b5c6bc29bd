"""Finding posts and tags by words. `from:name` and `#tag` among them narrow the posts."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Final, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, Func, IntegerField, OuterRef, Q, QuerySet, Value, When

from feed.models import WORDS, Post, Tag, Tagging, Visibility
from feed.queries.lists import read_rows
from feed.queries.reader import Reader
from feed.text import fold_tag
from profiles.models import Member
from rockmatch.queries.search import MOST_CHARACTERS, MOST_WORDS, either, words_of

COUNTED: Final = 1000  # posts of a tag; of more it is only said that there are as many
_CANDIDATES: Final = 50  # tags whose posts are counted
_FROM: Final = re.compile(r"(?<!\S)from:@?([a-z0-9_]+)(?!\S)", re.IGNORECASE)
_TAG: Final = re.compile(r"(?<!\S)#(\S+)")


@dataclass(frozen=True)
class Asked:
    """What somebody typed into the search: words, whose posts, and with which tags."""

    words: list[str]
    author: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str, asker: Member | None = None) -> Self:
        """Take `from:name` (`from:me` too) and `#tag` out of a text; of names the last counts."""
        text = text[:MOST_CHARACTERS]
        names = [name.lower() for name in _FROM.findall(text)]
        author = names[-1] if names else ""
        if author == "me" and asker is not None:
            author = asker.username
        rest = _FROM.sub(" ", text)
        tags = [fold_tag(tag.rstrip(".,;:!?")) for tag in _TAG.findall(rest)[:MOST_WORDS]]
        return cls(words_of(_TAG.sub(" ", rest)), author, tuple(filter(None, tags)))

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for posts of somebody, and so for nothing but posts."""
        return bool(self.author)

    def __bool__(self) -> bool:
        return bool(self.words or self.author or self.tags)


def search_posts(reader: Reader, text: str, count: int) -> list[Post]:
    """Posts that hold every word of a text or its English stem, newest first.

    Only what is said to everybody, or what the reader wrote; nothing by those whom they hide.
    """
    asked = Asked.read(text, reader.member)
    return read_rows(holding(reader, asked), reader, count) if asked else []


def holding(reader: Reader, asked: Asked) -> QuerySet[Post]:
    """Posts that hold all that is asked for, in no order."""
    open_to_all = Q(visibility=Visibility.PUBLIC)
    if reader.member is not None:
        open_to_all |= Q(author=reader.member)
    posts: QuerySet[Post] = reader.posts().filter(open_to_all, boost_of=None)
    if asked.words:
        wanted = reduce(and_, (either(word) for word in asked.words))
        posts = posts.alias(words=WORDS).filter(words=wanted)
    if asked.author:
        posts = posts.filter(author__username=asked.author)
    for tag in asked.tags:
        posts = posts.filter(pk__in=Tagging.objects.filter(tag__name=tag).values("post"))
    return posts


def search_tags(text: str, count: int) -> list[Tag]:
    """Tags that begin with a text or are spelt much like it, with their `posts_count`. One query.

    Counted is what everybody may read; a tag of which there is nothing to read is not found.
    """
    asked = Asked.read(text)
    said = fold_tag("".join(asked.words)) if asked.words else "".join(asked.tags[:1])
    if not said or asked.is_narrow:
        return []
    place = Case(
        When(name=said, then=Value(0)),
        When(name__startswith=said, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    near = Tag.objects.filter(Q(name__startswith=said) | Q(name__trigram_word_similar=said))
    near = near.annotate(place=place, alike=TrigramWordSimilarity(said, "name"))
    best = near.order_by("place", "-alike", "name").values("pk")[:_CANDIDATES]
    open_to_all = Tagging.objects.filter(
        tag=OuterRef("pk"),
        post__visibility=Visibility.PUBLIC,
        post__deleted_at=None,
        post__author__is_active=True,
        post__author__is_locked=False,
    )
    posts = Func(
        ArraySubquery(open_to_all.values("pk")[:COUNTED]),
        function="cardinality",
        output_field=IntegerField(),
    )
    counted = Tag.objects.filter(pk__in=best).annotate(place=place, posts_count=posts)
    return list(counted.filter(posts_count__gt=0).order_by("place", "-posts_count", "name")[:count])
