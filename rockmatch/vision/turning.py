"""Pictures turned by any angle, and places in them as places in the picture they were made of."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates

Picture = NDArray[np.uint8]
GREY = (127, 127, 127)  # beyond the borders: nothing, to a detector


@dataclass(frozen=True)
class View:
    """A picture turned counterclockwise, so that a face with such a roll stands upright."""

    picture: Picture
    back: NDArray[np.float64]
    """2 x 3: from places here to places in the picture."""
    degrees: int

    def in_picture(self, found: Candidates) -> Candidates:
        """What was found here, in pixels of the picture; boxes stay upright."""
        corners = found.boxes.reshape(-1, 2, 2)
        middles = self._back(corners.mean(1))
        half = (corners[:, 1] - corners[:, 0]) / 2
        if self.degrees % 180 == 90:
            half = half[:, ::-1]
        elif self.degrees % 90:  # an upright square as large
            half = np.repeat(np.sqrt(np.abs(half.prod(1)))[:, None], 2, axis=1)
        boxes = np.concatenate([middles - half, middles + half], axis=1)
        return found._replace(boxes=boxes, landmarks=self._back(found.landmarks))

    def _back(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.asarray(points @ self.back[:, :2].T + self.back[:, 2])


def turned(picture: Picture, degrees: int) -> View:
    """Turn a picture counterclockwise about its middle; all of it stays to be seen."""
    height, width = picture.shape[:2]
    if not degrees % 360:
        return View(picture, np.eye(2, 3), 0)
    turn = np.deg2rad(degrees)
    cos, sin = float(np.round(np.cos(turn), 12)), float(np.round(np.sin(turn), 12))
    axes = np.array([[cos, sin], [-sin, cos]])
    size = np.ceil(np.abs(axes) @ [width, height] - 1e-6).astype(int)
    # Pixels are counted at their middles by OpenCV, at their corners by whoever reads boxes.
    shift = size / 2 - axes @ [width / 2, height / 2]
    by_middles = shift + axes @ [0.5, 0.5] - 0.5
    there = np.column_stack([axes, by_middles])
    view = cv2.warpAffine(
        picture, there, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderValue=GREY
    )
    back = np.column_stack([axes.T, -axes.T @ shift])
    return View(np.asarray(view, np.uint8), back, degrees)
