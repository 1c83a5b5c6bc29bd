"""Pictures there and back, side by side, as one WebP."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

GAP = 6  # pixels
GROUND = (243, 239, 230)  # the museum's paper
QUALITY = 82


def sheet(rows: Sequence[Sequence[NDArray[np.uint8]]], *, columns: int = 2) -> bytes:
    """Lay rows of pictures (each size x size x 3) onto paper: the bytes of a WebP.

    Args:
        rows: as many pictures in each; a row is one picture, what became of it, and so on.
        columns: so many rows stand beside each other.
    """
    size, width = rows[0][0].shape[0], len(rows[0])
    columns = min(columns, len(rows))
    lines = -(-len(rows) // columns)
    block = width * (size + GAP) + GAP
    paper = Image.new("RGB", (columns * block + GAP, lines * (size + GAP) + GAP), GROUND)
    for number, row in enumerate(rows):
        line, column = divmod(number, columns)
        for place, picture in enumerate(row):
            left = GAP + column * block + place * (size + GAP)
            paper.paste(Image.fromarray(picture), (left, GAP + line * (size + GAP)))
    file = io.BytesIO()
    paper.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


def there_and_back(
    pictures: NDArray[np.uint8], there: NDArray[np.uint8], back: NDArray[np.uint8]
) -> list[list[NDArray[np.uint8]]]:
    """Make a row of each picture, its translation, and that one's translation back."""
    return [list(row) for row in zip(pictures, there, back, strict=True)]
