"""Draw a new rock: a kind of stone, a body, a temperament and a set."""

import dataclasses
from collections.abc import Callable
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from rockmatch.portraits.parameters import (
    FAMILIES,
    GROUNDS,
    Geology,
    Ground,
    RockParameters,
    Triple,
)
from rockmatch.portraits.stones import STONES, Range, Stone

# Where a number lies among all that it might be, 0 to 1; asked for by name.
type Quantile = Callable[[str], float]

# What the whole face is up to. A range is drawn from evenly.
TEMPERAMENTS: Final[dict[str, dict[str, Range]]] = {
    "content": {
        "eye_openness": (0.1, 0.4),
        "eye_arc": (0.3, 0.9),
        "eye_tilt": (0.0, 0.25),
        "mouth_curve": (0.5, 1.0),
        "mouth_openness": (0.1, 0.4),
        "mouth_width": (0.4, 0.9),
    },
    "merry": {
        "eye_openness": (0.4, 0.8),
        "eye_arc": (0.2, 0.8),
        "eye_tilt": (-0.1, 0.2),
        "mouth_curve": (0.7, 1.0),
        "mouth_openness": (0.5, 0.9),
        "mouth_width": (0.5, 0.9),
    },
    "astonished": {
        "eye_openness": (0.75, 1.0),
        "eye_size": (0.2, 0.5),
        "brow": (0.5, 1.0),
        "mouth_curve": (-0.1, 0.3),
        "mouth_openness": (0.8, 1.0),
        "mouth_width": (0.0, 0.2),
        "mouth_height": (0.4, 0.8),
    },
    "dreaming": {
        "eye_openness": (0.0, 0.12),
        "eye_arc": (-0.9, -0.4),
        "eye_size": (0.5, 0.9),
        "eye_tilt": (0.0, 0.3),
        "mouth_curve": (0.2, 0.7),
        "mouth_openness": (0.0, 0.3),
        "mouth_width": (0.2, 0.6),
    },
    "wry": {
        "eye_openness": (0.2, 0.6),
        "wink": (-0.8, 0.8),
        "mouth_slope": (-0.9, 0.9),
        "mouth_curve": (0.1, 0.6),
        "asymmetry": (0.6, 1.0),
        "mouth_openness": (0.1, 0.4),
    },
    "wise": {
        "eye_openness": (0.1, 0.3),
        "eye_arc": (0.3, 0.8),
        "eye_tilt": (0.2, 0.5),
        "brow": (0.6, 1.0),
        "nose": (0.5, 1.0),
        "nose_length": (0.5, 1.0),
        "mouth_curve": (-0.1, 0.3),
        "mouth_openness": (0.0, 0.3),
    },
    "gruff": {
        "eye_openness": (0.15, 0.45),
        "eye_tilt": (-0.5, -0.2),
        "brow": (0.6, 1.0),
        "nose": (0.4, 1.0),
        "mouth_curve": (-0.6, -0.1),
        "mouth_openness": (0.1, 0.4),
        "mouth_width": (0.4, 0.9),
    },
    "shy": {
        "eye_openness": (0.5, 0.9),
        "eye_size": (0.1, 0.4),
        "eye_spacing": (0.0, 0.4),
        "eye_tilt": (0.2, 0.5),
        "eye_height": (0.1, 0.5),
        "mouth_curve": (0.2, 0.6),
        "mouth_width": (0.0, 0.3),
        "mouth_openness": (0.1, 0.4),
        "nose": (-0.3, 0.3),
    },
    "singing": {
        "eye_openness": (0.0, 0.2),
        "eye_arc": (0.5, 1.0),
        "mouth_curve": (0.0, 0.4),
        "mouth_openness": (0.8, 1.0),
        "mouth_width": (0.1, 0.4),
    },
    "patient": {
        "eye_openness": (0.3, 0.6),
        "eye_tilt": (0.1, 0.35),
        "eye_spacing": (0.5, 1.0),
        "mouth_curve": (0.0, 0.4),
        "mouth_openness": (0.0, 0.25),
        "mouth_width": (0.6, 1.0),
    },
}

