"""What an edition of the dataset is to hold, and what went into it."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Self

from lab.enough import ENOUGH
from rockmatch.vision.dataset.files import CannotGoOn

NAME: Final = "rockstar-lab"
LICENCE: Final = "CC BY 4.0"
_VERSION: Final = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True, order=True)
class Version:
    """A semantic version of three numbers: the first changes when columns do."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Read such as 1.0.0.

        Raises:
            ValueError: it is no version.
        """
        found = _VERSION.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no version such as 1.0.0")
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True)
class Edition:
    """What is asked for. Of the same data, the same edition has the same bytes."""

    version: Version
    made: date
    raters: int = ENOUGH
    """How many counted raters a stone needs until its answers are published."""
    with_marked: bool = False
    """Also answers of raters who are marked as careless, of stones that are published."""
    with_pictures: bool = True
    is_simulated: bool = False
    """Of simulated raters and no others: an edition is of people, or of none."""
    may_be_empty: bool = False
    since: Path | None = None
    """The edition before, a folder or a zip."""

    @property
    def name(self) -> str:
        return f"{NAME}-{self.version}"


@dataclass
class Tally:
    """What went in, and what was left out."""

    stones: Counter[str] = field(default_factory=Counter)
    """By kind."""
    published: int = 0
    pictures: int = 0
    splits: Counter[str] = field(default_factory=Counter)
    """Pictures by split."""
    answers: int = 0
    raters: set[str] = field(default_factory=set)
    faces: int = 0
    genders: Counter[str] = field(default_factory=Counter)
    observers: Counter[str] = field(default_factory=Counter)
    """Looks of machines."""
    boxes: Counter[str] = field(default_factory=Counter)
    """Detections of machines."""
    consents: Counter[str] = field(default_factory=Counter)
    pairings: int = 0
    choices: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def nothing_to_publish(edition: Edition, answers: int) -> CannotGoOn:
    """Say why there would be nothing in an edition, and what helps."""
    kind = "simulated raters" if edition.is_simulated else "raters"
    return CannotGoOn(
        f"Nothing to publish yet: no stone has answers of {edition.raters} counted {kind} "
        f"({answers:,} answers in all). Wait for more, lower --raters, or let --allow-empty write "
        "the stones, what machines see in them, and the ladder's truth alone."
    )
