"""Is this face good enough to be read: its size, its sharpness, its light.

Measured on what FaceNet will see, the crop of 160 x 160, not on the whole picture. The bounds were
chosen on pictures of one half of LFW's people that were spoilt by degrees: where their vectors
begin to tell the person no longer, and not where the eye does. ``python -m bench.quality`` shows
for the other half what they refuse and what they let through.

Pose is not among them: by roll, by the nose's place between the eyes or between eyes and mouth, the
turned faces of LFW are told as well as the straight ones, as far as MTCNN finds them at all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import Box
from rockmatch.vision.errors import FaceError

MIN_SHARPNESS = 0.1  # see Quality.sharpness
MIN_BRIGHTNESS = 10.0  # luma, 0 to 255, of a face; darker ones are seldom found
MIN_PICTURE_BRIGHTNESS = 20.0  # luma of a picture in which no face is found
MAX_GLARE = 0.65  # see Quality.glare
WHITE = 250  # luma
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
GRAIN = 2.0  # sigma in pixels of the crop; finer than this is noise
SPREAD = 9  # pixels of the crop; what a blur of this width takes away was sharp
FRAME = 24  # pixels around the face that are left out: background, hair


@dataclass(frozen=True)
class Quality:
    """How well a face can be read."""

    size: float
    """Longer side of the detector's box, pixels of the picture."""
    sharpness: float
    """Share of the differences between neighbours that a further blur takes away, 0 to 1."""
    brightness: float
    """Mean luma of the middle of the crop, 0 to 255."""
    glare: float
    """Share of the middle of the crop that is burnt out to white, 0 to 1."""


def measure_quality(crop: NDArray[np.uint8], box: Box) -> Quality:
    """Measure a crop (RGB, uint8, 160 x 160 x 3) and its box (left, top, width, height)."""
    luma = crop.astype(np.float32) @ LUMA
    face = luma[FRAME:-FRAME, FRAME:-FRAME]
    return Quality(
        size=float(max(box[2], box[3])),
        sharpness=sharpness(luma),
        brightness=float(face.mean()),
        glare=float((face >= WHITE).mean()),
    )


def sharpness(luma: NDArray[np.float32]) -> float:
    """Measure sharpness as F. Crete et al. (2007) do, by blurring again.

    A sharp picture loses most of the differences between its neighbouring pixels, a blurred one
    hardly any, whatever they amount to: contrast and light do not matter. Noise and the edges of
    JPEG's blocks would count as sharp, so the finest grain is taken away first. Of the two
    directions the worse one counts, for a shaking hand blurs in one.

    Args:
        luma: 0 to 255, height x width of a crop.

    Returns:
        0 to 1, mostly 0.2 to 0.27; 0 for a uniform picture.
    """
    import cv2  # here, because the web process knows this module by its types

    smooth = cv2.GaussianBlur(luma, (0, 0), GRAIN)
    shares = []
    for axis, kernel in ((0, (1, SPREAD)), (1, (SPREAD, 1))):
        before, after = (
            np.abs(np.diff(values, axis=axis))[FRAME:-FRAME, FRAME:-FRAME]
            for values in (smooth, cv2.blur(smooth, kernel))
        )
        lost = np.maximum(before - after, 0).sum()
        shares.append(float(lost / max(float(before.sum()), 1.0)))
    return min(shares)


def require_quality(quality: Quality) -> None:
    """Refuse a face that FaceNet would misread.

    Raises:
        FaceError: ``too_dark`` or ``too_blurred`` (a dark picture is first of all dark), or
            ``no_face`` for one that the light has burnt out.
    """
    if quality.brightness < MIN_BRIGHTNESS:
        raise FaceError("too_dark", f"brightness {quality.brightness:.0f}")
    if quality.glare > MAX_GLARE:
        raise FaceError("no_face", f"glare {quality.glare:.0%}")
    if quality.sharpness < MIN_SHARPNESS:
        raise FaceError("too_blurred", f"sharpness {quality.sharpness:.3f}")


def require_light(picture: NDArray[np.uint8]) -> None:
    """Refuse a picture (RGB, uint8, height x width x 3) too dark for a face to be found in it.

    Raises:
        FaceError: ``too_dark``.
    """
    brightness = float(picture.reshape(-1, 3).mean(axis=0) @ LUMA)
    if brightness < MIN_PICTURE_BRIGHTNESS:
        raise FaceError("too_dark", f"picture, brightness {brightness:.0f}")
