"""What a machine said of a picture, small enough to be kept and given away."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """What a machine says of a picture."""

    observer: str
    version: str
    threshold: float
    score: float | None
    """Its highest, on a scale of its own; None if it tells none."""
    sees_face: bool
    boxes: list[list[float]]
    """x, y, width, height as shares of the sides, and score, of each face, best first. After them
    the best guess that is none."""


def look_with(observer: str, version: str, threshold: float, boxes: list[list[float]]) -> Look:
    """The look that these boxes, best first, are the whole of."""
    score = boxes[0][4] if boxes else None
    sees = score is not None and score >= threshold
    return Look(observer, version, threshold, score, sees, boxes)
