"""How the stones speak: sentences with slots, drawn so that hardly one comes twice."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from random import Random
from typing import Any, Final

LANGUAGES: Final = {"en": "english.toml", "de": "german.toml"}
_SLOT: Final = re.compile(r"\{(\w+)\}")
_TAIL: Final = 0.35  # of the posts have a second sentence
_TRIES: Final = 8


@cache
def stock(file: str) -> dict[str, Any]:
    """Read a file of the stock."""
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))


@dataclass
class Deck[Card]:
    """Cards that are dealt each once before any comes again, shuffled anew each time."""

    cards: Sequence[Card]
    chance: Random
    _left: list[Card] = field(default_factory=list)

    def deal(self) -> Card:
        if not self._left:
            self._left = list(self.cards)
            self.chance.shuffle(self._left)
        return self._left.pop()


@dataclass(frozen=True)
class Said:
    """Words, and what they are about."""

    text: str
    topic: int
    tag: str = ""


class Speaker:
    """Speaks one language."""

    def __init__(self, language: str, chance: Random) -> None:
        self.chance = chance
        words = stock(LANGUAGES[language])
        self.topics: list[dict[str, Any]] = words["topics"]
        self.slots = {name: Deck(options, chance) for name, options in words["slots"].items()}
        says = [(place, text) for place, topic in enumerate(self.topics) for text in topic["says"]]
        self.says = Deck(says, chance)
        self.tails = Deck(words["tails"], chance)
        self.warnings = Deck(words["warnings"], chance)
        self.answers = [
            Deck([*topic["answers"], *words["answers"]], chance) for topic in self.topics
        ]
        self.said: set[str] = set()

    def post(self, friend: str, *, is_tagged: bool) -> Said:
        """Say something; `friend` is whom it may speak to, and without one it speaks to nobody."""
        for _ in range(_TRIES):
            topic, text = self.says.deal()
            if "{friend}" in text and not friend:
                continue
            text = self.fill(text, {"friend": f"@{friend}"})
            if self.chance.random() < _TAIL:
                text = f"{text} {self.fill(self.tails.deal())}"
            if text not in self.said:
                break
        self.said.add(text)
        tag = self.chance.choice(self.topics[topic]["tags"]) if is_tagged else ""
        return Said(f"{text} #{tag}" if tag else text, topic, tag)

    def answer(self, topic: int, friend: str) -> Said:
        """Answer what was said of a topic; with `friend` it begins with their name."""
        for _ in range(_TRIES):
            text = self.fill(self.answers[topic].deal())
            if text not in self.said:
                break
        self.said.add(text)
        return Said(f"@{friend} {text}" if friend else text, topic)

    def warning(self) -> str:
        return self.warnings.deal()

    def fill(self, text: str, known: Mapping[str, str] | None = None) -> str:
        """Put words into the slots; a slot with a capital gets one."""

        def word(match: re.Match[str]) -> str:
            name = match[1]
            if known and name in known:
                return known[name]
            drawn = self.slots[name.lower()].deal()
            return drawn if name.islower() else drawn[:1].upper() + drawn[1:]

        return _SLOT.sub(word, text)
