"""Finding posts by their words."""

from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet

from feed.models import WORDS, Post, Visibility
from feed.queries.lists import read_rows
from feed.queries.reader import Reader
from rockmatch.queries.search import either, words_of


def search_posts(reader: Reader, text: str, count: int) -> list[Post]:
    """Posts that hold every word of a text or its English stem, newest first.

    Only what is said to everybody, or what the reader wrote; nothing by those whom they hide.
    """
    words = words_of(text)
    return read_rows(holding(reader, words), reader, count) if words else []


def holding(reader: Reader, words: list[str]) -> QuerySet[Post]:
    """Posts that hold all of some words, in no order."""
    wanted = reduce(and_, (either(word) for word in words))
    open_to_all = Q(visibility=Visibility.PUBLIC)
    if reader.member is not None:
        open_to_all |= Q(author=reader.member)
    posts = reader.posts().alias(words=WORDS)
    return posts.filter(open_to_all, words=wanted, boost_of=None)
