"""Name, sentence and description of a bespoke rock.

A stand-in with the interface of `rockmatch.portraits.words`, to be replaced by it: the one place
that imports this is `rockmatch.services.bespoke`.
"""

from collections.abc import Container
from random import Random
from typing import Final

from rockmatch.portraits.likeness import hue_of
from rockmatch.portraits.parameters import RockParameters

_FIRST: Final = ("Quiet", "Small", "Mild", "Sunny", "Distant", "Homely", "Drowsy", "Stout", "Late")
_SECOND: Final = (
    "Ledge",
    "Knoll",
    "Pebble",
    "Crag",
    "Boulder",
    "Hollow",
    "Ridge",
    "Cobble",
    "Fell",
)


def choose_name(stone: str, seed: int, taken: Container[str]) -> str:
    """A name that is not taken; the same for the same arguments."""
    random = Random(f"{stone} {seed}")  # noqa: S311 - no secret
    while True:
        name = f"{random.choice(_FIRST)} {random.choice(_SECOND)}"
        if name not in taken:
            return name
        name = f"{name} of {random.choice(_FIRST)} {random.choice(_SECOND)}"
        if name not in taken:
            return name


def choose_sentence(stone: str, seed: int, taken: Container[str]) -> str:
    """A sentence about the stone."""
    del seed, taken
    return f"This is {stone}, made in the workshop for one member and found in no quarry."


def describe(parameters: RockParameters, stone: str) -> str:
    """What one sees, for who cannot see it."""
    shape = "tall" if parameters.elongation > 0.15 else "broad"
    eyes = "wide open" if parameters.eye_openness > 0.5 else "narrowed"
    mouth = "smiling" if parameters.mouth_curve > 0.25 else "level"
    return f"A {shape} {hue_of(parameters)} stone of {stone} with {eyes} eyes and a {mouth} mouth."
