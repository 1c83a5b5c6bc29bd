"""What is painted, from what, and on which ground."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import Box
from rockmatch.vision.quality import LUMA

Picture = NDArray[np.uint8]
HEAD: Final = 1.8  # of the face's longer side: with hair and neck
STONE: Final = 0.46  # of a portrait's side: what lies in the middle is all stone
CONTRAST: Final = 0.8  # of a face that is left in the first coat


class Head(NamedTuple):
    """What is painted."""

    square: Picture
    """RGB, uint8, side x side x 3."""
    landmarks: NDArray[np.float32]
    """5 x 2 (x, y): eyes, nose, corners of the mouth, as shares of the side."""


def head_of(picture: Picture, box: Box, landmarks: NDArray[np.floating]) -> Head:
    """Cut a square around a head out of a picture; a smaller one where there is not enough of it.

    Args:
        picture: RGB, uint8, height x width x 3.
        box: Of the face: left, top, width, height in pixels.
        landmarks: 5 x 2 (x, y), pixels of the picture.
    """
    height, width = picture.shape[:2]
    left, top, across, down = box
    side = max(1, min(round(HEAD * max(across, down)), width, height))
    x = round(min(max(left + (across - side) / 2, 0), width - side))
    y = round(min(max(top + (down - side) / 2, 0), height - side))
    square = np.ascontiguousarray(picture[y : y + side, x : x + side])
    return Head(square, ((landmarks - [x, y]) / side).astype(np.float32))


def stone_of(portrait: Picture) -> Picture:
    """Cut the stone out of the middle of a rock's portrait, without the ground that it lies on."""
    height, width = portrait.shape[:2]
    side = max(1, round(STONE * min(height, width)))
    x, y = (width - side) // 2, (height - side) // 2
    return np.ascontiguousarray(portrait[y : y + side, x : x + side])


def resized(picture: Picture, size: int) -> Picture:
    """Make a picture `size` x `size` pixels."""
    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS))


def first_coat(face: Picture, stone: Picture) -> Picture:
    """Draw a face in shades of a stone's mean colour, with which the painting begins.

    Gatys et al. begin with noise or the picture. From skin, the colour of the stone is a long way,
    and the face stays pink on it.
    """
    light = face.astype(np.float32) @ LUMA
    colour = stone.reshape(-1, 3).mean(axis=0, dtype=np.float32)
    shade = colour / max(float(colour @ LUMA), 1.0)
    coat = colour + CONTRAST * (light - light.mean())[..., None] * shade
    return coat.round().clip(0, 255).astype(np.uint8)
