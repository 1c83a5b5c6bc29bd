"""What members suggested: a member's own, and the curators' queue, where equal ones are one."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, JSONObject

from profiles.models import Member
from rockmatch.models import Human, Pairing, Rock
from rockmatch.models.rocks import long_columns
from studio.models import Suggestion

PAGE: Final = 20
MOST_HUMANS: Final = 4  # whose names resemble a guess
MOST_FOUND: Final = 24  # where a curator looks for one
MOST_NAMES: Final = 12  # of who said it; on a page of its own `MOST_TOLD`
MOST_TOLD: Final = 200

type Asked = Any  # an expression, or a value


def own_of(member_id: int) -> Subquery:
    """For a query of rocks: what a member says of each.

    `kind`, `text`, `pick` and `slug` (of the rock they would rather be), `is_paired`, and
    `has_offered`: whether a curator could pair them.
    """
    mine = Suggestion.objects.filter(member_id=member_id, rock=OuterRef("pk"))
    told = JSONObject(
        kind="kind",
        text="text",
        pick="pick__name",
        slug="pick__slug",
        is_paired=Q(state=Suggestion.State.TAKEN_UP, pairing__isnull=False),
        has_offered=Exists(Human.objects.filter(member_id=member_id)),
    )
    return Subquery(mine.values(told=told)[:1])


def own(member: Member, rock: Rock) -> dict[str, Any] | None:
    """What a member says of a rock, as `own_of`; no query for one of `queries.rock_before`."""
    if not hasattr(rock, "own_suggestion"):
        found = Rock.objects.filter(pk=rock.pk).values_list(own_of(member.pk), flat=True)
        return found.first()
    known: dict[str, Any] | None = rock.own_suggestion
    return known


def of_a_rock(member: Member, slug: str) -> Rock:
    """A rock of the museum, with what a member says of it. One query.

    Raises:
        Rock.DoesNotExist: None of that name hangs there. Of one that was made for somebody nothing
            is asked: no selfie leads to it.
    """
    rocks = Rock.objects.of_the_museum().for_walls().annotate(own_suggestion=own_of(member.pk))
    return rocks.get(slug=slug)


def open_ones() -> QuerySet[Suggestion]:
    """Suggestions that nobody has decided, of rocks that hang and of members who are here."""
    return Suggestion.objects.filter(
        Q(pick=None) | Q(pick__is_on_show=True),
        state=Suggestion.State.OPEN,
        rock__is_on_show=True,
        member__is_active=True,
    )


def group_of(one: Suggestion) -> dict[str, Any]:
    """What all suggestions have in common that are decided together with one.

    A name is one for all who say it; who wants another rock is alone, for it is about their face.
    """
    alike = {"rock": one.rock_id, "kind": one.kind, "key": one.key}
    return alike if one.kind == Suggestion.Kind.WHO else alike | {"member": one.member_id}


@dataclass(frozen=True)
class Likely:
    """A human who may be meant, and whether they are paired with the rock already."""

    id: str
    name: str
    crop: str
    is_paired: bool


@dataclass(frozen=True)
class Group:
    """Suggestions that are decided together.

    Attributes:
        one: The latest of them, which stands for all.
        count: How many there are.
        humans: Who may be meant, the most likely first; of who wants another rock themself.
        names: Who said it, the latest first; not all of many.
    """

    one: Suggestion
    count: int
    humans: list[Likely]
    names: list[str]

    @property
    def rock(self) -> Rock:
        """The rock that the pairing would be of."""
        return self.one.pick or self.one.rock

    @property
    def seal(self) -> str:
        """What a form brings back, so that nothing is decided that has changed since."""
        return seal_of(self.one)

    @property
    def unnamed(self) -> int:
        """How many more said it than `names` has."""
        return self.count - len(self.names)


def seal_of(one: Suggestion) -> str:
    """What a suggestion says, in short."""
    return one.key if one.kind == Suggestion.Kind.WHO else str(one.pick_id)


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and the place after which the next one begins (None: the end)."""

    groups: list[Group]
    next: tuple[int, int] | None


