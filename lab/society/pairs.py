"""Whom the crowd sides with, about humans who may be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Final
from uuid import UUID

from lab.models import PairTrial, Rater
from lab.queries import pairs as queries
from lab.society.observers import Habit, Observer, hesitation, reaction
from rockmatch.matching import nearest_pairing_by_face_alone

MOST_FACES: Final = 60
_TAKE_PART: Final = 0.5


@dataclass(frozen=True)
class Face:
    """A human with the two rocks, and how much rather people choose the curator's: log odds."""

    human: UUID
    curated: int
    machine: int
    pull: float


def faces(chance: Random) -> list[Face]:
    """Some of those who may be shown, each with the rocks that `services.pairs` would lay."""
    found: dict[UUID, Face] = {}
    for choice in queries.curators_choices().select_related("human").order_by("pk")[:MOST_FACES]:
        human = choice.human
        if human is None or human.pk in found:
            continue
        chosen = queries.rocks_chosen_for(human.pk)
        machine = nearest_pairing_by_face_alone(
            human.embedding, not_of=human.pk, not_leading_to=chosen
        )
        if machine is not None:
            pull = chance.gauss(0.35, 0.6)
            found[human.pk] = Face(human.pk, choice.rock_id, machine.rock_id, pull)
    return list(found.values())


def pair_trials(
    rater: Rater, observer: Observer, there: Sequence[Face], until: datetime, chance: Random
) -> Iterator[PairTrial]:
    """What somebody chose, if they came to this page at all; the last one before `until`."""
    if not there or chance.random() > _TAKE_PART:
        return
    asked = chance.sample(there, min(len(there), chance.randint(3, queries.ROUND)))
    at = until - timedelta(seconds=20 * len(asked))
    for face in asked:
        share = 1 / (1 + exp(-face.pull - observer.side))
        if observer.habit != Habit.CAREFUL:
            share = 0.5
        took = reaction(observer, hesitation(share), chance)
        made, at = at, at + timedelta(milliseconds=took + 900)
        curated = chance.random() < share
        yield PairTrial(
            id=UUID(int=chance.getrandbits(128), version=4),
            rater=rater,
            human_id=face.human,
            curated_id=face.curated,
            machine_id=face.machine,
            curated_is_left=chance.random() < 0.5,
            made_at=made,
            answered_at=at,
            chose=PairTrial.Chose.CURATED if curated else PairTrial.Chose.MACHINE,
            rt_ms=took,
        )
