"""Pointing at a place in a photo without a script: `<input type="image">` sends where it was hit.

It tells pixels of the page, so it is shown in known sizes: the largest that the column holds.
"""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feed.models import Photo

# CSS pixels: how wide a photo is shown. Common telephones less their margins; then the column.
SIDES: Final = (288, 328, 358, 380, 520, 640)
# Half of a rock's height as a share of the longer side; 0: as the nearest one.
SIZES: Final[dict[str, tuple[float, str | Promise]]] = {
    "": (0, gettext_lazy("As large as the nearest rock")),
    "s": (0.025, gettext_lazy("Small, for somebody far away")),
    "m": (0.06, gettext_lazy("Middling")),
    "l": (0.14, gettext_lazy("Large, for somebody near")),
    "xl": (0.3, gettext_lazy("Very large")),
}


@dataclass(frozen=True)
class Box:
    """How large a photo is shown to be pointed at; `name` is that of its field."""

    name: str
    width: int
    height: int


def boxes(photo: Photo) -> list[Box]:
    """From the smallest to the largest."""
    return [_box(photo, side) for side in SIDES]


def _box(photo: Photo, side: int) -> Box:
    scale = min(side / photo.width, side * 1.3 / photo.height)
    width, height = round(photo.width * scale), round(photo.height * scale)
    return Box(f"at{side}", max(1, width), max(1, height))


def place(sent: QueryDict, photo: Photo) -> tuple[float, float]:
    """Read where somebody has pointed, or what they wrote, as shares of width and height.

    Raises:
        ValidationError: They have not.
    """
    for box in boxes(photo):
        x, y = (_number(sent.get(f"{box.name}.{axis}", "")) for axis in "xy")
        if x or y:  # a keyboard that presses it sends 0, 0
            return (x or 0) / box.width, (y or 0) / box.height
    across, down = _number(sent.get("across", "")), _number(sent.get("down", ""))
    if across is None or down is None:
        raise ValidationError(_("Point at the face in the photo, or write where it is."))
    return across / 100, down / 100


def size(sent: str) -> float | None:
    """Read how large the rock is to be; None: as the nearest one."""
    return SIZES.get(sent, SIZES[""])[0] or None


def _number(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    plain = text.replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdecimal() and len(text) < 10 else None
