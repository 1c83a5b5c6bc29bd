"""How large a rock must be, and where it must lie, to cover the whole of a head."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from rockmatch.photos.heads import Head
from rockmatch.photos.rocks import Rock, outline

COVERED: Final = 0.985  # of the ellipse; the rest is filled with what is around the head
STRETCHED: Final = 1.18  # how much broader or narrower a rock may become
SHIFTS: Final = np.linspace(-0.16, 0.16, 9)  # of the rock's box, tried both ways
STEPS: Final = 0.02  # of a scale


class Fit(NamedTuple):
    """How a rock lies over a head: in units of the head's half axes, in the head's own frame."""

    width: float
    """Of the rock's box, in half widths of the head."""
    height: float
    x: float
    """Of the middle of the rock's box."""
    y: float


def fit(rock: Rock, head: Head, *, mirrored: bool) -> Fit:
    """The smallest size of a rock that covers a head."""
    shape = round(head.half_width / head.half_height, 1)
    found = _fit(rock, max(shape, 0.1))
    return found._replace(x=-found.x) if mirrored else found


def proportion(rock: Rock) -> float:
    """Width over height of a rock's box."""
    height, width = outline(rock).shape
    return width / height


@lru_cache(4096)
def _fit(rock: Rock, shape: float) -> Fit:
    """Fit a rock over an ellipse ``shape`` times as wide as high."""
    mask = outline(rock)
    wish = shape / (mask.shape[1] / mask.shape[0])
    stretch = float(np.clip(wish, 1 / STRETCHED, STRETCHED))
    points = _disc()
    best: tuple[float, Fit] | None = None
    for x in SHIFTS:
        for y in SHIFTS:
            scale = _least_scale(mask, points, (x, y), shape, stretch)
            if best is None or scale < best[0]:
                best = scale, _as_fit(mask, (x, y), scale, shape, stretch)
    assert best  # noqa: S101 - there are shifts
    return best[1]


def _disc() -> np.ndarray:
    radius, angle = np.meshgrid(np.sqrt(np.linspace(0.02, 1, 14)), np.linspace(0, 2 * np.pi, 36))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], -1).reshape(-1, 2)


def _least_scale(
    mask: np.ndarray, points: np.ndarray, shift: tuple[float, float], shape: float, stretch: float
) -> float:
    """The rock's height, in half heights of the ellipse, from which it covers the ellipse."""
    low, high = 1.8, 14.0
    while high - low > STEPS:
        middle = (low + high) / 2
        if _covers(mask, points, shift, _extent(mask, middle, shape, stretch)):
            high = middle
        else:
            low = middle
    return high


def _extent(mask: np.ndarray, scale: float, shape: float, stretch: float) -> tuple[float, float]:
    """Width in half widths, and height in half heights, of the rock's box."""
    wide = scale * mask.shape[1] / mask.shape[0] * stretch / shape
    return wide, scale


def _covers(
    mask: np.ndarray, points: np.ndarray, shift: tuple[float, float], extent: tuple[float, float]
) -> bool:
    height, width = mask.shape
    columns = ((points[:, 0] / extent[0] + 0.5 + shift[0]) * width).astype(int)
    rows = ((points[:, 1] / extent[1] + 0.5 + shift[1]) * height).astype(int)
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    hit = mask[rows.clip(0, height - 1), columns.clip(0, width - 1)] & inside
    return bool(hit.mean() >= COVERED)


def _as_fit(
    mask: np.ndarray, shift: tuple[float, float], scale: float, shape: float, stretch: float
) -> Fit:
    wide, high = _extent(mask, scale, shape, stretch)
    return Fit(wide, high, -shift[0] * wide, -shift[1] * high)
