"""How far people mean the same place: boxes around their taps, held against each other."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from rockmatch.vision.tapped import Box


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes (x, y, width, height): 1 if they are one."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)


def mean_overlap(stones: Iterable[Sequence[Box]]) -> tuple[float | None, int]:
    """The mean overlap of two raters' boxes in a stone, each stone counting once.

    Returns:
        It, or None if no stone has two boxes, and how many stones have.
    """
    means = [
        sum(overlap(*pair) for pair in pairs) / len(pairs)
        for boxes in stones
        if (pairs := list(combinations(boxes, 2)))
    ]
    return (sum(means) / len(means), len(means)) if means else (None, 0)
