"""A sheet of pictures before and after, in which nobody's face is seen but the astronaut's."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from bench.photos_compose import Head, Picture, compose, grounds
from rockmatch.photos.hanging import covered
from rockmatch.photos.rockify import look_at

CELL = 640  # pixels
GAP = 12


def write_sheet(path: Path, heads: Sequence[Head]) -> None:
    """Write two rows: the astronaut before and after; a portrait and two groups, only after."""
    from skimage import data

    astronaut = np.asarray(data.astronaut())
    portrait = np.asarray(Image.fromarray(astronaut).resize((960, 960), Image.Resampling.LANCZOS))
    draw = random.Random(4)
    under = grounds()
    widths = [draw.uniform(60, 110) for _ in range(16)]
    rolls = [draw.uniform(-35, 35) for _ in widths]
    group, _ = compose(heads[:16], under["coffee"], (1280, 1280), widths, draw, rolls=rolls)
    turned, _ = compose(heads[16:25], under["brick"], (1280, 1280), [150.0] * 9, draw)
    cells = [portrait, _after(portrait), _after(group), _after(turned)]
    sheet = Image.new("RGB", (2 * CELL + GAP, 2 * CELL + GAP), (244, 241, 234))
    for place, cell in enumerate(cells):
        row, column = divmod(place, 2)
        small = Image.fromarray(cell).resize((CELL, CELL), Image.Resampling.LANCZOS)
        sheet.paste(small, (column * (CELL + GAP), row * (CELL + GAP)))
    sheet.save(path, quality=86, method=6)
    print(f"Look at {path} before it is committed: every face but the first must be a rock.")


def _after(picture: Picture) -> Picture:
    looked = look_at(picture)
    return covered(looked.picture, looked.faces).picture
