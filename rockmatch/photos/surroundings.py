"""What the picture around a head says of light, colour, sharpness and grain.

Only pixels that stay are asked: nothing that is told here follows from a face.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.photos.filling import Picture, window
from rockmatch.photos.heads import Head

RING: Final = 1.7  # how far around a head is looked, in its half axes
LEAST_PIXELS: Final = 24
SECTORS: Final = 6
LARGEST: Final = 512  # pixels; a larger ring is looked at in this size, but for its sharpness
BRIGHT: Final = 95  # percentile
FINE_NOISE, MIDDLE_NOISE = 0.79, 0.24  # how much of white noise the two bands of detail hold
WHITEST: Final = 0.03  # share of a picture's pixels that tells the colour of its light
CAST: Final = (0.72, 1.3)  # within which a colour of the light is believed
CLEAR: Final = 2.0  # of 255: strength of detail from which a place tells how sharp it is


@dataclass(frozen=True)
class Surroundings:
    """The picture around one head."""

    lab_mean: NDArray[np.float64]
    """L 0 to 100, a, b."""
    lab_spread: NDArray[np.float64]
    brightest: float
    """L of what is bright here: nothing that stands here would be much brighter."""
    light_from: float
    """How much brighter the right is than the left, as a share of both: -1 to 1."""
    blur: float
    """Deviation in pixels of the blur that a sharp thing would have here; 0 if it is sharp."""
    grain: float
    """Deviation of the noise in brightness, of 255."""


def look_around(picture: Picture, stays: NDArray[np.bool_], head: Head) -> Surroundings | None:
    """Look at the ring around a head.

    Args:
        picture: RGB, uint8.
        stays: pixels that may be asked, height x width.
        head: around which.

    Returns:
        None where there is too little of a ring to say anything.
    """
    rows, columns = window(head, picture.shape, RING)
    part, ring = picture[rows, columns], stays[rows, columns]
    if ring.sum() < LEAST_PIXELS:
        return None
    step = max(1, round(max(part.shape[:2]) / LARGEST))
    small, asked = part[::step, ::step], ring[::step, ::step]
    if asked.sum() < LEAST_PIXELS:
        small, asked, step = part, ring, 1
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[asked].astype(float)
    x = np.broadcast_to(np.arange(small.shape[1]) * step + columns.start, asked.shape)[asked]
    blur, grain = _sharpness(part, ring, head, (rows.start, columns.start))
    return Surroundings(
        lab.mean(0),
        lab.std(0),
        float(np.percentile(lab[:, 0], BRIGHT)),
        _side(lab[:, 0], x - head.x),
        blur,
        grain,
    )


def _side(lightness: NDArray[np.float64], x: NDArray[np.floating]) -> float:
    left, right = lightness[x < 0], lightness[x >= 0]
    if not len(left) or not len(right):
        return 0.0
    one, other = float(left.mean()), float(right.mean())
    return (other - one) / max(one + other, 1.0)


def _sharpness(
    part: Picture, ring: NDArray[np.bool_], head: Head, corner: tuple[int, int]
) -> tuple[float, float]:
    """Blur of the sector around the head with the most detail, and grain of the calmest one."""
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32)
    reach = 7  # what is nearer to a hole than the filters reach is not asked
    solid = cv2.erode(ring.astype(np.uint8), np.ones((reach, reach)), borderValue=1) > 0
    if solid.sum() < LEAST_PIXELS:
        return 0.0, 0.0
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 0.8)
    middle = cv2.GaussianBlur(grey, (0, 0), 0.8) - cv2.GaussianBlur(grey, (0, 0), 1.6)
    y, x = np.nonzero(solid)
    angle = np.arctan2(y + corner[0] - head.y, x + corner[1] - head.x)
    sector = ((angle + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    blurs, grains = [], []
    for number in range(SECTORS):
        here = sector == number
        if here.sum() < LEAST_PIXELS:
            continue
        small, large = fine[y[here], x[here]], middle[y[here], x[here]]
        noise = 1.4826 * float(np.median(np.abs(small))) / FINE_NOISE
        grains.append(noise)
        detail = max(float(large.var()) - (MIDDLE_NOISE * noise) ** 2, 0.0)
        finest = max(float(small.var()) - (FINE_NOISE * noise) ** 2, 0.0)
        if detail > CLEAR**2:
            blurs.append((detail, float(np.clip(1.6 - 1.6 * np.sqrt(finest / detail), 0, 2.0))))
    return max(blurs, default=(0.0, 0.0))[1], min(min(grains, default=0.0), 12.0)


def colour_of_light(picture: Picture, stays: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What colour white things have in a picture: three gains around 1.

    That of the brightest pixels that are not burnt out (the "white patch" of Land's retinex, 1977),
    held to what lamps and evenings do.
    """
    step = max(1, round(max(picture.shape[:2]) / LARGEST))
    pixels = picture[::step, ::step][stays[::step, ::step]].astype(float)
    pixels = pixels[pixels.max(1) < 253]
    if len(pixels) < LEAST_PIXELS:
        return np.ones(3)
    light = pixels.mean(1)
    white = pixels[light >= np.quantile(light, 1 - WHITEST)].mean(0)
    return np.asarray(np.clip(white / max(white.mean(), 1.0), *CAST))
