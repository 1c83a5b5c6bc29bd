"""Rocks with a mask of their own as photos need them: of the storage, cut out. It loads OpenCV."""

from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

from rockmatch import models, portrait_store
from rockmatch.photos.rocks import Rock

_EVEN: Final = 12.0  # of 255: a difference of both halves that a lamp at the side makes


def read(rock: models.Rock) -> Rock:
    """Read a rock that has a mask of its own.

    Raises:
        FileNotFoundError: Its files are gone, as it will be in a moment.
    """
    portraits = sorted(rock.portraits, key=lambda portrait: portrait["size"])
    files = tuple((p["size"], portrait_store.read(p["file"])) for p in portraits)
    mask = portrait_store.read(rock.mask)
    lit_from = rock.parameters.get("light_side")
    return Rock(
        slug=rock.slug,
        portraits=files,
        mask=mask,
        lit_from=light_side(files[0][1], mask) if lit_from is None else lit_from,
    )


def light_side(portrait: bytes, mask: bytes) -> float:
    """Where a photographed stone has its light from: -1 left to 1 right, by its two halves."""
    with Image.open(BytesIO(portrait)) as image:
        light = np.asarray(image.convert("L"), np.float32)
    with Image.open(BytesIO(mask)) as image:
        stone = np.asarray(image.convert("L").resize(light.shape[::-1])) > 200
    columns = np.nonzero(stone)[1]
    right = columns > np.median(columns)
    lights = light[stone]
    if right.all() or not right.any():
        return 0.0
    return float(np.clip((lights[right].mean() - lights[~right].mean()) / _EVEN, -1, 1))
