"""Does a picture show a stone, and nobody? Then who sent it is a rock already.

To FaceNet all stones are nearly one face. Along one direction of face space, fitted by
``python manage.py learn_stones`` to the portraits of our own museum on one side and to people, and
what stands behind them, on the other, a picture lies beyond a bound or it does not. It is asked
only where no face is sure, and of people whom no detector finds (turned, blurred, half covered)
practically none lies there: ``python -m bench.stones``.
"""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import crop_face
from rockmatch.vision.facenet import FaceNet, unit_length

FILE = Path(__file__).with_name("stones.json")
# Below the bound by so much, a picture shows no single stone. Of 322 photographs of a sample of
# rockstar-ai's stones the three of shelves lie there, at 0.27 and more, and no stone does (the next
# is at 0.165); of 200 pictures of people (LFW) all do.
FAR = 0.2
VIEWS = (0.45, 0.7, 1.0)  # of the shorter side: squares about the middle


class Boundary(NamedTuple):
    """Where stones begin."""

    direction: NDArray[np.float32]
    """128, unit length."""
    bound: float
    """Stones lie further along the direction than this."""


@cache
def boundary() -> Boundary:
    """Read the fitted boundary."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return Boundary(np.array(content["direction"], np.float32), float(content["bound"]))


def is_stone(vector: NDArray[np.float32]) -> bool:
    """Tell whether a vector (128, unit length) lies among the stones."""
    direction, bound = boundary()
    return float(vector @ direction) > bound


def is_far_from_stones(vector: NDArray[np.float32]) -> bool:
    """Tell whether a vector (128, unit length) lies where no photograph of a stone does."""
    direction, bound = boundary()
    return float(vector @ direction) < bound - FAR


def views_of_middle(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cut three squares out of the middle of a picture of any size: 3 x 160 x 160 x 3."""
    height, width = picture.shape[:2]
    crops = []
    for share in VIEWS:
        side = max(1.0, share * min(height, width))
        box = ((width - side) / 2, (height - side) / 2, side, side)
        crops.append(crop_face(picture, box, margin=0))
    return np.stack(crops)


def vector_of_middle(picture: NDArray[np.uint8], facenet: FaceNet) -> NDArray[np.float32]:
    """Embed the middle of a picture: the mean of its views, 128 numbers, unit length."""
    return unit_length(facenet.embed(views_of_middle(picture)).mean(axis=0))
