"""A rock of somebody's own: drawn around the numbers of another one, by chance and by taste."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from rockmatch.portraits.likeness import lab
from rockmatch.portraits.parameters import GEOLOGIES, Geology, RockParameters, Triple
from rockmatch.portraits.sampling import (
    SOMETIMES,
    TEMPERAMENTS,
    linear_colour,
    sample,
)
from rockmatch.portraits.stones import STONES, Stone

type Tastes = Mapping[Geology, float] | Triple
type Mood = str | tuple[str, str, float]

_CLASSES: Final = frozenset(GEOLOGIES)
_MATTER: Final = frozenset(  # what makes a stone this kind of stone
    {
        *("depth", "squareness", "facets", "lumps", "grain", "grain_size", "clasts", "clast_size"),
        *("mottling", "strata", "strata_tilt", "strata_fold", "strata_width", "vesicles"),
        *("vesicle_size", "roughness", "polish", "stain", "wear"),
    }
)
_SCATTER: Final = 0.03  # standard deviation of pure chance, in shares of a number's range
_KIN: Final = 12.0  # units of L*a*b* within which two colours are of one family


def vary(
    parameters: RockParameters,
    *,
    seed: int,
    geology: Tastes,
    mood: Mood,
    change: float,
    stone: str | None = None,
) -> RockParameters:
    """Draw a rock around another one. The same arguments give the same rock.

    Args:
        parameters: The rock to draw around.
        seed: Chance, 0 or more.
        geology: How much igneous, sedimentary and metamorphic rock is liked, each 0 to 1; all 0
            is no preference.
        mood: One of `TEMPERAMENTS`, or two and the share of the second, 0 to 1.
        change: From 0, a cousin, to 1, a stranger.
        stone: The kind of stone that `parameters` are; without it, the nearest by colour.

    Raises:
        KeyError: There is no such temperament or kind of stone.
        ValueError: A taste, a share, the change or the seed is out of its range.
    """
    change = _share("change", change)
    first, second, lean = _blend(mood)
    kind = choose_kind(parameters, seed=seed, geology=geology, change=change, stone=stone)
    own_kind = kind.name == (stone or nearest_kind(parameters).name)
    # One stone for both, so that two moods differ in nothing but the mood.
    calm = sample(seed, kind.geology, stone=kind.name, temperament=first)
    other = sample(seed, kind.geology, stone=kind.name, temperament=second)
    face = TEMPERAMENTS[first].keys() | TEMPERAMENTS[second].keys()
    random = np.random.default_rng([seed, 11])
    # A stone of another kind has to be told as one; a cousin of one's own need not be.
    matter = change if own_kind else 0.65 + 0.35 * change
    values: dict[str, Any] = {}
    for field in dataclasses.fields(RockParameters):
        own = getattr(parameters, field.name)
        drawn, moved = random.random(), float(random.normal())
        if "range" not in field.metadata or field.name == "wander":
            values[field.name] = getattr(calm, field.name) if drawn < change else own
        elif field.metadata.get("triple"):
            values[field.name] = _mixed_colour(own, getattr(calm, field.name), matter, drawn)
        else:
            wished = getattr(calm, field.name)
            if field.name in face:
                wished += (getattr(other, field.name) - wished) * lean
            pull = _pull(field.name, face, change=change, matter=matter, drawn=drawn)
            low, high = field.metadata["range"]
            value = own + (wished - own) * pull
            if field.name not in _CLASSES and field.name not in SOMETIMES:
                value += (high - low) * _SCATTER * (0.3 + change) * moved
            values[field.name] = round(float(np.clip(value, low, high)), 4)
    return RockParameters(**values)


def leading_mood(mood: Mood) -> str:
    """The temperament that has the larger share."""
    first, second, lean = _blend(mood)
    return second if lean > 0.5 else first


def choose_kind(
    parameters: RockParameters,
    *,
    seed: int,
    geology: Tastes,
    change: float,
    stone: str | None = None,
) -> Stone:
    """The kind of stone that `vary` takes for the same arguments.

    The class is drawn by the tastes. A cousin stays the stone that it is if that is of the class;
    else the kinds whose colours are near are the likelier, the less change is wished.
    """
    own = STONES[stone] if stone else nearest_kind(parameters)
    random = np.random.default_rng([seed, 12])
    tastes = _tastes(geology) or dict(zip(GEOLOGIES, parameters.class_weights, strict=True))
    total = sum(tastes.values())
    wished = str(random.choice(GEOLOGIES, p=[tastes[name] / total for name in GEOLOGIES]))
    stays = random.random() >= change
    if own.geology == wished and stays:
        return own
    kinds = [kind for kind in STONES.values() if kind.geology == wished]
    distances = np.array([_colour_distance(parameters, kind) for kind in kinds])
    likely = np.exp(-(distances - distances.min()) / (_KIN * (0.25 + 4 * change)))
    return kinds[int(random.choice(len(kinds), p=likely / likely.sum()))]


def nearest_kind(parameters: RockParameters) -> Stone:
    """The kind of stone of the rock's leading class whose colours are nearest to the rock's."""
    leading = GEOLOGIES[int(np.argmax(parameters.class_weights))]
    kinds = [kind for kind in STONES.values() if kind.geology == leading]
    return min(kinds, key=lambda kind: _colour_distance(parameters, kind))


def _colour_distance(parameters: RockParameters, kind: Stone) -> float:
    """Between the rock's body and the nearest body of the kind, in units of L*a*b*."""
    own = lab(parameters.body)
    return min(float(np.linalg.norm(own - lab(linear_colour(body)))) for body in kind.bodies)


def _pull(name: str, face: set[str], *, change: float, matter: float, drawn: float) -> float:
    """How far a number goes from the own one to the wished one, 0 to 1."""
    if name in face:
        return 0.7 + 0.3 * change
    if name in SOMETIMES:  # there or not: half a knot in the place of an eye is nothing
        return 1.0 if drawn < change else 0.0
    return matter if name in _MATTER or name in _CLASSES else change


def _mixed_colour(own: Triple, wished: Triple, pull: float, drawn: float) -> Triple:
    """Between two linear colours, a little lighter or darker by chance."""
    light = 1 + 0.08 * (2 * drawn - 1)
    red, green, blue = (
        round(float(np.clip((a + (b - a) * pull) * light, 0.01, 0.85)), 4)
        for a, b in zip(own, wished, strict=True)
    )
    return red, green, blue


def _tastes(geology: Tastes) -> dict[Geology, float] | None:
    """The three tastes by name; None if there is no preference."""
    if isinstance(geology, Mapping):
        if unknown := geology.keys() - _CLASSES:
            raise ValueError(f"geology: {', '.join(sorted(unknown))} is no class of rock")
        tastes = {name: geology.get(name, 0.0) for name in GEOLOGIES}
    else:
        tastes = dict(zip(GEOLOGIES, geology, strict=True))
    checked = {name: _share(name, taste) for name, taste in tastes.items()}
    return checked if sum(checked.values()) > 0 else None


def _blend(mood: Mood) -> tuple[str, str, float]:
    """Two temperaments and the share of the second."""
    first, second, lean = (mood, mood, 0.0) if isinstance(mood, str) else mood
    for name in (first, second):
        if name not in TEMPERAMENTS:
            raise KeyError(name)
    return first, second, _share("mood", lean)


def _share(name: str, value: float) -> float:
    if not 0 <= value <= 1:  # NaN is refused as well
        raise ValueError(f"{name}: {value!r} is not within 0 to 1")
    return float(value)
