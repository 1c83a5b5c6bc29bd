"""A face that was read, and which of several faces in a picture is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import Box
from rockmatch.vision.detection import Detection
from rockmatch.vision.errors import FaceError
from rockmatch.vision.quality import Quality

# MTCNN's confidence. At 0.98 it refuses 2.6 % of LFW and 13 % of 133 portraits from the web, at
# 0.95 it refuses 0.4 % and 4 %. Of 322 stones none passes either; what little passes elsewhere is
# patches of texture, which the next bound refuses.
MIN_SCORE = 0.95
MIN_SHARE = 0.12  # of the picture's long side; a smaller face is seldom the selfie's
# Pixels. With 80 the mean cosine to the vector of the full picture is 0.99, with 55 it is 0.98,
# with 35 it is 0.93 (`python -m bench.quality`).
MIN_SIZE = 40.0
DOMINANCE = 0.4  # a runner-up above this share of the first one's prominence is a second face
SAME_FACE = 0.6  # overlap, as a share of the smaller box


@dataclass(frozen=True, eq=False)
class Face:
    """One face read from a picture: a value, never stored.

    Its ``repr`` shows nothing from which the person could be recognised.
    """

    box: Box
    """Left, top, width, height, pixels of the picture."""
    landmarks: NDArray[np.float32] = field(repr=False)
    """Float32, 5 x 2 (x, y), pixels of the picture: eyes, nose, corners of the mouth."""
    crop: NDArray[np.uint8] = field(repr=False)
    """RGB, uint8, 160 x 160 x 3."""
    quality: Quality
    embedding: NDArray[np.float32] = field(repr=False)
    """Float32, 128 numbers, unit length."""


def choose_face(detections: Sequence[Detection], picture_size: tuple[int, int]) -> Detection:
    """Choose the face that a selfie is about: the largest and most central, if it dominates.

    Args:
        detections: what the detector found, in any order.
        picture_size: width and height in pixels, as in Pillow.

    Raises:
        FaceError: ``no_face``, ``several_faces`` or ``face_too_small``.
    """
    sure = [detection for detection in detections if detection.score >= MIN_SCORE]
    if not sure:
        raise FaceError("no_face", f"{len(detections)} unsure")
    ranked = sorted(sure, key=lambda found: prominence(found.box, picture_size), reverse=True)
    first = ranked[0]
    rivals = [found for found in ranked[1:] if overlap(first.box, found.box) < SAME_FACE]
    limit = DOMINANCE * prominence(first.box, picture_size)
    if any(prominence(rival.box, picture_size) > limit for rival in rivals):
        raise FaceError("several_faces", f"{1 + len(rivals)} faces")
    size = max(first.box[2], first.box[3])
    if size < max(MIN_SIZE, MIN_SHARE * max(picture_size)):
        raise FaceError("face_too_small", f"{size:.0f} pixels")
    return first


def prominence(box: Box, picture_size: tuple[int, int]) -> float:
    """Area of a box in square pixels, down to a half of it in the picture's corners."""
    left, top, width, height = box
    half_width, half_height = picture_size[0] / 2, picture_size[1] / 2
    offset = np.hypot(left + width / 2 - half_width, top + height / 2 - half_height)
    return float(width * height * (1 - 0.5 * min(1.0, offset / np.hypot(half_width, half_height))))


def overlap(one: Box, other: Box) -> float:
    """Shared area of two boxes as a share of the smaller one, 0 to 1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    shared = max(width, 0.0) * max(height, 0.0)
    return min(1.0, shared / smaller) if smaller > 0 else 0.0
