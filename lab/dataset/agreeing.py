"""From the boxes of many raters to the faces that they mean."""

from collections.abc import Sequence
from statistics import median

from rockmatch.vision.tapped import Box

SAME = 0.5  # overlap, intersection over union


def agreed(boxes: Sequence[Box]) -> list[Box]:
    """One box for each face that is meant, the one that most mean first: the median of each side.

    A box joins the first group whose mean so far it overlaps by half.
    """
    groups: list[list[Box]] = []
    means: list[Box] = []
    for box in boxes:
        place = next((n for n, mean in enumerate(means) if overlap(box, mean) >= SAME), None)
        if place is None:
            groups.append([box])
            means.append(box)
        else:
            groups[place].append(box)
            means[place] = _moved(means[place], box, len(groups[place]))
    return [_middle(group) for group in sorted(groups, key=len, reverse=True)]


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes (x, y, width, height)."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(across, 0.0) * max(down, 0.0)
    return both / (one[2] * one[3] + other[2] * other[3] - both) if both else 0.0


def _moved(mean: Box, box: Box, count: int) -> Box:
    """The mean of `count` boxes, of which `box` is the last."""
    x, y, width, height = (m + (b - m) / count for m, b in zip(mean, box, strict=True))
    return x, y, width, height


def _middle(boxes: Sequence[Box]) -> Box:
    x, y, width, height = (median(sides) for sides in zip(*boxes, strict=True))
    return x, y, width, height
