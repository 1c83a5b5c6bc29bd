"""Machines look at pictures. No Django in here: it is done in other processes too."""

import io
from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.detectors import installed
from rockmatch.vision.detectors.base import Detector, faces_and_best_guess
from rockmatch.vision.look import Look, look_with

PLACES, SCORES = 10**3, 10**4  # parts that places and scores are told in


class Shown(NamedTuple):
    """A picture's file, and the names of those who are to look at it."""

    picture: bytes
    observers: tuple[str, ...]


def observers() -> list[Detector]:
    """All machines that can look here, loaded once in a process; in their order."""
    return installed()


def looks_at(shown: Shown | None) -> list[Look] | None:
    """What observers say of a picture; None if it is none. Another process can be asked this."""
    if shown is None:
        return None
    try:
        with Image.open(io.BytesIO(shown.picture)) as image:
            picture = np.asarray(image.convert("RGB"))
    except (OSError, Image.DecompressionBombError):
        return None
    return [look_at(one, picture) for one in observers() if one.name in shown.observers]


def look_at(detector: Detector, picture: NDArray[np.uint8]) -> Look:
    """Let a detector look at a picture (RGB, uint8, height x width x 3), as it stands."""
    height, width = picture.shape[:2]
    found = detector.faces(picture)
    kept = len(faces_and_best_guess(found[:, 4], detector.threshold))
    shares = found[:kept] / [width, height, width, height, 1]
    boxes = [
        [*(round(place * PLACES) / PLACES for place in row[:4]), _down(row[4])] for row in shares
    ]
    return look_with(detector.name, detector.version, detector.threshold, boxes)


def _down(score: float) -> float:
    """Rounded down, so that what is below a threshold stays there."""
    return floor(score * SCORES) / SCORES
