"""Humans for pairing, as curators see them: a list, one of them, and what somebody brought last."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models import Member
from rockmatch.matching import may_be_same_person
from rockmatch.models import Human, Pairing
from rockmatch.models.rocks import long_columns
from rockmatch.services.humans import nearest
from studio.services.humans import MOST_AT_ONCE

PAGE: Final = 36
MOST_ALIKE: Final = 4
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SHOWS: Final = {
    "": _("Everybody"),
    "unpaired": _("Without a pairing"),
    "shown": _("May be shown"),
    "offered": _("Offered by members"),
    "failed": _("That did not work"),
}


@dataclass(frozen=True)
class Page:
    """A page of humans, each with `paired`, and where the next one begins (empty: the end)."""

    humans: list[Any]
    next: str


@dataclass(frozen=True)
class One:
    """A human with all that a curator looks at.

    Attributes:
        human: With who brought them.
        pairings: Theirs, with rocks and curators.
        alike: Who may be the same person, the likest first.
    """

    human: Human
    pairings: list[Pairing]
    alike: list[Human]


def known() -> QuerySet[Human]:
    """Humans that curators see: of members who offer themselves, those that could be read."""
    of_curators = Q(member=None) | Q(status=Human.Status.READY)
    return Human.objects.filter(of_curators).defer("embedding")


def page(show: str = "", text: str = "", before: str = "") -> Page:
    """Read a page of humans, the latest first. One query.

    Args:
        show: One of `SHOWS`.
        text: A part of the name; empty for any.
        before: The `next` of the page before.

    Raises:
        Http404: `before` is no such place.
    """
    ready = Q(status=Human.Status.READY)
    pairings = Pairing.objects.filter(human=OuterRef("pk")).order_by()
    wanted = {
        "unpaired": ready & ~Q(Exists(pairings)),
        "shown": ready & Q(may_be_shown=True),
        "offered": Q(member__isnull=False),
        "failed": Q(status=Human.Status.FAILED),
    }
    found = known().filter(wanted.get(show, Q()))
    if text:
        found = found.filter(name__icontains=text)
    if before:
        at, pk = _place(before)
        found = found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    count = pairings.values("human").annotate(n=Count("pk")).values("n")
    counted = found.annotate(paired=Coalesce(Subquery(count, output_field=IntegerField()), 0))
    rows = list(counted.select_related("member").order_by("-created_at", "-pk")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], _written(last) if last else "")


def _written(human: Human) -> str:
    return f"{(human.created_at - _EPOCH) // timedelta(microseconds=1)}_{human.pk.hex}"


def _place(written: str) -> tuple[datetime, UUID]:
    try:
        micros, pk = written.split("_")
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(hex=pk)
    except (ValueError, OverflowError):
        raise Http404 from None


def one(pk: UUID) -> One:
    """Read one human. Three queries.

    Raises:
        Human.DoesNotExist: There is none that curators see.
    """
    human = known().defer(None).select_related("brought_by", "member", "resembles").get(pk=pk)
    pairings = Pairing.objects.filter(human=human).select_related("rock", "curator")
    near = [] if human.embedding is None else nearest(human.embedding, MOST_ALIKE + 1)
    return One(
        human=human,
        pairings=list(pairings.defer("embedding", "key", *long_columns("rock"))),
        alike=[it for it in near if it.pk != pk and may_be_same_person(it.distance)][:MOST_ALIKE],
    )


def brought_lately(curator: Member) -> list[Human]:
    """What a curator brought last, of a day, with who was here already. One query."""
    since = timezone.now() - timedelta(days=1)
    mine = Human.objects.filter(brought_by=curator, created_at__gt=since)
    latest = mine.select_related("resembles").defer("embedding", "resembles__embedding")
    return list(latest.order_by("-created_at", "-pk")[:MOST_AT_ONCE])


def rocks_of(human: Human) -> list[Pairing]:
    """The pairings by which a human leads to rocks, as far as they count, with the rocks."""
    counting = Pairing.objects.taking_part().filter(human=human).select_related("rock")
    return list(counting.defer("embedding", "key", *long_columns("rock")))
