"""A sheet of pictures before and after: nobody is in them but scikit-image's astronaut."""

import random
from pathlib import Path

import numpy as np
from PIL import Image

from bench.photos_compose import Head, Picture, compose, grounds
from rockmatch.photos.hanging import covered
from rockmatch.photos.rockify import look_at

CELL = 640  # pixels
GAP = 12
PAPER = (244, 241, 234)
# Where her face is in scikit-image's picture of 512 pixels: eyes, nose, corners of the mouth.
MARKS = [[203.2, 101.7], [247.0, 104.5], [223.3, 125.1], [203.4, 142.3], [241.3, 144.4]]
WIDTH = 96.0


def write_sheet(path: Path) -> None:
    """Write her portrait, sixteen of her over a table, and nine of her on any angle."""
    from skimage import data

    astronaut = np.asarray(data.astronaut())
    portrait = np.asarray(Image.fromarray(astronaut).resize((960, 960), Image.Resampling.LANCZOS))
    file = path.with_suffix(".draft.png")
    Image.fromarray(astronaut).save(file)
    heads = [Head(file, np.array(MARKS, np.float32), WIDTH)] * 16
    draw, under = random.Random(4), grounds()
    widths = [draw.uniform(70, 120) for _ in range(9)]
    rolls = [draw.uniform(-30, 30) for _ in widths]
    group, _ = compose(heads[:9], under["coffee"], (1280, 1280), widths, draw, rolls=rolls)
    turned, _ = compose(heads[:9], under["brick"], (1280, 1280), [150.0] * 9, draw)
    file.unlink()
    cells = [(picture, _after(picture)) for picture in (portrait, group, turned)]
    sheet = Image.new("RGB", (len(cells) * (CELL + GAP) - GAP, 2 * CELL + GAP), PAPER)
    for column, pair in enumerate(cells):
        for row, cell in enumerate(pair):
            small = Image.fromarray(cell).resize((CELL, CELL), Image.Resampling.LANCZOS)
            sheet.paste(small, (column * (CELL + GAP), row * (CELL + GAP)))
    sheet.save(path, quality=78, method=6)
    print(f"{path}: above before, below after. Look at it before it is committed.")


def _after(picture: Picture) -> Picture:
    looked = look_at(picture)
    return covered(looked.picture, looked.faces).picture
