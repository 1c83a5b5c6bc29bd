"""From three taps, or three landmarks, to the box of a face: one convention for all who look.

People tap eyes and mouth, our rocks know where theirs are, detectors give boxes. To hold them
against each other a box is laid around three points in the proportions of a face that a detector
would draw: eyes at 35 % of its height and at a quarter and three quarters of its width, the mouth
at 80 %.
"""

from collections.abc import Sequence
from math import atan2, hypot

type Point = Sequence[float]
type Box = tuple[float, float, float, float]

EYES_AT, MOUTH_AT, EYES_APART = 0.35, 0.80, 0.5
SLIMMEST, BROADEST = 0.62, 1.25  # width by height: rocks have their eyes wherever they like


def face_box(left_eye: Point, right_eye: Point, mouth: Point) -> Box:
    """Lay an upright box around eyes and mouth, each (x, y), y downwards.

    Returns:
        x and y of the upper left corner, width, height, in the units of the points.
    """
    middle = (left_eye[0] + right_eye[0]) / 2, (left_eye[1] + right_eye[1]) / 2
    apart = hypot(right_eye[0] - left_eye[0], right_eye[1] - left_eye[1])
    down = hypot(mouth[0] - middle[0], mouth[1] - middle[1])
    width, height = apart / EYES_APART, down / (MOUTH_AT - EYES_AT)
    width = max(width, SLIMMEST * height)
    height = max(height, width / BROADEST)
    # From the eyes to the middle of the box, along the face's own axis.
    along = (0.5 - EYES_AT) * height
    x, y = middle
    if down:
        x += along * (mouth[0] - middle[0]) / down
        y += along * (mouth[1] - middle[1]) / down
    return x - width / 2, y - height / 2, width, height


def roll(left_eye: Point, right_eye: Point) -> float:
    """How far the line of the eyes leans, in radians: above 0 if the right one is lower."""
    return atan2(right_eye[1] - left_eye[1], right_eye[0] - left_eye[0])
