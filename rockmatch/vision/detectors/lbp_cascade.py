"""A cascade of local binary patterns (Ojala et al., Viola and Jones), as scikit-image ships it."""

from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import Detector, Faces, best_first

LEAST = 24  # pixels, of the window that it was trained on
LEAST_SHARE = 1 / 8  # of the shorter side: smaller windows take most of the time


class LbpCascade(Detector):
    """The classical cascade. It says yes or no, and no more: a face has the score 1."""

    name = "LBP cascade"
    packages = ("skimage",)
    distribution = "scikit-image"
    threshold = 1.0
    bars = False  # it goes by texture, and tells no score that a rock could stay below

    def __init__(self) -> None:
        from skimage import data
        from skimage.feature import Cascade

        self.version = version(self.distribution)
        self._cascade: Any = Cascade(data.lbp_frontal_face_cascade_filename())

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        side = min(picture.shape[:2])
        least = max(LEAST, round(side * LEAST_SHARE))
        if side < least:
            return best_first([], [])
        found = self._cascade.detect_multi_scale(
            np.ascontiguousarray(picture),
            scale_factor=1.2,
            step_ratio=1,
            min_size=(least, least),
            max_size=(side, side),
        )
        boxes = [(one["c"], one["r"], one["width"], one["height"]) for one in found]
        return best_first(boxes, [1.0] * len(boxes))
