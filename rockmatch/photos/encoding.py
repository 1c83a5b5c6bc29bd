"""The files of a photo that is shown: WebP and AVIF in three sizes, and what stands there until."""

import io
from typing import Final, Literal

import numpy as np
from PIL import Image

from rockmatch.photos.filling import Picture
from rockmatch.vision.pictures import reduced

Format = Literal["webp", "avif"]

LONG_SIDES: Final = (1600, 800, 400)  # pixels
FORMATS: Final[tuple[Format, ...]] = ("webp", "avif")
WEBP_QUALITY: Final = 82
AVIF_QUALITY: Final = 62
AVIF_SPEED: Final = 7
PREVIEW: Final = 20  # pixels; the long side of what is shown blurred until the photo is there


def encoded(picture: Picture) -> dict[tuple[Format, int], bytes]:
    """Encode a picture in each format and size; it is never enlarged.

    Args:
        picture: RGB, uint8. Files are made from its pixels alone: they hold no metadata.

    Returns:
        By format and long side in pixels, the largest first. A picture smaller than a size is
        there once as it is.
    """
    largest = max(picture.shape[:2])
    image = Image.fromarray(picture)
    files: dict[tuple[Format, int], bytes] = {}
    for side in dict.fromkeys(min(side, largest) for side in LONG_SIDES):
        print_ = reduced(image, side)
        for kind in FORMATS:
            files[kind, side] = _file(print_, kind)
    return files


def preview(picture: Picture) -> bytes:
    """A tiny WebP, to be shown enlarged and blurred."""
    buffer = io.BytesIO()
    reduced(Image.fromarray(picture), PREVIEW).save(buffer, "WEBP", quality=50, method=6)
    return buffer.getvalue()


def mean_colour(picture: Picture) -> str:
    """Colour to show before anything else is there, as hex."""
    red, green, blue = np.asarray(picture).reshape(-1, 3).mean(0).round().astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _file(image: Image.Image, kind: Format) -> bytes:
    buffer = io.BytesIO()
    if kind == "webp":
        image.save(buffer, "WEBP", quality=WEBP_QUALITY, method=4)
    else:
        image.save(buffer, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED)
    return buffer.getvalue()
