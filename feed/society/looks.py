"""Whom a society's members see in rocks, for the curators of a demo."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from feed.society.grammar import stock
from profiles.models import Member
from rockmatch.models import Rock
from studio.guesses import key_of
from studio.models import Suggestion

_LOOKED_AT: Final = 6  # rocks of which several say something
_AGREE: Final = 0.6  # of them see the same
_RATHER: Final = 0.15  # would rather be another rock


def looks(
    members: list[Member], rocks: list[Rock], chance: Random, now: datetime
) -> Iterator[Suggestion]:
    """Make up what members say of rocks, oldest first; nobody is seen in one that exists."""
    names = stock("people.toml")["looks"]
    shown = rocks[:_LOOKED_AT]
    for place, member in enumerate(members):
        at = now - timedelta(hours=(len(members) - place) * 100 / len(members))
        for number in chance.sample(range(len(shown)), min(len(shown), chance.randrange(3))):
            said = Suggestion(member=member, rock=shown[number], kind="who", created_at=at)
            other = chance.choice(rocks)
            if chance.random() < _RATHER and other.pk != said.rock_id:
                said.kind, said.pick = "rock", other
            else:
                seen = names[number % len(names)]
                said.text = seen if chance.random() < _AGREE else chance.choice(names)
                said.key = key_of(said.text)
            yield said
