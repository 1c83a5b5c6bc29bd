"""A rock changed a little until no detector takes it for a face.

Tried on quick previews: to a detector a portrait of 384 pixels is much like one of 1024, and it
costs a fifth. (One of 192 is cheaper still, and half of what passes then is seen at 512.)
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from PIL import Image

from rockmatch.portraits.parameters import RockParameters

type Renderer = Callable[[RockParameters], Image.Image]
type Screen = Callable[[list[Image.Image]], dict[str, Any]]

TRIES: Final = 10
PICKY: Final = 3  # tries in which even the detectors that bar nothing should see none
STEP: Final = 0.137  # of the noise's period: far enough that no speck stays where it was
FAINTER: Final = 0.022  # of the face's strength, at each try
CALMER: Final = 0.03  # of the texture's strength, at each try
TEXTURE: Final = ("grain", "clasts", "vesicles", "roughness", "cracks")
FIRST, GROWTH = 0.7, 0.11  # of the deviations below: each try goes further
MARGIN: Final = 0.1  # of a detector's score, since the preview is not the portrait
SIZES: Final = (384, 192, 96)  # pixels
# How far the numbers move, as standard deviations: the face in the stone, and its outline a little.
DEVIATIONS: Final = {
    "roll": 0.12,
    "turn": 0.22,
    "eye_spacing": 0.2,
    "eye_height": 0.2,
    "eye_tilt": 0.15,
    "mouth_width": 0.15,
    "mouth_height": 0.2,
    "mouth_slope": 0.3,
    "elongation": 0.15,
    "squareness": 0.12,
    "taper": 0.18,
    "lean": 0.1,
}


def mended(parameters: RockParameters, attempt: int) -> RockParameters:
    """Move the rock's noise and its face a little; attempt 0 changes nothing.

    The same arguments give the same rock.
    """
    if not attempt:
        return parameters
    random = np.random.default_rng([attempt, *(round(1e4 * at) for at in parameters.wander)])
    ranges = {field.name: field.metadata.get("range") for field in dataclasses.fields(parameters)}
    moved: dict[str, Any] = {}
    for name, deviation in DEVIATIONS.items():
        at = random.normal(getattr(parameters, name), (FIRST + GROWTH * attempt) * deviation)
        low, high = ranges[name] or (at, at)
        moved[name] = round(float(np.clip(at, low, high)), 4)
    for name in TEXTURE:
        at = getattr(parameters, name) * (1 - CALMER * attempt)
        moved[name] = round(float(np.clip(at, *(ranges[name] or (at, at)))), 4)
    x, y, z = parameters.wander
    return dataclasses.replace(
        parameters,
        **moved,
        wander=(_shifted(x, attempt), _shifted(y, -attempt), _shifted(z, 2 * attempt)),
        face_strength=round(parameters.face_strength * (1 - FAINTER * attempt), 4),
    )


def _shifted(place: float, steps: int) -> float:
    return round((place + steps * STEP) % 1, 4)


def calmest_first(
    planned: RockParameters, preview: Renderer, screen: Screen
) -> Iterator[RockParameters]:
    """Try the rock as planned, then changed versions of it.

    Yields at once each in whose preview no detector sees anything like a face (after some tries:
    none of those that bar); at the end the others, the calmest first.

    Args:
        planned: the rock as it should be.
        preview: parameters to a picture, in whatever quality.
        screen: the gate.
    """
    restless: list[tuple[tuple[int, int, float], int, RockParameters]] = []
    for attempt in range(TRIES):
        candidate = mended(planned, attempt)
        picture = preview(candidate)
        unrest = _unrest(screen([picture.resize((side, side)) for side in SIZES]))
        near, others, _ = unrest
        if not near and (not others or attempt >= PICKY):
            yield candidate
        else:
            restless.append((unrest, attempt, candidate))
    for _, _, candidate in sorted(restless, key=lambda one: one[:2]):
        yield candidate


def _unrest(verdict: dict[str, Any]) -> tuple[int, int, float]:
    """How many barring detectors come near a face, how many others see one, and how surely."""
    near, others, surest = 0, 0, 0.0
    for one in verdict.get("verdicts", []):
        score = one["highest_score"]
        if one["bars"]:
            near += bool(one["faces"]) or (score is not None and score > one["threshold"] - MARGIN)
        else:
            others += bool(one["faces"])
            surest += score or 0.0
    return near, others, surest
