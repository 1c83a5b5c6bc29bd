"""Who lives here: names, a few words about themselves, and how they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from feed.society.grammar import stock
from profiles.links import Link
from profiles.names import is_free_to_take, is_plain, skeleton

WEEKS: Final = 5  # in which they have been talking
_GERMAN = 0.2  # share of members
_LOCKED, _SILENT = 10, 17  # one in so many is locked, and has no rock yet
_MEMBERS_OF_A_CIRCLE: Final = 40
_LONG_NAME: Final = 16


@dataclass
class Person:
    """Somebody. `loudness` is how much they say beside others, `fame` how much they are read."""

    username: str
    display_name: str
    bio: str
    pronouns: str
    links: list[Link]
    language: str
    zone: str
    circle: int
    joined: datetime
    is_locked: bool
    has_rock: bool
    loudness: float
    fame: float
    wakes: int  # hour of their day
    followers: list[int] = field(default_factory=list)
    followed: list[int] = field(default_factory=list)


def make_people(
    count: int, chance: Random, now: datetime, taken: set[str] | None = None
) -> list[Person]:
    """Make people up.

    Args:
        count: How many.
        chance: What decides.
        now: They have joined before.
        taken: Skeletons of names (`profiles.names`) that others have already.
    """
    words = stock("people.toml")
    circles = max(2, min(count // 8, count // _MEMBERS_OF_A_CIRCLE + 3))
    names = _names(words, chance, set(taken or ()))
    people = []
    for number in range(count):
        circle = min(chance.randrange(2 * circles - 1) // 2, circles - 1)  # the last is smaller
        # in the last circles German is spoken, and a few live among the others
        is_german = chance.random() < (
            0.8 if circle >= circles - max(1, circles // 6) else _GERMAN / circles
        )
        username, display_name = next(names)
        people.append(
            Person(
                username=username,
                display_name=display_name,
                bio=_bio(words, chance, is_german=is_german),
                pronouns=_pronouns(words, chance, is_german=is_german),
                links=_links(words, chance, username),
                language="de" if is_german else "en",
                zone=words["zones"][0] if is_german else chance.choice(words["zones"]),
                circle=circle,
                joined=now - timedelta(days=chance.uniform(WEEKS * 7, WEEKS * 14)),
                is_locked=number % _LOCKED == 7,
                has_rock=number % _SILENT != 9,
                loudness=chance.paretovariate(1.3),
                fame=chance.paretovariate(1.1),
                wakes=chance.choice((5, 6, 7, 7, 8, 8, 9, 10, 13)),
            )
        )
    return people


def _names(words: Any, chance: Random, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Usernames that nobody can mistake for another, each with a name to show."""
    given, surnames = list(words["given"]), list(words["surnames"])
    whole = list(words["whole"])
    for deck in (given, surnames, whole):
        chance.shuffle(deck)
    number = 0
    while True:
        first = given[number % len(given)]
        last = surnames[(number + number // len(given)) % len(surnames)]
        number += 1
        shown = f"{first} {last}"
        plain, stone = slugify(first.replace("ö", "oe")), slugify(last.replace("ö", "oe"))
        ways = [f"{plain}_{stone}", f"{stone}{plain}", plain, f"the_{stone}_{plain}"]
        if whole and number % 6 == 0:
            shown = whole.pop()
            ways.insert(0, _short(slugify(shown)))
        elif number <= len(given) and number % 3:
            ways.insert(0, plain)
        ways += [f"{plain}_{stone}_{number}"]
        for name in ways:
            if skeleton(name) not in taken and _may_be_called(name):
                taken.add(skeleton(name))
                yield name, shown
                break


def _short(slug: str) -> str:
    """The first words of a slug, as far as a username should go."""
    name = ""
    for word in slug.split("-"):
        if len(name) + len(word) > _LONG_NAME:
            break
        name = f"{name}_{word}".strip("_")
    return name


def _may_be_called(name: str) -> bool:
    try:
        is_plain(name)
        is_free_to_take(name)
    except ValidationError:
        return False
    return True


def _bio(words: Any, chance: Random, *, is_german: bool) -> str:
    if chance.random() < 0.12:
        return ""
    if is_german:
        return chance.choice(words["german_bios"])
    parts = [f"{chance.choice(words['roles'])}."]
    if chance.random() < 0.7:
        parts.append(f"{chance.choice(words['habits'])}.")
    if chance.random() < 0.6:
        parts.append(chance.choice(words["creeds"]))
    return " ".join(parts)


def _pronouns(words: Any, chance: Random, *, is_german: bool) -> str:
    if chance.random() < 0.4:
        return ""
    return chance.choice(words["german_pronouns" if is_german else "pronouns"])


def _links(words: Any, chance: Random, username: str) -> list[Link]:
    count = chance.choice((0, 0, 0, 1, 1, 2))
    return [
        {"label": label, "url": f"https://{username.replace('_', '-')}.example/{path}/"}
        for label, path in chance.sample(words["links"], count)
    ]
