"""One head in a photo and what stands there, as it is kept: plain numbers, shares of the photo."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rockmatch.photos.heads import LEAST, Head, head_of
from rockmatch.vision.finding import Found

DIGITS: Final = 6  # of a share: a hundredth of a pixel
LARGEST: Final = 100.0  # times the photo; more is no head
USUAL: Final = 0.05  # half width of a head that somebody points at where no other is
TALL: Final = 1.25  # half height over half width


@dataclass(frozen=True)
class Standing:
    """A head, in shares of the photo's width and height, and its rock.

    Raises:
        ValueError: a number that makes no ellipse.
    """

    x: float
    y: float
    half_width: float
    """As a share of the width, as ``half_height`` is of the height, both along the head's axes."""
    half_height: float
    roll: float = 0.0
    """Radians, clockwise, from upright."""
    rock: str = ""
    """Slug. Empty: one is drawn by chance, and may give way to another while it is hung."""
    wished: bool = False
    """Chosen by somebody."""
    spared: bool = False
    """The author says that this is nobody's face: nothing is covered here."""
    score: float | None = None
    """Of the detector; None where somebody pointed, and for what was seen only later."""
    finder: str | None = None

    def __post_init__(self) -> None:
        numbers = (self.x, self.y, self.half_width, self.half_height, self.roll)
        sizes = self.half_width, self.half_height
        if not all(math.isfinite(number) and abs(number) <= LARGEST for number in numbers):
            raise ValueError("A head lies somewhere.")
        if min(sizes) <= 0:
            raise ValueError("A head has a size.")

    def head(self, shape: tuple[int, ...]) -> Head:
        """The ellipse in pixels of a picture of such a shape."""
        height, width = shape[:2]
        return Head(
            self.x * width,
            self.y * height,
            max(self.half_width * width, LEAST),
            max(self.half_height * height, LEAST),
            self.roll,
        )


def standing_for(
    head: Head,
    shape: tuple[int, ...],
    *,
    rock: str = "",
    wished: bool = False,
    score: float | None = None,
    finder: str | None = None,
) -> Standing:
    """Write a head down: rounded, so that what is read again is the same to the last bit."""
    height, width = shape[:2]
    x, y = _share(head.x, width, -LARGEST), _share(head.y, height, -LARGEST)
    least = 10.0**-DIGITS
    half_width = _share(head.half_width, width, least)
    half_height = _share(head.half_height, height, least)
    roll = round(head.roll, DIGITS)
    return Standing(x, y, half_width, half_height, roll, rock, wished, False, score, finder)


def snapped(head: Head, shape: tuple[int, ...]) -> Head:
    """The head as it will be after it was written down and read again."""
    return standing_for(head, shape).head(shape)


def standing_of(face: Found, shape: tuple[int, ...], scale: float = 1.0) -> Standing:
    """Write down the head around a face.

    Args:
        face: what was found.
        shape: of the picture in which it will be covered.
        scale: of this picture to that in which it was found.
    """
    score = round(face.score, 4)
    return standing_for(head_of(face, scale), shape, score=score, finder=face.finder)


def pointed_at(
    x: float, y: float, shape: tuple[int, ...], others: Sequence[Standing] = ()
) -> Standing:
    """A head where somebody says that there is one.

    Args:
        x: its middle, as a share of the width.
        y: as a share of the height.
        shape: height and width of the photo in pixels.
        others: heads that are known; this one is as large as the nearest of them.

    Raises:
        ValueError: that is no place.
    """
    height, width = shape[:2]

    def away(other: Standing) -> float:
        return math.hypot((other.x - x) * width, (other.y - y) * height)

    if others:
        near = min(others, key=away)
        return Standing(x, y, near.half_width, near.half_height)
    half = USUAL * max(width, height)
    return Standing(x, y, half / width, TALL * half / height)


def _share(pixels: float, of: int, least: float) -> float:
    return min(max(round(pixels / of, DIGITS), least), LARGEST)
