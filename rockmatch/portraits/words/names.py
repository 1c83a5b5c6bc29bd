"""A name that a stone could have."""

import tomllib
from collections.abc import Container, Iterator
from functools import cache
from importlib import resources
from typing import Any

from rockmatch.portraits.words.choosing import ranked


class NoNameLeft(LookupError):
    """Every name that could be made is taken, and there are more than fifteen thousand."""


@cache
def _read() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def groups_for(stone: str) -> list[str]:
    """Groups of names that suit a kind of stone, from what the file says."""
    return [group for group, stones in _read()["suits"].items() if stone in stones]


def written_names(group: str | None = None) -> tuple[str, ...]:
    """Names written by hand: those of one group, or all."""
    groups: dict[str, list[str]] = _read()["names"]
    chosen = groups.values() if group is None else [groups[group]]
    return tuple(name for names in chosen for name in names)


@cache
def made_names() -> tuple[str, ...]:
    """Names put together from two words, none of them among the written ones."""
    phrases, places, tales = (
        [
            pattern.format(first, last)
            for first in _read()[table]["first"].split()
            for last in _read()[table]["last"].split()
        ]
        for table, pattern in (("phrases", "{} {}"), ("places", "{}{}"), ("tales", "{} of {}"))
    )
    written = {name.casefold() for name in written_names()}
    made = (*phrases, *places, *tales)
    return tuple(name for name in made if name.casefold() not in written)


def _villages() -> Iterator[str]:
    places = [name for name in made_names() if " " not in name]
    return (f"{first} {name}" for name in places for first in _read()["villages"]["first"].split())


def _in_order(stone: str, seed: int) -> Iterator[str]:
    """Every name: those that suit the stone, any stone, other stones; then the made ones."""
    suiting = {name for group in groups_for(stone) for name in written_names(group)}
    general = set(written_names("any")) - suiting
    for names in (
        suiting,
        general,
        set(written_names()) - suiting - general,
        made_names(),
        _villages(),
    ):
        yield from ranked(names, "name", stone, seed)


def choose_name(stone: str, seed: int, taken: Container[str]) -> str:
    """Name a rock: the same arguments give the same name, 4 to 24 characters long.

    Names written by hand come first, and those that suit the kind of stone before all.

    Args:
        stone: its kind, as in `STONES`; a kind unknown here gets a name that suits any.
        seed: any whole number.
        taken: names that are no longer free, letter by letter.

    Raises:
        NoNameLeft: all are taken.
    """
    for name in _in_order(stone, seed):
        if name not in taken:
            return name
    raise NoNameLeft(stone)
