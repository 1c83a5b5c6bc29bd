"""From a photograph to what hangs of it: portraits, a mask, and what the gate says."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.found.judging import Unsure
from rockmatch.found.matte import matte
from rockmatch.found.setting import set_on_ground
from rockmatch.importers.eyes import Eyes
from rockmatch.portraits.framing import frame
from rockmatch.portraits.masks import encode_mask
from rockmatch.services.rocks import LEAST_SIDE, middle, portraits_of
from rockmatch.vision.pictures import reduced

LONG_SIDE: Final = 1280  # pixels; more shows in no portrait


class NotAStone(Exception):
    """Nothing of it may hang. `code` is `a_face` or `no_stone`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Made:
    """What hangs of a photograph.

    Attributes:
        portraits: WebP by size in pixels, the largest first.
        mask: WebP; empty where the stone is shown in its surroundings.
        verdict: The gate's, on the portraits and on the photograph.
    """

    portraits: dict[int, bytes]
    mask: bytes
    verdict: dict[str, Any]

    @property
    def is_cut(self) -> bool:
        return bool(self.mask)


def make(
    picture: NDArray[np.uint8],
    *,
    cut: bool,
    eyes: Eyes,
    on_screening: Callable[[], object] = lambda: None,
) -> Made:
    """Make portraits of the stone in a photograph, if it is one.

    Args:
        picture: RGB, height x width x 3.
        cut: Cut it out of its background; where that is not sure, it is shown as it lies.
        eyes: The networks.
        on_screening: Called before they look.

    Raises:
        NotAStone: A detector sees a face in it, or it shows no single stone.
    """
    whole = reduced(Image.fromarray(picture), LONG_SIDE)
    square, mask = _cut(whole) if cut else (None, b"")
    portraits = portraits_of(square or in_its_surroundings(whole))
    on_screening()
    shown = [Image.open(io.BytesIO(content)) for content in portraits.values()]
    verdict = eyes.screen([*shown, whole])
    if verdict["faces"]:
        raise NotAStone("a_face")
    if eyes.shows_no_stone(np.asarray(whole)):
        raise NotAStone("no_stone")
    return Made(portraits, mask, verdict)


def _cut(picture: Image.Image) -> tuple[Image.Image | None, bytes]:
    """The stone on the museum's ground and its mask; nothing where the cut is not sure."""
    pixels = np.asarray(picture)
    try:
        made = set_on_ground(pixels, matte(pixels))
    except Unsure:
        return None, b""
    return made.portrait, encode_mask(made.mask)


def in_its_surroundings(picture: Image.Image) -> Image.Image:
    """The square in the middle of a photograph; a small one as a print on the museum's ground."""
    return middle(picture) if min(picture.size) >= LEAST_SIDE else frame(picture)
