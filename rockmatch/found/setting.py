"""A stone that was cut out, on the museum's ground: where a portrait has it, with a soft shadow."""

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.photos.rocks import own_colours
from rockmatch.portraits.framing import ENLARGED, GROUND
from rockmatch.portraits.museum import SIZES

type Floats = NDArray[np.float32]

SHARE: Final = 0.72  # of the portrait's side that the stone may take
FOOT: Final = 0.86  # of the side: its lower edge is never below this
SIDES: Final = tuple(side for side in sorted(SIZES) if side >= 512)
SHADOWS: Final = ((0.10, 0.30, 0.018), (0.22, 0.22, 0.05))
"""Height (of the stone's width), strength and blur (of the side): at its foot, and around it."""
GLOW: Final = 0.05  # by how much the ground is lighter behind the stone, and darker in the corners


class Laid(NamedTuple):
    """A portrait, and how much of each of its pixels is stone."""

    portrait: Image.Image
    mask: Floats


def set_on_ground(picture: NDArray[np.uint8], matte: Floats) -> Laid:
    """Lay the stone of a photograph on a ground.

    Args:
        picture: RGB, height x width x 3.
        matte: 0 to 1, height x width, somewhere above a half.

    Returns:
        Squares of one of `SIDES`, the smallest that the stone fills.
    """
    rows, columns = np.flatnonzero(matte.max(1) > 0.03), np.flatnonzero(matte.max(0) > 0.03)
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    alpha = (255 * matte[part]).round().astype(np.uint8)
    colours = own_colours(np.ascontiguousarray(picture[part]), alpha)
    longer = max(alpha.shape)
    side = next((side for side in SIDES if longer <= SHARE * side), SIDES[-1])
    scale = min(ENLARGED, SHARE * side / longer)
    size = tuple(max(1, round(scale * each)) for each in alpha.shape[::-1])
    stone = _sized(colours, size).astype(np.float32)
    mask = _placed(_sized(alpha, size).astype(np.float32) / np.float32(255), side)
    ground = _ground(side) * (1 - _shadow(mask)[..., None])
    whole = np.dstack([_placed(stone[..., channel], side) for channel in range(3)])
    laid = ground + mask[..., None] * (whole - ground)
    return Laid(Image.fromarray(laid.clip(0, 255).round().astype(np.uint8)), mask)


def _sized(pixels: NDArray[np.uint8], size: tuple[int, ...]) -> NDArray[np.uint8]:
    image = Image.fromarray(pixels).resize((size[0], size[1]), Image.Resampling.LANCZOS)
    return np.asarray(image)


def _placed(field: Floats, side: int) -> Floats:
    """Put a field of the stone's size where the stone stands in the square, 0 around it."""
    height, width = field.shape
    top = min(round(0.52 * side - height / 2), round(FOOT * side) - height)
    left = (side - width) // 2
    square = np.zeros((side, side), np.float32)
    square[top : top + height, left : left + width] = field
    return square


def _ground(side: int) -> Floats:
    """The museum's neutral ground, a little lighter behind the stone."""
    across = np.linspace(-1, 1, side, dtype=np.float32)
    away = np.sqrt(across[None] ** 2 + (across[:, None] + 0.1) ** 2)
    light = 1 + GLOW * (0.6 - away)
    return np.asarray(light[..., None] * np.array(GROUND, np.float32))


def _shadow(mask: Floats) -> Floats:
    """How much light the stone takes from the ground: most where it stands."""
    side = len(mask)
    rows, columns = np.nonzero(mask > 0.5)
    foot, width = int(rows.max()), int(np.ptp(columns)) + 1
    low = rows > foot - 0.2 * (foot - rows.min() + 1)
    middle = int((columns[low].min() + columns[low].max()) / 2)
    reach = max((np.ptp(columns[low]) + 1) / 2, 0.3 * width)
    dark = np.zeros_like(mask)
    for height, strength, blur in SHADOWS:
        spot = np.zeros_like(mask)
        axes = (round(reach * (1 + height)), max(1, round(height * width / 2)))
        cv2.ellipse(spot, (middle, foot - axes[1] // 3), axes, 0, 0, 360, 1.0, -1)
        dark += strength * cv2.GaussianBlur(spot, (0, 0), blur * side)
    return np.asarray(dark.clip(0, 0.8), np.float32)
