"""All pairings, a page at a time, narrowed as curators like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from profiles.queries import page
from rockmatch.models import Pairing
from rockmatch.models.rocks import long_columns

PAGE: Final = 40
LONGEST: Final = 80  # characters of a search
STATES: Final = [
    ("on", _("Taking part")),
    ("out", _("Held out")),
    ("awaiting", _("Waiting for a second curator")),
]
_STATE: Final = {
    "on": Q(held_out=False),
    "out": Q(held_out=True, awaits_agreement=False),
    "awaiting": Q(awaits_agreement=True),
}


@dataclass(frozen=True)
class Wanted:
    """Which pairings a curator looks for. Empty: no wish."""

    origin: str = ""
    state: str = ""
    rock: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Read it from an address; what there is not is no wish."""
        said = {name: query.get(name, "") for name in ("origin", "state", "rock", "q")}
        said = {name: text.replace("\0", "").strip()[:LONGEST] for name, text in said.items()}
        if said["origin"] not in Pairing.Origin.values:
            said["origin"] = ""
        if said["state"] not in _STATE:
            said["state"] = ""
        return cls(**said)

    @property
    def address(self) -> str:
        """The query of its first page: `?state=out&q=moss`, or nothing."""
        said = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(said)}" if said else ""


def pairings(wanted: Wanted, before: int | None = None) -> tuple[list[Pairing], int | None]:
    """A page of pairings, latest first, and the id before which the next one begins. One query."""
    return page(_found(wanted), before, PAGE)


def _found(wanted: Wanted) -> QuerySet[Any]:
    found = Pairing.objects.select_related("rock", "human", "curator", "agreed_by")
    found = found.defer("embedding", "key", "human__embedding", *long_columns("rock"))
    if wanted.origin:
        found = found.filter(origin=wanted.origin)
    if wanted.state:
        found = found.filter(_STATE[wanted.state])
    if wanted.rock:
        found = found.filter(rock__slug=wanted.rock)
    if wanted.q:
        names = ("human__name", "rock__name", "note")
        found = found.filter(
            Q(*((f"{name}__icontains", wanted.q) for name in names), _connector=Q.OR)
        )
    return found.order_by("-pk")