# fmt: off
ANYWHERE: Final[dict[str, Range]] = {
    "depth": (0.6, 0.9), "squareness": (0.0, 0.7), "facets": (0.1, 0.8), "lumps": (0.1, 0.8),
    "lean": (-0.35, 0.35), "taper": (-0.6, 0.6), "grain": (0.2, 0.6), "clast_size": (0.1, 0.6),
    "mottling": (0.1, 0.7), "strata_width": (0.2, 0.8), "vesicle_size": (0.1, 0.7),
    "polish": (0.0, 0.25), "stain": (0.0, 0.5), "wear": (0.3, 0.8), "lichen_gold": (0.0, 1.0),
    "face_strength": (0.8, 1.1), "eye_spacing": (0.1, 0.9), "eye_size": (0.25, 0.8),
    "eye_depth": (0.5, 1.0), "eye_height": (0.1, 0.8), "eye_tilt": (-0.1, 0.3),
    "eye_arc": (0.0, 0.7), "eye_stain": (0.0, 0.7), "brow": (0.1, 0.7), "nose": (0.15, 0.95),
    "nose_length": (0.1, 0.8), "nose_width": (0.1, 0.9), "mouth_width": (0.3, 0.8),
    "mouth_curve": (0.0, 0.6), "mouth_slope": (-0.3, 0.3), "mouth_depth": (0.4, 1.0),
    "mouth_height": (0.1, 0.7), "asymmetry": (0.3, 0.8), "light_side": (-1.0, -0.2),
    "stand_tone": (0.1, 0.9),
}
# fmt: on

CLASS_RANGES: Final[dict[Geology, dict[str, Range]]] = {
    "igneous": {
        "grain": (0.3, 0.8),
        "grain_size": (0.1, 0.6),
        "vesicles": (0.0, 0.2),
        "strata": (0.0, 0.05),
        "roughness": (0.1, 0.5),
    },
    "sedimentary": {
        "grain": (0.1, 0.4),
        "grain_size": (0.0, 0.2),
        "vesicles": (0.0, 0.15),
        "strata": (0.2, 0.7),
        "strata_fold": (0.0, 0.25),
        "strata_tilt": (-0.35, 0.35),
        "roughness": (0.05, 0.45),
    },
    "metamorphic": {
        "grain": (0.1, 0.4),
        "grain_size": (0.0, 0.4),
        "vesicles": (0.0, 0.05),
        "strata": (0.4, 0.9),
        "strata_fold": (0.2, 0.9),
        "strata_tilt": (-1.2, 1.2),
        "roughness": (0.05, 0.4),
    },
}

# Rare features: how often, and how strong when they are there.
SOMETIMES: Final[dict[str, tuple[float, Range]]] = {
    "veins": (0.22, (0.2, 0.7)),
    "cracks": (0.5, (0.1, 0.7)),
    "lichen": (0.25, (0.15, 0.5)),
    "eye_inclusion": (0.12, (-1.0, -0.8)),
    "mouth_seam": (0.08, (0.8, 1.0)),
}

# Colours as of a wet stone, a little: dry ones are told apart with difficulty when small.
VIVIDNESS: Final = 1.2

# How often a face has no nose at all: two eyes and a mouth are a face.
NO_NOSE: Final = 0.3

GROUND_SHARES: Final[dict[Ground, float]] = {
    "charcoal": 0.28,
    "paper": 0.24,
    "sand": 0.14,
    "slate": 0.14,
    "mist": 0.12,
    "clay": 0.08,
}


def linear_colour(hexadecimal: str) -> Triple:
    """Linear-light components of an sRGB colour such as "#8f4a35"."""
    encoded = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in encoded
    )
    return red, green, blue


def _colour(quantile: Quantile, layer: str, choices: tuple[str, ...]) -> Triple:
    """A place on the way through the choices, a little brighter or darker."""
    place = quantile(f"{layer} colour") * (len(choices) - 1)
    at = min(int(place), len(choices) - 2) if len(choices) > 1 else 0
    first, second = (
        linear_colour(choices[at]),
        linear_colour(choices[min(at + 1, len(choices) - 1)]),
    )
    brightness = float(np.exp(_normal(quantile(f"{layer} brightness"), 0, 0.16)))
    mixed = np.array(first) + (np.array(second) - np.array(first)) * (place - at)
    vivid = mixed.mean() + VIVIDNESS * (mixed - mixed.mean())
    red, green, blue = (round(float(part), 4) for part in np.clip(vivid * brightness, 0.01, 0.85))
    return red, green, blue


