"""Find faces with dlib: histograms of oriented gradients and a linear classifier (King 2009).

An extra beside MTCNN, for datasets only: it finds faces that look ahead, of some 40 pixels and
more, and gives square boxes without landmarks (``dlib-bin`` ships no model for those).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detection import Detection

# How often the picture is doubled before looking; the next is tried where no face was found. As it
# is, faces have 80 pixels or more. Doubled at once it takes 3.7 times as long, and of 374 pictures
# of LFW three are missed instead of two.
DOUBLINGS = (0, 1)


class DetectorMissing(Exception):
    """dlib is not installed; the message says how to install it."""


class DlibDetector:
    """dlib's frontal face detector, as a ``FaceDetector`` for many pictures.

    dlib holds Python's lock while it looks, so more threads gain nothing; more processes do.
    """

    def __init__(self) -> None:
        """Load the detector, which is part of dlib.

        Raises:
            DetectorMissing: dlib is not installed.
        """
        try:
            import dlib
        except ImportError as problem:
            raise DetectorMissing(
                "The detector dlib is an extra that is not installed here: "
                "pip install --require-hashes -r requirements-dlib.lock"
            ) from problem
        self._detector: Any = dlib.get_frontal_face_detector()

    def detect_many(self, pictures: Sequence[NDArray[np.uint8]]) -> list[list[Detection]]:
        """Find all faces in each of many pictures (RGB, uint8, height x width x 3), best first.

        A score is dlib's distance from its threshold through the logistic function: above 0.5, and
        higher is surer, but it is no probability and not MTCNN's scale. Landmarks are NaN.
        """
        return [self._detect(picture) for picture in pictures]

    def _detect(self, picture: NDArray[np.uint8]) -> list[Detection]:
        plain = np.ascontiguousarray(picture)
        for doublings in DOUBLINGS:
            boxes, distances, _ = self._detector.run(plain, doublings, 0.0)
            if boxes:
                break
        return [
            Detection(
                box=(
                    float(box.left()),
                    float(box.top()),
                    float(box.width()),
                    float(box.height()),
                ),
                score=float(1 / (1 + np.exp(-distance))),
                landmarks=np.full((5, 2), np.nan, np.float32),
            )
            for box, distance in sorted(
                zip(boxes, distances, strict=True), key=lambda found: -found[1]
            )
        ]
