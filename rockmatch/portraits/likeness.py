"""How alike two rocks are: a place for each among the stones, and the name of its colour."""

import dataclasses
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rockmatch.portraits.parameters import RockParameters, Triple

# The set of the photograph is not the stone, and where its noise is read says nothing to the eye.
_NOT_THE_STONE: Final = {"light_side", "stand_tone", "wander"}
_COLOUR_WEIGHT: Final = 2.0  # the colour is what one sees first and from farthest

_XYZ_OF_RGB: Final = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE: Final = np.array([0.95047, 1.0, 1.08883])


def lab(colour: Triple) -> NDArray[np.float64]:
    """CIE L*a*b* (D65) of a linear-light sRGB colour: shape (3,)."""
    xyz = _XYZ_OF_RGB @ np.asarray(colour, float) / _WHITE
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def form_of(parameters: RockParameters) -> NDArray[np.float32]:
    """The rock's place among the stones: float32, shape (n,), one n for all rocks.

    Every number of the stone counts by its share of its range, and the two colours by their
    L*a*b*, 50 units like a whole range; so the Euclidean distance of two places says how alike two
    rocks are.
    """
    values = []
    for field in dataclasses.fields(RockParameters):
        if "range" not in field.metadata or field.name in _NOT_THE_STONE:
            continue
        value = getattr(parameters, field.name)
        if field.metadata.get("triple"):
            values += [_COLOUR_WEIGHT * part / 50 for part in lab(value)]
        else:
            low, high = field.metadata["range"]
            values.append((value - low) / (high - low))
    return np.array(values, np.float32)


def hue_of(parameters: RockParameters) -> str:
    """Name the colour: black, grey, white, brown, ochre, red, green or blue."""
    lightness, a, b = lab(parameters.body)
    chroma, angle = float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)))
    if lightness < 27 and chroma < 12:
        return "black"
    if lightness > 73 and chroma < 16:
        return "white"
    if 100 <= angle <= 190 and chroma > 4:
        return "green"
    if (angle > 190 or angle < -30) and chroma > 4:
        return "blue"
    if -30 <= angle < 52 and chroma > 14:
        return "red"
    if 52 <= angle < 100 and chroma > 14:
        return "ochre" if lightness > 48 else "brown"
    return "brown" if chroma > 8 else "grey"
