"""MTCNN with the weights of the ``mtcnn`` package, executed as the worker does for selfies."""

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import CURIOSITY, Detector, Faces, best_first


class Mtcnn(Detector):
    """The worker's own detector; it finds what the package at its defaults finds."""

    name = "mtcnn"
    packages = ("mtcnn",)
    distribution = "mtcnn"
    threshold = 0.8
    bars = True

    def __init__(self) -> None:
        from rockmatch.vision.detection import FaceDetector
        from rockmatch.vision.networks.engines import Engine

        self.version = version(self.distribution)
        self._detector = FaceDetector(Engine(threads=1))

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        found = self._detector.detect(picture, least=CURIOSITY)
        return best_first([face.box for face in found], [face.score for face in found])
