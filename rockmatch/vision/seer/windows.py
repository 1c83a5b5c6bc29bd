"""Windows that are slid over a picture, the boxes that they stand for, and patches cut out of it.

Boxes are rows of x, y, width, height as shares of the picture's sides.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.scoring import overlaps
from rockmatch.vision.seer.layers import CLOSE, SIZES, Floats, Picture
from rockmatch.vision.tapped import Box

type Boxes = NDArray[np.float64]

SIDE: Final = 6  # cells of a window
STRETCH: Final = 1.0  # logarithm: a box is at most so much larger or smaller than its window
AMONG: Final = 600  # of the best windows, others are looked for
SHARPNESS: Final = 10.0  # by so much in logarithm a box counts more for a score higher by 1
AROUND: Final = 1.25  # of a box, what is looked at closely
# Of a box's sides, how far the close looks stand from it, right and down, and how much larger.
GLANCES: Final = ((0, 0, 0), (0.04, 0.03, 0.05), (-0.04, 0.04, -0.05), (0.02, -0.05, 0.0))


@cache
def grid() -> Boxes:
    """The boxes of all windows, the smallest first, each size row by row."""
    parts = []
    for cells in SIZES:
        places = np.arange(cells - SIDE + 1) / cells
        y, x = np.meshgrid(places, places, indexing="ij")
        side = np.full(x.size, SIDE / cells)
        parts.append(np.stack([x.ravel(), y.ravel(), side, side], axis=1))
    return np.concatenate(parts)


def all_windows(maps: Sequence[Floats]) -> Floats:
    """The numbers of each window of `grid`: windows x (SIDE x SIDE x channels)."""
    parts = []
    for level in maps:
        views = np.lib.stride_tricks.sliding_window_view(level, (SIDE, SIDE), axis=(0, 1))
        count = views.shape[0] * views.shape[1]
        parts.append(views.transpose(0, 1, 3, 4, 2).reshape(count, -1))
    return np.concatenate(parts)


def corrections(box: Sequence[float], windows: Boxes) -> Floats:
    """What leads from windows to a box: the way of the centre in sides, logarithms of stretches."""
    x, y, width, height = box
    left, top, across, down = windows.T
    return np.stack(
        [
            (x + width / 2 - left - across / 2) / across,
            (y + height / 2 - top - down / 2) / down,
            np.log(width / across),
            np.log(height / down),
        ],
        axis=1,
    ).astype(np.float32)


def corrected(windows: Boxes, steps: NDArray[np.floating]) -> Boxes:
    """Go the way that `corrections` tells."""
    left, top, across, down = windows.T
    stretch = np.exp(np.clip(steps[:, 2:], -STRETCH, STRETCH))
    width, height = across * stretch[:, 0], down * stretch[:, 1]
    x = left + across / 2 + steps[:, 0] * across - width / 2
    y = top + down / 2 + steps[:, 1] * down - height / 2
    return np.stack([x, y, width, height], axis=1)


def mirrored(boxes: Boxes) -> Boxes:
    """Where boxes are in the mirror image."""
    return np.concatenate([1 - boxes[:, :1] - boxes[:, 2:3], boxes[:, 1:]], axis=1)


def agreed(boxes: Boxes, scores: NDArray[np.floating], chosen: NDArray[np.intp]) -> Boxes:
    """Put in place of each chosen box the mean of all that overlap it by half, the better more."""
    means = []
    for place in chosen:
        near = overlaps(boxes, boxes[[place]])[:, 0] > 0.5
        weights = np.exp(SHARPNESS * (scores[near] - scores[place]))
        means.append(weights @ boxes[near] / weights.sum())
    return np.stack(means)


def best_apart(
    boxes: Boxes, scores: NDArray[np.floating], most: int, least: float
) -> NDArray[np.intp]:
    """Choose the best boxes of which no two overlap by more than `least`."""
    order = np.argsort(-scores, kind="stable")[:AMONG]
    chosen: list[int] = []
    while len(order) and len(chosen) < most:
        chosen.append(int(order[0]))
        order = order[overlaps(boxes[order], boxes[order[:1]])[:, 0] <= least]
    return np.array(chosen, np.intp)


def glances(picture: Picture, box: Sequence[float]) -> list[Picture]:
    """Cut out what lies in and around a box, from where it stands and from beside, and mirrored."""
    x, y, width, height = box
    looks = []
    for right, down, more in GLANCES:
        wide, high = width * np.exp(more), height * np.exp(more)
        middle = x + width / 2 + right * width, y + height / 2 + down * height
        looks.append(_patch(picture, middle, (wide, high)))
    return looks + [np.ascontiguousarray(look[:, ::-1]) for look in looks]


def loose_glances(
    picture: Picture, box: Sequence[float], count: int, astray: float, rng: np.random.Generator
) -> list[Picture]:
    """Cut out what lies around a box as one would who errs by `astray` sides; half mirrored."""
    x, y, width, height = box
    looks = []
    for number in range(count):
        right, down, wider, higher = rng.normal(0, astray, 4)
        middle = x + width / 2 + right * width, y + height / 2 + down * height
        look = _patch(picture, middle, (width * np.exp(wider), height * np.exp(higher)))
        looks.append(np.ascontiguousarray(look[:, ::-1]) if number % 2 else look)
    return looks


def elsewhere(box: Box, most: float, count: int, rng: np.random.Generator) -> list[Box]:
    """Draw boxes within the picture by lot that overlap one by less than `most`."""
    drawn: list[Box] = []
    while len(drawn) < count:
        width, height = rng.uniform(0.3, 0.7, 2)
        other = (rng.uniform(0, 1 - width), rng.uniform(0, 1 - height), width, height)
        if overlaps([other], [box])[0, 0] < most:
            drawn.append(other)
    return drawn


def _patch(picture: Picture, middle: tuple[float, float], sides: tuple[float, float]) -> Picture:
    height, width = picture.shape[:2]
    across, down = (
        CLOSE / (AROUND * side * pixels)
        for side, pixels in zip(sides, (width, height), strict=True)
    )
    matrix = np.array(
        [
            [across, 0, CLOSE / 2 - across * middle[0] * width],
            [0, down, CLOSE / 2 - down * middle[1] * height],
        ]
    )
    return np.asarray(
        cv2.warpAffine(
            picture,
            matrix,
            (CLOSE, CLOSE),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        ),
        np.uint8,
    )
