"""The wall of the museum: filters with counts, a search, and pages that begin after a rock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Count, Q, Value

from rockmatch.models import Rock
from rockmatch.models.rocks import RockQuerySet
from rockmatch.queries.search import MOST_CHARACTERS, by_spelling, by_words

PAGE: Final = 48
FILTERS: Final = {"geology": Rock.Geology, "hue": Rock.Hue, "mood": Rock.Mood}

type Counts = list[tuple[dict[str, str], int]]
# Rocks with `place` (see `queries.search`): the type checker loses what was annotated elsewhere.
type Placed = Any


@dataclass(frozen=True)
class Wish:
    """What a visitor asks the museum for. Empty: no wish."""

    geology: str = ""
    hue: str = ""
    mood: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        """Read it from an address; what the museum does not know is no wish."""
        known = {
            name: query.get(name, "")
            for name, choices in FILTERS.items()
            if query.get(name, "") in choices.values
        }
        typed = query.get("q", "")[:MOST_CHARACTERS]
        plain = "".join(char if char.isprintable() else " " for char in typed)
        return cls(**known, q=" ".join(plain.split()))

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    def but(self, **changes: str) -> str:
        """The query of the same wish with changes: `?geology=igneous&q=moss`, or nothing."""
        return replace(self, **changes).page_after("")

    def page_after(self, slug: str) -> str:
        """The query of its page that begins after a rock."""
        asked = self.filters | {"q": self.q, "after": slug}
        said = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(said)}" if said else ""

    @property
    def address(self) -> str:
        return self.but()

    @property
    def address_without_filters(self) -> str:
        return self.but(**dict.fromkeys(FILTERS, ""))


@dataclass(frozen=True)
class Choice:
    """A value of a filter: how many rocks it leads to, and where it is chosen or let go."""

    value: str
    label: str
    count: int
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class Wall:
    """A page of the wall, and what one may narrow it by.

    `is_guessed`: no rock holds the words; these are spelt alike. `here` and `next`: the addresses
    of this page and of the next one, which is empty at the end.
    """

    rocks: list[Rock]
    total: int
    choices: dict[str, list[Choice]]
    is_guessed: bool
    here: str
    next: str


def wall(wish: Wish, after: str = "", viewer_id: int | None = None) -> Wall:
    """Read a page of the rocks of the museum that `wish` asks for, after the rock named `after`.

    Not those that the viewer does not want to see.

    Two queries, one more for a page after the first, and one more where words have to be guessed.

    Raises:
        Rock.DoesNotExist: There is no rock `after` which a page could begin.
    """
    rocks, counts, is_guessed = _found(wish, viewer_id)
    shown = rocks.filter(**wish.filters).for_walls()
    page = list(_after(shown, after, rocks).order_by("place", "name")[: PAGE + 1])
    return Wall(
        rocks=page[:PAGE],
        total=sum(count for values, count in counts if _fits(values, wish)),
        choices={name: list(_choices(name, wish, counts)) for name in FILTERS},
        is_guessed=is_guessed,
        here=wish.page_after(after),
        next=wish.page_after(page[PAGE - 1].slug) if len(page) > PAGE else "",
    )


def _found(wish: Wish, viewer_id: int | None) -> tuple[Placed, Counts, bool]:
    """The rocks that hold the words, counted by all filters; else those that are spelt alike."""
    museum = Rock.objects.of_the_museum().wanted_by(viewer_id)
    if not wish.q:
        rocks = museum.annotate(place=Value(0))
        return rocks, _count(rocks), False
    found: Placed = by_words(museum, wish.q)
    if counts := _count(found):
        return found, counts, False
    found = by_spelling(museum, wish.q)
    return found, _count(found), True


def _count(rocks: RockQuerySet) -> Counts:
    """How many rocks there are of each geology, hue and mood together."""
    rows = rocks.order_by().values(*FILTERS).annotate(number=Count("pk"))
    return [({name: row[name] for name in FILTERS}, row["number"]) for row in rows]


def _fits(values: dict[str, str], wish: Wish, *, but: str = "") -> bool:
    return all(values[name] == value for name, value in wish.filters.items() if name != but)


def _choices(name: str, wish: Wish, counts: Counts) -> Iterator[Choice]:
    """The values of a filter that lead somewhere with the others as they are, and the chosen."""
    chosen = getattr(wish, name)
    for value, label in FILTERS[name].choices:
        number = sum(
            count
            for values, count in counts
            if values[name] == value and _fits(values, wish, but=name)
        )
        if number or value == chosen:
            address = wish.but(**{name: "" if value == chosen else value})
            yield Choice(value, str(label), number, value == chosen, address)


def _after(shown: Placed, after: str, rocks: Placed) -> Placed:
    """The rocks that come after one of them in the order of place and name."""
    if not after:
        return shown
    try:
        validate_slug(after)
    except ValidationError:
        raise Rock.DoesNotExist from None
    last = rocks.only("pk", "name").get(slug=after)
    return shown.filter(Q(place__gt=last.place) | Q(place=last.place, name__gt=last.name))
