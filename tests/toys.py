"""Two toy kinds of picture: warm discs on dark ground, and grey squares on light ground."""

from typing import Any

import numpy as np


def toy(kind: int, count: int, side: int = 36) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Make some of a kind, 0 or 1, each elsewhere: count x side x side x 3."""
    rng = np.random.default_rng(kind)
    pictures = np.zeros((count, side, side, 3), np.uint8)
    y, x = np.mgrid[:side, :side]
    for picture in pictures:
        top, left = rng.integers(side // 3, side * 2 // 3, 2)
        if kind == 0:
            picture[np.hypot(y - top, x - left) < side / 4] = (230, 150, 90)
        else:
            picture[:] = (210, 205, 195)
            picture[np.maximum(abs(y - top), abs(x - left)) < side / 4] = 90
    return pictures
