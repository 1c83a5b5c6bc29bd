"""What apps above this one want to know along with a rock whose page somebody opens.

It is asked for in the query of the rock, so that it costs none of its own.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser

type Ask = Callable[[int], Any]
"""Makes an expression over rocks, for the id of a member."""
type AskOfAll = Callable[[], Any]
"""The same, where it does not matter who looks."""
_asks: Final[dict[str, Ask]] = {}
_asks_of_all: Final[dict[str, AskOfAll]] = {}


def ask_along(name: str, ask: Ask) -> None:
    """Let a rock of `queries.rock_before` have what `ask` gives, under this name."""
    _asks[name] = ask


def ask_along_for_all(name: str, ask: AskOfAll) -> None:
    """The same, also for visitors."""
    _asks_of_all[name] = ask


def asked_along(member: AbstractBaseUser | None) -> dict[str, Any]:
    """What is asked for a member, or for a visitor, by its names."""
    asked = {name: ask() for name, ask in _asks_of_all.items()}
    if member is not None:
        asked |= {name: ask(member.pk) for name, ask in _asks.items()}
    return asked
