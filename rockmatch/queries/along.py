"""What apps above this one want to know along with a rock whose page somebody opens.

It is asked for in the query of the rock, so that it costs none of its own.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser

type Ask = Callable[[int], Any]
"""Makes an expression over rocks, for the id of a member."""
_asks: Final[dict[str, Ask]] = {}


def ask_along(name: str, ask: Ask) -> None:
    """Let a rock of `queries.rock_before` have what `ask` gives, under this name."""
    _asks[name] = ask


def asked_along(member: AbstractBaseUser | None) -> dict[str, Any]:
    """What is asked for a member, by its names; nothing for a visitor."""
    return {} if member is None else {name: ask(member.pk) for name, ask in _asks.items()}
