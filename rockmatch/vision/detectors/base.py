"""What all detectors have in common."""

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

CURIOSITY = 0.05  # scores from here on are told where a detector gives them, 0 to 1


class Detector(Protocol):
    """A face detector as it comes, with the settings of its maker."""

    name: str
    version: str
    """Of the package that carries it."""
    threshold: float
    """The maker's: from this score on it says "face"."""
    bars: bool
    """Whether a rock in which it sees a face may not be handed out."""

    def scores(self, picture: NDArray[np.uint8]) -> list[float]:
        """Look at a picture (RGB, uint8, height x width x 3).

        Returns:
            The scores of all faces, best first; after them that of the best guess below the
            threshold, if there is one and the detector tells it. Scales differ between detectors.
        """
        ...


def faces_and_best_guess(scores: Iterable[float], threshold: float) -> list[float]:
    """Sort scores as ``Detector.scores`` gives them, and drop all but one below the threshold."""
    ordered = sorted((float(score) for score in scores), reverse=True)
    faces = sum(score >= threshold for score in ordered)
    return ordered[: faces + 1]
