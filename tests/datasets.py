"""A detector and a network to which a plain colour is a face, for datasets without people."""

import numpy as np

from rockmatch.vision.alignment import TEMPLATE
from rockmatch.vision.detection import Detection
from rockmatch.vision.facenet import unit_length

NOBODY, ONE, TWO = (20, 90, 90), (70, 90, 90), (120, 90, 90)
"""Colours of pictures in which the toy finds as many faces."""


class ToyDetector:
    """Finds a face for every 50 of red: the first in the middle, the others smaller."""

    def __init__(self):
        self.seen = 0

    def detect_many(self, pictures):
        self.seen += len(pictures)
        return [self._detect(picture) for picture in pictures]

    def _detect(self, picture):
        height, width = picture.shape[:2]
        return [
            Detection(
                (width / 4, height / 4, width / (2 + place), height / (2 + place)),
                0.9,
                (TEMPLATE * [width / 320, height / 320] + [width / 4, height / 4]).astype(
                    np.float32
                ),
            )
            for place in range(round(float(picture[..., 0].mean())) // 50)
        ]


class ToyFaceNet:
    """The mean colour of a crop, as a unit vector of 128 numbers."""

    def __init__(self):
        self.seen = 0

    def embed(self, crops):
        self.seen += len(crops)
        vectors = np.zeros((len(crops), 128), np.float32)
        vectors[:, :3] = crops.mean(axis=(1, 2))
        return unit_length(vectors)
