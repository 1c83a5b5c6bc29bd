"""Finding members by words of their name and bio, with slips of the pen forgiven."""

from functools import reduce
from operator import and_
from typing import Any, Final

from django.contrib.postgres.search import Lexeme, SearchQuery, TrigramWordSimilarity
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.db.models.functions import Greatest

from profiles.models import WORDS, Member
from profiles.queries.kin import seen_by, with_rocks
from rockmatch.queries.any_of import first_found
from rockmatch.queries.search import words_of

FOUND: Final = 20


def search(viewer: Member | None, text: str, count: int = FOUND) -> list[Member]:
    """Members who hold every word, or a word that begins with it, else whose name is spelt alike.

    Any text will do; of a text without a letter or a digit nothing comes. One query.
    """
    words = words_of(text)
    if not words:
        return []
    seen, said = seen_by(viewer), " ".join(words)
    by_word, by_spelt = by_words(seen, words)[:count], by_spelling(seen, said)[:count]
    return list(first_found(with_rocks(Member.objects.all()), by_word, by_spelt))


def by_words(members: QuerySet[Member], words: list[str]) -> Any:
    """First who is called so, then whose name begins so, then the others, newest first."""
    prefixes = (SearchQuery(Lexeme(word, prefix=True), config="simple") for word in words)
    name = "_".join(words).lower()
    place = Case(
        When(username=name, then=0),
        When(username__startswith=name, then=1),
        When(display_name__istartswith=" ".join(words), then=2),
        default=3,
        output_field=IntegerField(),
    )
    held = members.annotate(found=WORDS).filter(found=reduce(and_, prefixes))
    return held.annotate(place=place).order_by("place", "-pk")


def by_spelling(members: QuerySet[Member], said: str) -> Any:
    """Whose name is spelt much like what was said, from the share on that the settings name."""
    alike = Greatest(
        TrigramWordSimilarity(said, "username"), TrigramWordSimilarity(said, "display_name")
    )
    near = Q(username__trigram_word_similar=said) | Q(display_name__trigram_word_similar=said)
    return members.filter(near).annotate(alike=alike).order_by("-alike", "-pk")
