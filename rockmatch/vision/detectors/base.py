"""What all detectors have in common."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

CURIOSITY = 0.05  # scores from here on are told where a detector gives them, 0 to 1

type Faces = NDArray[np.float64]
"""One face a row: x and y of its upper left corner, width, height, score."""


class Detector(ABC):
    """A face detector as it comes, with the settings of its maker."""

    name: str
    distribution: str
    """The package that carries it, as registries call it."""
    version: str
    """Of that package."""
    packages: tuple[str, ...]
    """What must be importable for it to run."""
    threshold: float
    """The maker's: from this score on it says "face"."""
    bars: bool
    """Whether a rock in which it sees a face may not be handed out."""

    @abstractmethod
    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        """Look at a picture (RGB, uint8, height x width x 3).

        Returns:
            Float64, n x 5, best first: x, y, width and height in pixels of the picture, which may
            reach beyond it, and the score, on a scale of the detector's own. Also guesses below
            the threshold, as far down as it tells any.
        """

    def scores(self, picture: NDArray[np.uint8]) -> list[float]:
        """Look at a picture, and leave out where.

        Returns:
            The scores of all faces, best first; after them that of the best guess below the
            threshold, if there is one and the detector tells it.
        """
        return faces_and_best_guess(self.faces(picture)[:, 4], self.threshold)


def faces_and_best_guess(scores: Iterable[float], threshold: float) -> list[float]:
    """Sort scores as ``Detector.scores`` gives them, and drop all but one below the threshold."""
    ordered = sorted((float(score) for score in scores), reverse=True)
    faces = sum(score >= threshold for score in ordered)
    return ordered[: faces + 1]


def best_first(boxes: ArrayLike, scores: ArrayLike) -> Faces:
    """Join boxes, n x 4 (x, y, width, height), and their scores to what ``Detector.faces`` gives.

    Those of one score keep their order.
    """
    points = np.asarray(scores, np.float64).reshape(-1)
    rows = np.column_stack([np.asarray(boxes, np.float64).reshape(-1, 4), points])
    return rows[np.argsort(-points, kind="stable")]


def sized(corners: NDArray[np.floating]) -> NDArray[np.float64]:
    """Turn boxes, n x 4 (left, top, right, bottom), into x, y, width, height."""
    whole = np.asarray(corners, np.float64).reshape(-1, 4)
    return np.concatenate([whole[:, :2], whole[:, 2:] - whole[:, :2]], axis=1)
