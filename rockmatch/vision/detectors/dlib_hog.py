"""dlib's frontal face detector: histograms of oriented gradients (King 2009)."""

from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import Detector, Faces, best_first

SMALL = 400  # pixels; it sees faces of 80 pixels and more, so that smaller pictures are doubled
CURIOSITY = -1.0  # its own scale: distance from the boundary


class DlibHog(Detector):
    """A linear classifier, without a network."""

    name = "dlib HOG"
    packages = ("dlib",)
    distribution = "dlib-bin"
    threshold = 0.0
    bars = True

    def __init__(self) -> None:
        import dlib

        self.version = version(self.distribution)
        self._detector: Any = dlib.get_frontal_face_detector()

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        doublings = int(max(picture.shape[:2]) < SMALL)
        found, scores, _ = self._detector.run(np.ascontiguousarray(picture), doublings, CURIOSITY)
        boxes = [(one.left(), one.top(), one.width(), one.height()) for one in found]
        return best_first(boxes, scores)