def _normal(quantile: float, mean: float, deviation: float) -> float:
    return NormalDist(mean, deviation).inv_cdf(min(max(quantile, 1e-4), 1 - 1e-4))


def choose_stone(seed: int, geology: Geology) -> Stone:
    """The kind of stone that `sample` takes for this seed when it is given none."""
    kinds = [stone for stone in STONES.values() if stone.geology == geology]
    return kinds[int(np.random.default_rng([seed, 7]).integers(len(kinds)))]


def choose_temperament(seed: int) -> str:
    """The temperament that `sample` takes for this seed when it is given none."""
    return str(np.random.default_rng([seed, 8]).choice(list(TEMPERAMENTS)))


def choose_ground(seed: int) -> Ground:
    """The ground that `sample` takes for this seed."""
    shares = [GROUND_SHARES[ground] for ground in GROUNDS]
    return GROUNDS[int(np.random.default_rng([seed, 10]).choice(len(GROUNDS), p=shares))]


def sample(
    seed: int, geology: Geology, *, stone: str | None = None, temperament: str | None = None
) -> RockParameters:
    """Draw one rock by chance. The same arguments give the same rock.

    Raises ValueError where the stone is of another geology, KeyError where there is no such
    stone or temperament.
    """
    kind = STONES[stone] if stone else choose_stone(seed, geology)
    if kind.geology != geology:
        raise ValueError(f"{kind.name} is {kind.geology}, not {geology}")

    def by_chance(name: str) -> float:
        # Each name has a chance of its own: a new parameter must not change the others.
        return float(np.random.default_rng([seed, 9, *name.encode()]).random())

    return compose(
        kind,
        temperament or choose_temperament(seed),
        by_chance,
        family=int(by_chance("family") * FAMILIES),
        ground=choose_ground(seed),
    )


def compose(
    kind: Stone, temperament: str, quantile: Quantile, *, family: int, ground: Ground
) -> RockParameters:
    """Make the rock of a kind and a temperament whose numbers lie at the given quantiles.

    Nearby quantiles give nearby rocks. Raises KeyError where there is no such temperament.
    """
    ranges = ANYWHERE | CLASS_RANGES[kind.geology] | kind.ranges | TEMPERAMENTS[temperament]
    allowed = {
        field.name: field.metadata["range"]
        for field in dataclasses.fields(RockParameters)
        if "range" in field.metadata and "triple" not in field.metadata
    }
    values: dict[str, Any] = {"igneous": 0.0, "sedimentary": 0.0, "metamorphic": 0.0}
    for name in allowed:
        if name in SOMETIMES and name not in kind.ranges:
            often, (low, high) = SOMETIMES[name]
            # The upper end of the quantile has it: it comes in as a rock nears that end.
            there = (quantile(name) - (1 - often)) / often
            values[name] = low + (high - low) * there if there > 0 else 0.0
        elif name in ranges:
            low, high = ranges[name]
            values[name] = low + (high - low) * quantile(name)
    values |= {
        kind.geology: 1.0,
        "elongation": float(np.clip(_normal(quantile("elongation"), 0.15, 0.45), -0.75, 0.9)),
        "roll": float(np.clip(_normal(quantile("roll"), 0, 0.09), -0.3, 0.3)),
        "turn": float(np.clip(_normal(quantile("turn"), 0, 0.25), -0.55, 0.55)),
    }
    if "nose" not in TEMPERAMENTS[temperament] and quantile("nose") < NO_NOSE:
        values["nose"] = 0.0
    if quantile("light from the right") < 0.3:
        values["light_side"] = -values["light_side"]
    x, y, z = (round(quantile(f"wander {axis}"), 4) for axis in "xyz")
    return RockParameters(
        **{name: round(float(np.clip(value, *allowed[name])), 4) for name, value in values.items()},
        body=_colour(quantile, "body", kind.bodies),
        accent=_colour(quantile, "accent", kind.accents),
        ground=ground,
        family=family,
        wander=(x, y, z),
    )
