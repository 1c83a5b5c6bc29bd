"""What apps above this one want to know along with a rock whose page somebody opens.

It is asked for in the query of the rock, so that it costs none of its own.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser

type Ask = Callable[[int], Any]
"""Makes an expression over rocks, for the id of a member."""
_asks: Final[dict[str, Ask]] = {}
_known: Final[dict[str, Callable[[], Any]]] = {}


def ask_along(name: str, ask: Ask) -> None:
    """Let a rock of `queries.rock_before` have what `ask` gives, under this name."""
    _asks[name] = ask


def know_along(name: str, ask: Callable[[], Any]) -> None:
    """Let it have what `ask` gives, whoever looks."""
    _known[name] = ask


def asked_along(member: AbstractBaseUser | None) -> dict[str, Any]:
    """What is asked for a member, by its names; for a visitor only what all may know."""
    known = {name: ask() for name, ask in _known.items()}
    return known if member is None else known | {n: ask(member.pk) for n, ask in _asks.items()}
