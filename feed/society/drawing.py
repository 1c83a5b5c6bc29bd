"""Drawings of company, for a demo's photos: figures cut from paper, with rocks for heads.

No photo of a person is in this repository, and nobody sat for these: where a rock lies there was a
plain disc. They go the way that a photo goes, only that nobody looks for faces.
"""

from random import Random
from secrets import SystemRandom
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

    from rockmatch.photos.hanging import Rockified

WIDTH, HEIGHT = 1200, 900
_TWICE: Final = 2  # drawn twice as large, for smooth edges
_WALLS: Final = ("#e8dfd0", "#d9dcd6", "#e3d6c8", "#cfd6d8")
_CLOTHES: Final = ("#5d6b70", "#8a5a44", "#3f4a52", "#a08663", "#6d7358", "#7a5c66", "#b9aa94")
_TABLE, _EDGE, _CUP, _FRAME, _SKIN = "#7d5f48", "#64492f", "#efe8dc", "#57493c", "#c9b49c"
_FALL: Final = 0.22  # of the light, from the side of the window to the other
_GRAIN: Final = 2.0


def rockified(people: int, chance: Random) -> "Rockified":
    """Draw so many people at a table, and lay a rock over each head."""
    from rockmatch.photos.hanging import hang
    from rockmatch.photos.standing import Standing
    from rockmatch.vision.finding import FaceFinder

    class NobodyThere(FaceFinder):
        def find(self, picture: NDArray[np.uint8]) -> list[Any]:
            return []

    picture, heads = _drawn(people, chance)
    stands = [
        Standing(x / WIDTH, y / HEIGHT, half / WIDTH, 1.25 * half / HEIGHT, roll=roll)
        for x, y, half, roll in heads
    ]
    return hang(picture, stands, face_finder=NobodyThere(), chance=_Drawn(chance))


class _Drawn(SystemRandom):
    """Chance that the same seed repeats: here it hides nobody."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        super().__init__()

    def random(self) -> float:
        return self._chance.random()

    def getrandbits(self, k: int, /) -> int:
        return self._chance.getrandbits(k)


type Head = tuple[float, float, float, float]


def _drawn(people: int, chance: Random) -> tuple[NDArray[np.uint8], list[Head]]:
    """The picture, and the heads in it: middle, half width and roll."""
    from PIL import Image, ImageDraw

    wall = chance.choice(_WALLS)
    canvas = Image.new("RGB", (WIDTH * _TWICE, HEIGHT * _TWICE), wall)
    draw = ImageDraw.Draw(canvas)
    _hang_frames(draw, chance)
    heads = [_person(draw, place, people, chance) for place in range(people)]
    _lay_table(draw, people, chance)
    small = np.asarray(canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), np.float32)
    light = np.linspace(1 + _FALL / 2, 1 - _FALL / 2, WIDTH)[None, :, None]
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, _GRAIN, (HEIGHT, WIDTH, 1))
    return np.clip(small * light + grain, 0, 255).astype(np.uint8), heads


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
    return tuple(_TWICE * edge for edge in (left, top, right, bottom))


def _hang_frames(draw: "ImageDraw", chance: Random) -> None:
    for left in (90, 470, 850):
        top, wide, high = 60 + 40 * chance.random(), 180 + 70 * chance.random(), 150
        draw.rectangle(_box(left, top, left + wide, top + high), fill=_FRAME)
        inner = _box(left + 12, top + 12, left + wide - 12, top + high - 12)
        draw.rectangle(inner, fill="#f3ede1")
        hill = _box(left + 40, top + 70, left + wide - 40, top + 2 * high - 84)
        draw.pieslice(hill, 180, 360, fill=chance.choice(_CLOTHES))


def _person(draw: "ImageDraw", place: int, people: int, chance: Random) -> Head:
    room = (WIDTH - 160) / people
    x = 80 + room * (place + 0.5) + 20 * (chance.random() - 0.5)
    half = min(92.0, 0.27 * room) * (0.92 + 0.16 * chance.random())
    y = 440 + 50 * (chance.random() - 0.5)
    cloth, shoulder = chance.choice(_CLOTHES), y + 1.75 * half
    wide = 1.75 * half
    draw.rectangle(_box(x - 0.34 * half, y, x + 0.34 * half, shoulder + 10), fill=_SKIN)
    body = _box(x - wide, shoulder, x + wide, HEIGHT + 200)
    draw.rounded_rectangle(body, radius=_TWICE * 1.1 * half, fill=cloth)
    collar = _box(x - 0.5 * half, shoulder - 0.25 * half, x + 0.5 * half, shoulder + 0.45 * half)
    draw.pieslice(collar, 0, 180, fill=_SKIN)
    draw.ellipse(_box(x - half, y - 1.25 * half, x + half, y + 1.25 * half), fill=_SKIN)
    return x, y, half, 0.3 * (chance.random() - 0.5)


def _lay_table(draw: "ImageDraw", people: int, chance: Random) -> None:
    draw.rectangle(_box(0, 735, WIDTH, HEIGHT), fill=_TABLE)
    draw.rectangle(_box(0, 735, WIDTH, 745), fill=_EDGE)
    for place in range(people):
        x = 80 + (WIDTH - 160) / people * (place + 0.5) + 60 * (chance.random() - 0.5)
        draw.ellipse(_box(x - 46, 790, x + 46, 818), fill=_EDGE)
        draw.rounded_rectangle(_box(x - 26, 745, x + 26, 808), radius=_TWICE * 10, fill=_CUP)
        draw.ellipse(_box(x - 26, 738, x + 26, 754), fill="#d8cdbb")
