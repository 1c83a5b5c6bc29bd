"""Where a rock stands in a photo, in the numbers that a drawing of it needs.

The page's policy allows no inline style, so places are drawn in SVG, whose geometry is attributes.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from feed.models import Figure, Photo

_LEAST: Final = 0.035  # of the photo's width: half of what a finger hits on a phone
_RIM: Final = 0.05  # of the photo's sides: no number stands nearer to them
_AROUND: Final = 1.5  # how much wider than the rock its cut-out is


@dataclass(frozen=True)
class Place:
    """A rock in a photo. All numbers are written for SVG, in pixels of the photo.

    Attributes:
        figure: What stands there.
        number: How a page calls it, from 1.
    """

    figure: Figure
    photo: Photo
    number: int

    @property
    def cx(self) -> str:
        return _number(self.figure.x * self.photo.width)

    @property
    def cy(self) -> str:
        return _number(self.figure.y * self.photo.height)

    @property
    def rx(self) -> str:
        return _number(max(self._half_width, self._least))

    @property
    def ry(self) -> str:
        return _number(max(self._half_height, self._least))

    @property
    def turn(self) -> str:
        return f"rotate({_number(math.degrees(self.figure.roll))} {self.cx} {self.cy})"

    @property
    def pin(self) -> tuple[str, str]:
        """Where its number stands: at its lower end, in percent of the photo."""
        roll = self.figure.roll
        down = math.copysign(self._half_height, math.cos(roll))  # also of a head upside down
        x = self.figure.x * self.photo.width - down * math.sin(roll)
        y = self.figure.y * self.photo.height + down * math.cos(roll)
        return _percent(x / self.photo.width), _percent(y / self.photo.height)

    @property
    def cut(self) -> str:
        """The square around it, as a `viewBox`."""
        half = max(self._half_width, self._half_height, 8) * _AROUND
        x, y = self.figure.x * self.photo.width, self.figure.y * self.photo.height
        return " ".join(_number(value) for value in (x - half, y - half, 2 * half, 2 * half))

    @property
    def _least(self) -> float:
        return _LEAST * max(self.photo.width, self.photo.height)

    @property
    def _half_width(self) -> float:
        return self.figure.half_width * self.photo.width

    @property
    def _half_height(self) -> float:
        return self.figure.half_height * self.photo.height


def places(photo: Photo, figures: Iterable[Figure] | None = None) -> list[Place]:
    """The places of a photo, numbered as they are read: line by line, from the start."""
    found = sorted(photo.figures.all(), key=lambda figure: (round(figure.y * 4), figure.x))
    numbered = [Place(figure, photo, at) for at, figure in enumerate(found, 1)]
    wanted = None if figures is None else {figure.pk for figure in figures}
    return [place for place in numbered if wanted is None or place.figure.pk in wanted]


def place_of(figure: Figure) -> Place:
    """One place by itself, of a photo whose others are not read."""
    return Place(figure, figure.photo, figure.number + 1)


def stage(photo: Photo) -> str:
    """What a page shows of a photo's making; another one where it has to be shown anew."""
    return f"{photo.status}-{photo.version}-{photo.revision}"


def _percent(share: float) -> str:
    """Write a share as a percentage that is well inside."""
    return f"{100 * min(max(share, _RIM), 1 - _RIM):.1f}%"


def _number(value: float) -> str:
    """Write a number with a point, whatever the language says."""
    return f"{value:.1f}"
