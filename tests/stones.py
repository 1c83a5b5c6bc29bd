"""Photographs of stones, as members bring them, and eyes that need no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rockmatch.photos.rocks import read_rocks
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import Face
from tests.faces import as_file

PAPER = (226, 221, 210)


@cache
def a_rock(number: int = 0) -> Image.Image:
    """A rock of the museum, cut out: RGBA, some 400 pixels wide."""
    return Image.fromarray(read_rocks()[number].picture(512))


def photograph(
    number: int = 0,
    *,
    size: tuple[int, int] = (800, 640),
    ground: tuple[int, int, int] = PAPER,
    left: int | None = None,
) -> tuple[Image.Image, NDArray[np.bool_]]:
    """A rock on a plain ground, with a soft shadow and a little noise; and where it lies."""
    rock = a_rock(number)
    place = ((size[0] - rock.width) // 2 if left is None else left, (size[1] - rock.height) // 2)
    picture = Image.new("RGB", size, ground)
    dark = Image.new("L", size)
    dark.paste(rock.getchannel("A").point(lambda value: value // 3), (place[0] + 8, place[1] + 10))
    picture.paste((0, 0, 0), mask=dark.filter(ImageFilter.GaussianBlur(10)))
    picture.paste(rock, place, rock)
    noise = np.random.default_rng(1).normal(0, 2, (size[1], size[0], 3))
    grainy = (np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)
    truth = Image.new("L", size)
    truth.paste(rock.getchannel("A"), place)
    return Image.fromarray(grainy), np.asarray(truth) > 127


def rubble(size: tuple[int, int] = (800, 640)) -> Image.Image:
    """Texture everywhere, and no edge of a single stone."""
    noise = np.random.default_rng(2).normal(128, 40, (size[1], size[0], 3))
    picture = Image.fromarray(noise.clip(0, 255).astype(np.uint8))
    return picture.filter(ImageFilter.GaussianBlur(3))


def photograph_file(number: int = 0, **how: Any) -> bytes:
    """The same as a phone sends it."""
    return as_file(photograph(number, **how)[0], quality=92)


@dataclass
class Eyes:
    """Sees what it is told to."""

    faces: int = 0
    no_stone: bool = False
    looked_at: Sequence[Image.Image] = ()

    def read(self, picture: NDArray[np.uint8]) -> Face:
        raise FaceError("no_face", f"{picture.shape}")

    def embed_crop(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.zeros(len(crop), np.float32)

    def shows_no_stone(self, picture: NDArray[np.uint8]) -> bool:
        return self.no_stone

    def screen(self, pictures: Sequence[Image.Image]) -> dict[str, Any]:
        self.looked_at = list(pictures)
        one = {
            "detector": "mtcnn",
            "version": "1",
            "threshold": 0.8,
            "highest_score": 0.97 if self.faces else 0.21,
            "faces": self.faces,
            "at": [],
            "bars": True,
        }
        return {
            "faces": self.faces,
            "highest_score": one["highest_score"],
            "sizes": [max(picture.size) for picture in pictures],
            "verdicts": [one],
        }
