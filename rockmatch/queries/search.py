"""Finding rocks by words: names, stones, what is said of them; with slips of the pen forgiven."""

import re
from functools import reduce
from operator import and_
from typing import Final

from django.contrib.postgres.search import Lexeme, SearchQuery, TrigramWordSimilarity
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Greatest

from rockmatch.models.rocks import WORDS, RockQuerySet

MOST_CHARACTERS: Final = 100
MOST_WORDS: Final = 8
ALIKE: Final = 0.4  # share of a word's trigrams, from which on it may be the word that was meant
VERY_ALIKE: Final = 0.6


def words_of(text: str) -> list[str]:
    """The words of what somebody typed: letters and digits alone, so that nothing else counts."""
    return re.findall(r"[^\W_]+", text[:MOST_CHARACTERS])[:MOST_WORDS]


def by_words(rocks: RockQuerySet, text: str) -> RockQuerySet:
    """Rocks that hold every word of `text`, or a word that begins with it.

    Each has a `place`: 0 where the name has the words, 1 where the stone has, else 2.
    """
    words = words_of(text)
    if not words:
        return rocks.none().annotate(place=Value(0))
    said = " ".join(words)
    wanted = reduce(and_, (either(word) for word in words))
    return (
        rocks.annotate(found=WORDS)
        .filter(found=wanted)
        .annotate(
            place=Case(
                When(name__icontains=said, then=Value(0)),
                When(stone__icontains=said, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
    )


def either(word: str) -> SearchQuery:
    """Match the beginning of a word as it is written, or its English stem."""
    beginning = SearchQuery(Lexeme(word, prefix=True), config="simple")
    return beginning | SearchQuery(word, config="english")


def by_spelling(rocks: RockQuerySet, text: str) -> RockQuerySet:
    """Rocks whose name or stone is spelt much like `text` (trigrams); `place` 0 is the nearer."""
    words = words_of(text)
    if not words:
        return rocks.none().annotate(place=Value(0))
    said = " ".join(words)
    alike = Greatest(TrigramWordSimilarity(said, "name"), TrigramWordSimilarity(said, "stone"))
    return (
        rocks.annotate(alike=alike)
        .filter(alike__gte=ALIKE)
        .annotate(
            place=Case(
                When(alike__gte=VERY_ALIKE, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
    )


def search(rocks: RockQuerySet, text: str) -> RockQuerySet:
    """Rocks found by their words, else by their spelling. Asks the database which of the two."""
    found = by_words(rocks, text)
    return found if found.exists() else by_spelling(rocks, text)
