"""A finder that needs no network: it sees one face, in the middle, the first time it looks."""

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.finding import FaceFinder, Found


class CentreFinder(FaceFinder):
    """Sees a face in the middle of the first picture, and nothing afterwards."""

    def __init__(self) -> None:
        self.looked = 0

    def find(self, picture: NDArray[np.uint8]) -> list[Found]:
        self.looked += 1
        height, width = picture.shape[:2]
        box = (0.4 * width, 0.4 * height, 0.6 * width, 0.6 * height)
        return [Found(box, 0.9, 0.0, "CenterFace")] if self.looked == 1 else []
