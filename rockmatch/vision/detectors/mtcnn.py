"""MTCNN with the weights of the ``mtcnn`` package, executed as the worker does for selfies."""

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import CURIOSITY, faces_and_best_guess


class Mtcnn:
    """The worker's own detector; it finds what the package at its defaults finds."""

    name = "mtcnn"
    packages = ("mtcnn",)
    threshold = 0.8
    bars = True

    def __init__(self) -> None:
        from rockmatch.vision.detection import FaceDetector
        from rockmatch.vision.networks.engines import Engine

        self.version = version("mtcnn")
        self._detector = FaceDetector(Engine(threads=1))

    def scores(self, picture: NDArray[np.uint8]) -> list[float]:
        found = self._detector.detect(picture, least=CURIOSITY)
        return faces_and_best_guess((face.score for face in found), self.threshold)
