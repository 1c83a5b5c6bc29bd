"""What a pairing would change, told before it is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from rockmatch.models import Human, Rock
from rockmatch.services.biometrics import kept_embeddings
from studio.queries import face_space

FEW: Final = 5  # members: below it no number is told, so that nobody is singled out


@dataclass(frozen=True)
class Effect:
    """What a pairing would change. Nobody's Rockelganger changes, unless they take a new selfie.

    It is told for the time before the next balance, and as if the pairing took part.
    """

    members: int | None
    """To how many members who are known again it would be the nearest; None: fewer than `FEW`."""
    share: float
    """To which share of the imagined population it would be the nearest."""
    before: float
    """Which share of the imagined population goes to the rock now."""
    after: float
    """And which would go to it."""


def effect_of(human: Human, rock: Rock) -> Effect:
    """What pairing them would change. Two queries."""
    return effects_of(human, [rock])[rock.pk]


def effects_of(human: Human, rocks: Iterable[Rock]) -> dict[int, Effect]:
    """What pairing a human with each of some rocks would change, by the rocks' ids.

    Two queries, whatever their number.
    """
    place = np.asarray(human.embedding, np.float32)
    faces = face_space.imagined_faces()
    ids, members = kept_embeddings()
    with face_space.known() as known:
        known.members.follow(ids, members, known.space)
        moving = int(known.members.would_move(members, place).sum())
        moves = known.imagined.would_move(faces, place)
        owners = known.imagined.rocks(known.space)
    return {
        rock.pk: Effect(
            members=moving if moving >= FEW else None,
            share=float(moves.mean()),
            before=float((owners == rock.pk).mean()),
            after=float((moves | (owners == rock.pk)).mean()),
        )
        for rock in rocks
    }
