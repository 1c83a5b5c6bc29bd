"""Is this face good enough to be read: its size, its sharpness, its light.

Measured on what FaceNet will see, the crop of 160 x 160, not on the whole picture.

The bounds were chosen on 600 pictures of LFW, of which they refuse none: sharpness there is 0.065
or more (median 0.17), brightness 55 or more (median 135). How the crops fare when they are spoilt,
as the mean cosine to the vector of the unspoilt crop, and the share of same-person pairs still
told at a false accept rate of 0.001 (0.973 unspoilt):

    blur, sigma 2 pixels of the crop    0.93   0.953    sharpness 0.050
    blur, sigma 3                       0.81   0.870    sharpness 0.033: refused
    blur, sigma 4                       0.64   0.593    sharpness 0.027: refused
    light at 18 %                       0.98   0.967    brightness 24
    light at 12 %                       0.95   0.953    brightness 16: refused
    light at 5 %                        0.81   0.853    brightness 6: refused

The bound on light is where detection begins to fail; it is far below any skin in a lit room.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import Box
from rockmatch.vision.errors import FaceError

MIN_SHARPNESS = 0.04  # see Quality.sharpness
MIN_BRIGHTNESS = 20.0  # luma, 0 to 255
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


@dataclass(frozen=True)
class Quality:
    """How well a face can be read."""

    size: float
    """Longer side of the detector's box, pixels of the picture."""
    sharpness: float
    """Deviation of the Laplacian of the luma divided by the luma's own deviation."""
    brightness: float
    """Mean luma of the middle of the crop, 0 to 255."""


def measure_quality(crop: NDArray[np.uint8], box: Box) -> Quality:
    """Measure a crop (RGB, uint8, 160 x 160 x 3) and its box (left, top, width, height)."""
    luma = crop.astype(np.float32) @ LUMA
    quarter = luma.shape[0] // 4
    face = luma[quarter:-quarter, quarter:-quarter]  # skin, without background and hair
    laplacian = (
        luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:] - 4 * luma[1:-1, 1:-1]
    )
    return Quality(
        size=float(max(box[2], box[3])),
        sharpness=float(laplacian.std() / max(float(luma.std()), 1.0)),
        brightness=float(face.mean()),
    )


def require_quality(quality: Quality) -> None:
    """Refuse a face that FaceNet would misread.

    Raises:
        FaceError: ``too_dark`` or ``too_blurred`` (a dark picture is first of all dark).
    """
    if quality.brightness < MIN_BRIGHTNESS:
        raise FaceError("too_dark", f"brightness {quality.brightness:.0f}")
    if quality.sharpness < MIN_SHARPNESS:
        raise FaceError("too_blurred", f"sharpness {quality.sharpness:.3f}")


def require_light(picture: NDArray[np.uint8]) -> None:
    """Refuse a picture (RGB, uint8, height x width x 3) too dark for a face to be found in it.

    Raises:
        FaceError: ``too_dark``.
    """
    brightness = float(picture.reshape(-1, 3).mean(axis=0) @ LUMA)
    if brightness < MIN_BRIGHTNESS:
        raise FaceError("too_dark", f"picture, brightness {brightness:.0f}")
