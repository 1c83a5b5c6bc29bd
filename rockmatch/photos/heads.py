"""From a face that was found to the head around it, hair and chin included."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.finding import Found

# In units of the face's size, the root of its box's area.
HALF_WIDTH: Final = 0.74
HALF_HEIGHT: Final = 0.92
UPWARDS: Final = 0.16  # from the middle of the box to that of the head: hair is higher than a chin
AROUND_MARKS: Final = 1.5  # the landmarks, spread so far about their middle, lie within the head
AROUND_BOX: Final = 1.05  # the sides of the box, so far out, do too
LEAST: Final = 4.0  # pixels; half axes are at least this


@dataclass(frozen=True)
class Head:
    """An ellipse that holds a whole head, in pixels of the picture."""

    x: float
    y: float
    half_width: float
    half_height: float
    roll: float
    """Radians, clockwise, from upright."""

    def grown(self, factor: float) -> "Head":
        """The same head, larger about its middle."""
        return replace(
            self, half_width=self.half_width * factor, half_height=self.half_height * factor
        )

    @property
    def axes(self) -> NDArray[np.float64]:
        """Rows: the head's own right and its down, as directions in the picture."""
        cos, sin = np.cos(self.roll), np.sin(self.roll)
        return np.array([[cos, sin], [-sin, cos]])

    def reach(self) -> tuple[float, float]:
        """Half the width and height of the upright box around the ellipse."""
        across = np.hypot(self.half_width * self.axes[0], self.half_height * self.axes[1])
        return float(across[0]), float(across[1])

    def distance(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """How far out points (..., 2) lie: 0 in the middle, 1 on the ellipse."""
        own = (points - [self.x, self.y]) @ self.axes.T
        return np.asarray(np.hypot(own[..., 0] / self.half_width, own[..., 1] / self.half_height))


def distances(heads: Sequence[Head], point: NDArray[np.floating]) -> NDArray[np.float64]:
    """How far out from each head one point lies, as ``Head.distance`` tells: for crowds."""
    numbers = [(h.x, h.y, h.half_width, h.half_height, h.roll) for h in heads]
    x, y, half_width, half_height, roll = np.array(numbers, float).reshape(-1, 5).T
    right, down = point[0] - x, point[1] - y
    along = (right * np.cos(roll) + down * np.sin(roll)) / half_width
    across = (down * np.cos(roll) - right * np.sin(roll)) / half_height
    return np.asarray(np.hypot(along, across))


def head_of(face: Found, scale: float = 1.0) -> Head:
    """The head around a face.

    Args:
        face: what was found.
        scale: of the picture in which the head is covered, to that in which it was found.
    """
    box = np.array(face.box) * scale
    size = float(np.sqrt(max(box[2] - box[0], 1.0) * max(box[3] - box[1], 1.0)))
    up = np.array([np.sin(face.roll), -np.cos(face.roll)])
    middle = (box[:2] + box[2:]) / 2 + UPWARDS * size * up
    head = Head(
        float(middle[0]),
        float(middle[1]),
        max(LEAST, HALF_WIDTH * size + 1),
        max(LEAST, HALF_HEIGHT * size + 1),
        face.roll,
    )
    farthest = float(head.distance(_must_be_within(face, box, scale)).max())
    return head.grown(max(1.0, farthest))


def _must_be_within(face: Found, box: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    middle = (box[:2] + box[2:]) / 2
    sides = np.array([(box[0], middle[1]), (box[2], middle[1]), (middle[0], box[3])])
    points = [middle + AROUND_BOX * (sides - middle)]
    if face.landmarks is not None:
        marks = face.landmarks.astype(float) * scale
        points.append(marks.mean(0) + AROUND_MARKS * (marks - marks.mean(0)))
    return np.concatenate(points)