def queue(after: tuple[int, int] | None = None) -> Queue:
    """Read a page: what most say first, then what was said last. Two queries.

    Args:
        after: Of the last group before it: how many said it, and the id of the latest.
    """
    alone = Case(When(kind=Suggestion.Kind.ROCK, then=F("member")), default=Value(0))
    alike = open_ones().order_by().values("rock", "kind", "key", alone=alone)
    found: Any = alike.annotate(count=Count("pk"), latest=Max("pk"))
    if after is not None:
        count, latest = after
        found = found.filter(Q(count__lt=count) | Q(count=count, latest__lt=latest))
    places = list(found.order_by("-count", "-latest").values_list("count", "latest")[: PAGE + 1])
    shown = places[:PAGE]
    rows = {one.pk: one for one in _dressed().filter(pk__in=[latest for _, latest in shown])}
    return Queue(
        [_group(rows[latest], count) for count, latest in shown if latest in rows],
        next=shown[-1] if len(places) > PAGE else None,
    )


def one_group(pk: int, q: str = "") -> Group:
    """The group of a suggestion, with who said it and the humans that `q` finds. Four queries.

    Raises:
        Suggestion.DoesNotExist: It is decided, or taken back.
    """
    one: Any = _dressed().get(pk=pk)
    said = open_ones().filter(**group_of(one)).order_by("-pk")
    one.names = list(said.values_list("member__username", flat=True)[:MOST_TOLD])
    if q and one.kind == Suggestion.Kind.WHO:
        one.alike = list(_humans(Value(q), Value(one.rock_id), MOST_FOUND))
    return _group(one, len(one.names) if len(one.names) < MOST_TOLD else said.count())


def _group(one: Any, count: int) -> Group:
    is_name = one.kind == Suggestion.Kind.WHO
    humans = [Likely(**human) for human in (one.alike if is_name else one.offered)]
    return Group(one, count, humans, one.names if is_name else [one.member.username])


def _dressed() -> QuerySet[Suggestion]:
    """Open suggestions with their rocks, who may be meant, and who said the same."""
    alike = open_ones().filter(rock=OuterRef("rock"), kind=OuterRef("kind"), key=OuterRef("key"))
    names = alike.order_by("-pk").values("member__username")[:MOST_NAMES]
    themself = Human.objects.filter(member=OuterRef("member"))
    return (
        open_ones()
        .select_related("rock", "pick", "member")
        .defer(*long_columns("rock", "pick"))
        .annotate(
            alike=ArraySubquery(_humans(OuterRef("text"), OuterRef("rock"), MOST_HUMANS)),
            offered=ArraySubquery(_told(themself, OuterRef("pick"))),
            names=ArraySubquery(names),
        )
    )


def _humans(text: Asked, rock: Asked, most: int) -> QuerySet[Any]:
    """Humans whose name is spelt much like a text, or holds it; an index finds them."""
    resembles = Q(name__trigram_similar=text) | Q(name__trigram_word_similar=text)
    alike = Greatest(TrigramSimilarity("name", text), TrigramWordSimilarity(text, "name"))
    found = Human.objects.filter(resembles).annotate(alike=alike).order_by("-alike", "name", "pk")
    return _told(found, rock)[:most]


def _told(humans: QuerySet[Human], rock: Asked) -> QuerySet[Any]:
    """What is told of humans who can be paired, as `Likely` has it."""
    outer = OuterRef(rock) if isinstance(rock, OuterRef) else rock
    paired = Pairing.objects.filter(human=OuterRef("pk"), rock=outer)
    told = JSONObject(id="pk", name="name", crop="crop", is_paired=Exists(paired))
    ready = humans.filter(status=Human.Status.READY, embedding__isnull=False)
    return ready.values_list(told, flat=True)
