"""How the mask of a portrait is kept: a grey WebP of two kilobytes."""

from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE: Final = 512  # pixels
LEVELS: Final = 16  # steps of its soft edge


def encode_mask(rock: NDArray[np.float32]) -> bytes:
    """Write how much of each pixel is rock, 0 to 1, a square of any size."""
    if len(rock) != SIDE:
        whole = Image.fromarray(np.asarray(rock, np.float32))
        rock = np.asarray(whole.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    steps = np.round(np.clip(rock, 0, 1) * (LEVELS - 1)) * (255 / (LEVELS - 1))
    buffer = BytesIO()
    Image.fromarray(steps.round().astype(np.uint8)).save(
        buffer, "WEBP", lossless=True, quality=100, method=6
    )
    return buffer.getvalue()
