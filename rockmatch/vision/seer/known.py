"""Pictures of which the truth is known, and what the strength of a face means to people."""

from dataclasses import dataclass

from rockmatch.vision.seer.layers import Picture
from rockmatch.vision.tapped import Box

HALF = 0.3  # the strength at which half of all people are taken to see a face
STEEPNESS = 2.0


def share_of_yes(strength: float) -> float:
    """The share of people that is taken to see a face of this `face_strength`: a Hill curve.

    An assumption until people have answered: 0, 14, 41, 69, 86 and 94 in a hundred on the rungs of
    the ladder. It never falls, so it changes no order.
    """
    return strength**STEEPNESS / (strength**STEEPNESS + HALF**STEEPNESS)


@dataclass(frozen=True)
class Known:
    """One picture of a stone."""

    key: str
    file: str
    """The name of its file."""
    family: str
    """The rock: pictures of one are never on both sides, training and trial."""
    picture: Picture
    box: Box
    """Where the face is, or would be if it had any strength; shares of the sides."""
    share: float
    """Of people who see a face: as they said, else by `share_of_yes`."""
    strength: float
    looks: int = 16
    """How often its face is looked at closely: the more, the more it counts."""
