"""Whether what was cut out of a photograph looks as a stone does."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_SHARE: Final = 0.1  # of the photograph; less is a mark on a stone that fills it
MOST_SHARE: Final = 0.85
MOST_AT_BORDER: Final = 0.04  # of the outline
LEAST_SOLID: Final = 0.88  # of its convex hull
LEAST_ROUND: Final = 0.45  # 1 is a disc
MOST_ASIDE: Final = 0.3  # of the sides: how far its middle may lie from that of the photograph


class Unsure(Exception):
    """A cut that is not to be believed; says why, for logs and benches."""


def doubt(mask: NDArray[np.uint8]) -> str:
    """Why a mask (0 or 1) is no stone's; empty if it may be one's."""
    height, width = mask.shape
    share = float(mask.mean())
    if not LEAST_SHARE <= share <= MOST_SHARE:
        return f"it has {share:.0%} of the photograph"
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = np.asarray(max(outlines, key=len), np.int32)
    if at_border(outline, mask.shape) > MOST_AT_BORDER:
        return "it goes on beyond the photograph"
    area = cv2.contourArea(outline)
    if area < LEAST_SOLID * cv2.contourArea(cv2.convexHull(outline)):
        return "it has bays"
    if 4 * np.pi * area < LEAST_ROUND * _length(outline) ** 2:
        return "it is long or ragged"
    rows, columns = np.nonzero(mask)
    aside = abs(columns.mean() / width - 0.5), abs(rows.mean() / height - 0.5)
    return "it lies aside" if max(aside) > MOST_ASIDE else ""


def at_border(outline: NDArray[np.int32], shape: tuple[int, ...]) -> float:
    """Which share of an outline runs along the border."""
    columns, rows = outline[:, 0, 0], outline[:, 0, 1]
    last = np.array(shape[:2]) - 2
    return float(((columns <= 1) | (rows <= 1) | (columns >= last[1]) | (rows >= last[0])).mean())


def _length(outline: NDArray[np.int32]) -> float:
    """The length of an outline without the stairs of its pixels."""
    return float(cv2.arcLength(cv2.approxPolyDP(outline, 1.5, True), True))


def sharpness(picture: NDArray[np.uint8], mask: NDArray[np.uint8]) -> float:
    """How steep the picture is along an edge, in its steepest channel: the median."""
    ring = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    smooth = cv2.GaussianBlur(picture, (0, 0), 0.8)
    steep = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    return float(np.median(steep.max(-1)[ring])) if ring.any() else 0.0


def overlap(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Intersection over union of two masks; 0 where both are empty."""
    union = np.count_nonzero((one > 0) | (other > 0))
    return np.count_nonzero((one > 0) & (other > 0)) / union if union else 0.0
