"""The museum's rocks, cut out of their portraits, and which of them stands for whom."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.photos.museum import MUSEUM, cut_out_entries

RIM: Final = 3  # pixels at the edge of a rock whose colour is taken from further in
SMALL: Final = 192  # pixels; cut-outs up to this are mostly all kept, 150 kB each
SMALL_KEPT: Final = 1024  # the museum's, of two sizes, and some of members' own
KEPT: Final = 24  # larger cut-outs in memory at once, of 4 MB at most
OUTLINE: Final = 128  # pixels; the side of the mask that is good enough to see where it fits


type Source = Path | bytes
"""A picture's file, or what is in it."""


class NoRocks(Exception):
    """The museum has no cut-out rock: `manage.py cut_rocks` makes them."""


@dataclass(frozen=True)
class Rock:
    """A rock that can be laid over a head."""

    slug: str
    portraits: tuple[tuple[int, Source], ...]
    """Side in pixels and picture, smallest first."""
    mask: Source
    lit_from: float
    """Where its light comes from: -1 left to 1 right."""

    def picture(self, side: int) -> NDArray[np.uint8]:
        """The rock as RGBA, not premultiplied, from its smallest portrait of that side or more."""
        sizes = [size for size, _ in self.portraits]
        chosen = next((size for size in sizes if size >= side), sizes[-1])
        return _small(self, chosen) if chosen <= SMALL else _large(self, chosen)


def read_rocks(folder: Path = MUSEUM) -> list[Rock]:
    """Read which rocks of the museum are cut out.

    Raises:
        NoRocks: none is.
    """
    rocks = [
        Rock(
            slug=entry["slug"],
            portraits=tuple(
                sorted(
                    (portrait["size"], folder / "portraits" / portrait["file"])
                    for portrait in entry["portraits"]
                )
            ),
            mask=folder / "cutouts" / entry["cutout"]["file"],
            lit_from=entry["parameters"]["light_side"],
        )
        for entry in cut_out_entries(folder)
    ]
    if not rocks:
        raise NoRocks("No rock is cut out yet: run `python manage.py cut_rocks`.")
    return rocks


@cache
def museum_rocks() -> tuple[Rock, ...]:
    """Read the museum's rocks once in a process."""
    return tuple(read_rocks())


def draw_rocks(
    count: int, rocks: Sequence[Rock], taken: Sequence[Rock] = (), *, chance: secrets.SystemRandom
) -> list[Rock]:
    """Draw rocks for strangers, so that they link nothing: afresh for each photo, none twice.

    Args:
        count: how many.
        rocks: to draw from, at least one. When all are used, all may be drawn again.
        taken: those that stand in the photo already.
        chance: what draws; nobody can foretell it.
    """
    seen = {rock.slug for rock in taken}
    drawn: list[Rock] = []
    left = [rock for rock in rocks if rock.slug not in seen]
    while len(drawn) < count:
        left = left or list(rocks)
        chance.shuffle(left)
        drawn += left[: count - len(drawn)]
        left = []
    return drawn


def _opened(source: Source) -> Image.Image:
    return Image.open(BytesIO(source) if isinstance(source, bytes) else source)


def _cut_out(rock: Rock, side: int) -> NDArray[np.uint8]:
    with _opened(dict(rock.portraits)[side]) as image:
        colours = np.asarray(image.convert("RGB"))
    with _opened(rock.mask) as image:
        alpha = np.asarray(image.convert("L").resize((side, side), Image.Resampling.BICUBIC))
    rows, columns = np.flatnonzero(alpha.max(1) > 8), np.flatnonzero(alpha.max(0) > 8)
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return np.dstack([own_colours(colours[part], alpha[part]), alpha[part]])


def own_colours(colours: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Replace the colours of the rim, which has some of the portrait's ground, by those within."""
    inner = cv2.erode(alpha, np.ones((RIM, RIM), np.uint8), borderValue=0) > 250
    weight = inner.astype(np.float32)
    total = cv2.GaussianBlur(colours.astype(np.float32) * weight[..., None], (0, 0), 2.0)
    around = total / np.maximum(cv2.GaussianBlur(weight, (0, 0), 2.0), 1e-4)[..., None]
    mixed = np.where(inner[..., None], colours, np.clip(around, 0, 255))
    return np.asarray(mixed.astype(np.uint8))


_small = lru_cache(SMALL_KEPT)(_cut_out)
_large = lru_cache(KEPT)(_cut_out)


@lru_cache(SMALL_KEPT)
def outline(rock: Rock) -> NDArray[np.bool_]:
    """Where the rock is within its own box: height x width, the longer side ``OUTLINE``."""
    with _opened(rock.mask) as image:
        mask = image.convert("L")
        mask = mask.crop(mask.point(lambda value: 255 * (value > 8)).getbbox())
    mask.thumbnail((OUTLINE, OUTLINE))
    return np.asarray(mask) > 200
