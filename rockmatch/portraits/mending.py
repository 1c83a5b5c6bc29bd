"""A rock changed a little until no detector takes it for a face.

People see a face in two hollows and a crack, whichever way it leans and however far apart they
are; detectors look for our proportions. So with each try the face leans more, its eyes draw apart
and its nose fades. Tried on previews: one of 192 pixels costs a fifteenth of a portrait, but half
of what passes then is seen at 512; so what passes is looked at once more in 384.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from PIL import Image

from rockmatch.portraits.parameters import RockParameters

type Renderer = Callable[[RockParameters], Image.Image]
type Screen = Callable[[list[Image.Image]], dict[str, Any]]

TRIES: Final = 9
PICKY: Final = 3  # tries in which even the detectors that bar nothing should see none
STEP: Final = 0.137  # of the noise's period: far enough that no speck stays where it was
FAINTER: Final = 0.02  # of the face's strength, at each try
CALMER: Final = 0.03  # of the texture's strength, at each try
TEXTURE: Final = ("grain", "clasts", "vesicles", "roughness", "cracks")
LEANING: Final = 0.03  # radians of roll, at each try
APART: Final = 0.05  # of the range of the eyes' spacing, at each try
NOSELESS: Final = 0.1  # of the nose's height, at each try
MARGIN: Final = 0.06  # of a detector's score, since the preview is not the portrait
SMALLEST: Final = 96  # pixels; the smallest size that is shown
# Of a sketch and of a preview, as `render_portrait` takes it: pixels, rays, vertices along a side.
PREVIEWS: Final[tuple[dict[str, Any], ...]] = (
    {"size": 192, "samples": 4, "resolution": 230},
    {"size": 384, "samples": 4, "resolution": 380},
)
# How far the numbers move by chance, as standard deviations: the face in the stone, and its outline
# a little.
DEVIATIONS: Final = {
    "roll": 0.08,
    "turn": 0.2,
    "eye_spacing": 0.15,
    "eye_height": 0.2,
    "eye_tilt": 0.15,
    "nose": 0.1,
    "mouth_width": 0.2,
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
    aims = {name: getattr(parameters, name) for name in (*DEVIATIONS, *TEXTURE)}
    aims["roll"] += LEANING * attempt * (1 if parameters.roll > 0 else -1)
    aims["eye_spacing"] += APART * attempt
    aims["nose"] *= max(0, 1 - NOSELESS * attempt)
    for name in TEXTURE:
        aims[name] *= max(0, 1 - CALMER * attempt)
    moved: dict[str, Any] = {}
    for name, aim in aims.items():
        low, high = ranges[name] or (aim, aim)
        drawn = random.normal(aim, DEVIATIONS.get(name, 0.0))
        moved[name] = round(float(np.clip(drawn, low, high)), 4)
    x, y, z = parameters.wander
    return dataclasses.replace(
        parameters,
        **moved,
        wander=(_shifted(x, attempt), _shifted(y, -attempt), _shifted(z, 2 * attempt)),
        face_strength=round(parameters.face_strength * max(0, 1 - FAINTER * attempt), 4),
    )


def _shifted(place: float, steps: int) -> float:
    return round((place + steps * STEP) % 1, 4)


def calmest_first(
    planned: RockParameters, previews: Sequence[Renderer], screen: Screen, first: int = 0
) -> Iterator[RockParameters]:
    """Try the rock as planned, then changed versions of it.

    Yields at once each in whose previews no detector sees anything like a face (after some tries:
    none of those that bar); at the end the calmest of the others.

    Args:
        planned: the rock as it should be.
        previews: parameters to a picture, the quickest first.
        screen: the gate.
        first: the changed version to begin with; the gate may have refused those before it.
    """
    restless: list[tuple[tuple[int, int, float], int, RockParameters]] = []
    for attempt in range(first, first + TRIES):
        candidate = mended(planned, attempt)
        for preview in previews:
            picture = preview(candidate)
            small = picture.resize((SMALLEST, SMALLEST))
            unrest = _unrest(screen([picture, small]))
            near, others, _ = unrest
            if near or (others and attempt < first + PICKY):
                restless.append((unrest, attempt, candidate))
                break
        else:
            yield candidate
    if restless:
        yield min(restless, key=lambda one: one[:2])[2]


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
