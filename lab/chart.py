"""A line over epochs, as the points of an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300, 120


@dataclass(frozen=True)
class Chart:
    """One line; zero is at the bottom."""

    points: str
    """For ``<polyline>``, in a box of ``width`` x ``height``."""
    first: float
    last: float
    highest: float
    width: int = WIDTH
    height: int = HEIGHT


def chart(values: Sequence[float]) -> Chart:
    """Lay values out from left to right, the highest at the top."""
    highest = max(values)
    across = WIDTH / max(len(values) - 1, 1)
    points = (
        f"{place * across:.1f},{HEIGHT * (1 - value / (highest or 1)):.1f}"
        for place, value in enumerate(values)
    )
    return Chart(" ".join(points), values[0], values[-1], highest)
