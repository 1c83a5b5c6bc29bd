"""Which rocks a curator is offered for a human."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    FloatField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _
from pgvector.django import CosineDistance

from profiles.models import Member
from rockmatch.matching import nearest_rocks
from rockmatch.models import Human, Pairing, Rock, Rockelganger
from rockmatch.queries.any_of import first_found
from rockmatch.queries.search import by_spelling, by_words
from rockmatch.queries.wall import Wish
from studio.queries.effect import Effect, effects_of

EACH: Final = 3
KEYS: Final = 9
FOUND: Final = 36
ALIKE: Final = 12  # humans who are the most alike
NAMES: Final = {
    "machine": _("As the machine sees it"),
    "need": _("Rocks in need of a face"),
    "picks": _("As other curators chose"),
    "found": _("What you looked for"),
}
EMPTY: Final = {
    "machine": _("No pairing leads to a rock yet."),
    "need": _("There are no other rocks."),
    "picks": _("Nobody has paired this face, or one like it, yet."),
    "found": _("No rock answers to that."),
}


@dataclass(frozen=True)
class Offer:
    """A rock, the key that chooses it (0: none), and what choosing it would change.

    `is_picked`: another curator chose it for this very human; `awaits`: and waits for a second one.
    """

    rock: Rock
    key: int
    effect: Effect
    is_picked: bool = False
    awaits: bool = False


@dataclass(frozen=True)
class Group:
    """Offers that have a reason in common."""

    name: str
    offers: list[Offer]

    @property
    def heading(self) -> str:
        return str(NAMES[self.name])

    @property
    def emptiness(self) -> str:
        return str(EMPTY[self.name])


def offered(curator: Member, human: Human) -> list[Group]:
    """The nearest rocks, those that need somebody, and those that others chose. Four queries.

    No rock is offered twice: what others chose comes first, then what is near.
    """
    asked: dict[str, list[Any]] = {"need": [], "picks": []}
    for rock in _needed(human).union(_picked(curator, human), all=True):
        asked[rock.group].append(rock)
    near = nearest_rocks(human.embedding, 2 * EACH)  # as many are left if others chose the first
    museum = [match.rock for match in near if match.rock.is_of_the_museum]
    asked["picks"].sort(key=lambda rock: (not rock.is_picked, rock.place))
    asked["need"].sort(key=lambda rock: rock.place)
    taken: set[int] = set()
    picks = _first_new(asked["picks"], taken)
    machine = _first_new(museum, taken)
    need = _first_new(asked["need"], taken)
    return _grouped(human, {"machine": machine, "need": need, "picks": picks})


def found(human: Human, wish: Wish) -> list[Group]:
    """Rocks that a curator looked for; those spelt alike, if none has the words. Three queries."""
    some = Rock.objects.of_the_museum().filter(**wish.filters)
    if wish.q:
        exact: QuerySet[Any] = by_words(some, wish.q)
        alike: QuerySet[Any] = by_spelling(some, wish.q)
        in_order = [rocks.order_by("place", "name")[:FOUND] for rocks in (exact, alike)]
        shown: QuerySet[Rock] = first_found(Rock.objects.for_walls(), *in_order)
    else:
        shown = some.for_walls().order_by("name")[:FOUND]
    return _grouped(human, {"found": list(shown)})


def _first_new(rocks: Iterable[Rock], taken: set[int]) -> list[Rock]:
    """The first few that are not taken; takes them."""
    chosen = list(islice((rock for rock in rocks if rock.pk not in taken), EACH))
    taken.update(rock.pk for rock in chosen)
    return chosen


def _grouped(human: Human, rocks: dict[str, list[Rock]]) -> list[Group]:
    """Give each rock its key and its effect."""
    effects = effects_of(human, [rock for some in rocks.values() for rock in some])
    keys = iter(range(1, KEYS + 1))

    def offer(rock: Any) -> Offer:
        is_picked = getattr(rock, "is_picked", False)
        awaits = getattr(rock, "awaits", False)
        return Offer(rock, next(keys, 0), effects[rock.pk], is_picked, awaits)

    return [Group(name, [offer(rock) for rock in some]) for name, some in rocks.items()]


def _needed(human: Human) -> QuerySet[Any]:
    """The rocks with the fewest pairings, of these who stand for the fewest members.

    Chance decides between equals, for each human by another die.
    """
    present: QuerySet[Any] = Rockelganger.objects.filter(rock=OuterRef("pk"), until=None)
    worn: QuerySet[Any] = present.order_by().values("rock").annotate(number=Count("pk"))
    return (
        Rock.objects.of_the_museum()
        .for_walls()
        .alias(
            number=Count("pairings", filter=Q(pairings__held_out=False)),
            worn=Coalesce(Subquery(worn.values("number")), 0),
            die=MD5(Concat("slug", Value(str(human.pk)))),
        )
        .annotate(
            group=Value("need", output_field=CharField()),
            place=Cast("number", FloatField()),
            is_picked=Value(False, output_field=BooleanField()),
            awaits=Value(False, output_field=BooleanField()),
        )
        .order_by("number", "worn", "die")[: 3 * EACH]
    )


def _picked(curator: Member, human: Human) -> QuerySet[Any]:
    """The rocks that others chose for this human, then for those who are the most alike."""
    alike = Human.objects.filter(embedding__isnull=False, status=Human.Status.READY)
    alike = alike.order_by(CosineDistance("embedding", human.embedding))[:ALIKE]
    theirs = Pairing.objects.filter(human__in=alike.values("pk"), curator__isnull=False)
    return (
        Rock.objects.of_the_museum()
        .for_walls()
        .filter(pairings__in=theirs.exclude(curator=curator))
        .annotate(
            group=Value("picks", output_field=CharField()),
            place=Min(CosineDistance("pairings__human__embedding", human.embedding)),
            is_picked=BoolOr(Q(pairings__human=human)),
            awaits=BoolOr(Q(pairings__human=human, pairings__awaits_agreement=True)),
        )
        .order_by("-is_picked", "place")[:EACH]
    )
