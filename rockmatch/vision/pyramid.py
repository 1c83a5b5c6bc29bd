"""The picture in the sizes at which P-net looks at it, each averaged by area, exactly.

As in the ``mtcnn`` package: with a level rounded to 8 bits, or averaged over whole pixels, every
sixth face is found more than a pixel elsewhere.
"""

from math import log
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
"""RGB, height x width x 3, standardised."""

CELL = 12  # pixels: what one output of P-net looks at
SMALLEST_FACE = 20  # pixels
SHRINK = 0.709  # from one level of the pyramid to the next: half the area
SUMMED = 0.25  # levels of at most this scale come from sums; OpenCV is faster for larger ones
MIDDLE, SPREAD = np.float32(127.5), np.float32(128)


def scales(height: int, width: int) -> list[float]:
    """List the scales at which P-net looks at a picture; none for one too small."""
    first = CELL / SMALLEST_FACE
    shorter = min(height, width)
    count = round(log(max(shorter, 1) / CELL) / -log(SHRINK) - 1) if shorter >= CELL else 0
    steps = [first * SHRINK**level for level in range(max(count, 0))]
    return [scale for scale in steps if int(shorter * scale) >= CELL]


def standardised(image: NDArray[np.uint8] | Picture) -> Picture:
    """Scale 0 to 255 to about -1 to 1, as in the networks' training."""
    values = image.astype(np.float32)
    values -= MIDDLE  # in place: the memory of a large copy costs more than the arithmetic
    values *= 1 / SPREAD
    return values


class Pyramid:
    """One picture, prepared to be shrunk many times, from any thread.

    OpenCV reads the whole picture for each level. The small levels are most of them, and need of it
    only what lies at the borders of their pixels, once the picture is summed (F. Crow, "Summed-area
    tables for texture mapping", SIGGRAPH 1984).
    """

    def __init__(self, image: NDArray[np.uint8]) -> None:
        """Standardise and sum a picture: RGB, uint8, height x width x 3."""
        self.picture = standardised(image)
        self.scales = scales(*image.shape[:2])
        self._sums: list[NDArray[Any]] = []
        if self.scales and self.scales[-1] <= SUMMED:
            planes = cv2.split(np.ascontiguousarray(image))
            self._sums = [cv2.integral(plane, sdepth=cv2.CV_32S) for plane in planes]

    def level(self, scale: float) -> Picture:
        """Shrink the picture: float32, height x width x 3, both sides rounded down."""
        height, width = (int(side * scale) for side in self.picture.shape[:2])
        if scale > SUMMED:
            area = cv2.INTER_AREA
            return np.asarray(cv2.resize(self.picture, (width, height), interpolation=area))
        level = np.empty((height, width, 3), np.float32)
        for colour, sums in enumerate(self._sums):
            level[..., colour] = averages(sums, height, width)
        return standardised(level)


def averages(sums: NDArray[np.integer], height: int, width: int) -> NDArray[np.float64]:
    """Average a plane over each of ``height`` x ``width`` equal cells.

    Args:
        sums: of all that lies above and to the left of each corner of the plane's pixels. They may
            have overflowed: differences of a band as high as a cell are right again.
        height: number of cells, not more than pixels.
        width: the same, from left to right.
    """
    row, down = _borders(sums.shape[0] - 1, height)
    column, across = _borders(sums.shape[1] - 1, width)
    columns = np.concatenate([column, column + 1])  # the pixels around each border
    above, below = (np.take(sums[rows], columns, axis=1) for rows in (row, row + 1))
    bands = np.diff((below - above) * down[:, None], axis=0)
    bands += np.diff(above, axis=0)
    left, right = bands[:, : width + 1], bands[:, width + 1 :]
    right -= left
    right *= across
    right += left
    cells = np.diff(right, axis=1)
    cells *= height * width / ((sums.shape[0] - 1) * (sums.shape[1] - 1))
    return cells


def _borders(pixels: int, cells: int) -> tuple[NDArray[np.intp], NDArray[np.floating]]:
    """Find the pixel in which each border of a cell lies, and how far into it (0 to 1)."""
    places = np.arange(cells + 1) * (pixels / cells)
    pixel = np.minimum(places.astype(np.intp), pixels - 1)
    return pixel, places - pixel
