"""Cut a face out of a picture the way FaceNet's training pictures were cut.

As in the seed (``align_dataset_mtcnn --image_size 160 --margin 32`` of D. Sandberg's facenet): the
detector's box, wider and taller by the margin in pixels of the picture, clipped at the picture's
border, resized with bilinear interpolation; no rotation.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CROP_SIZE = 160  # pixels, the input of FaceNet
MARGIN = 32  # pixels of the picture, both sides together

Box = tuple[float, float, float, float]  # left, top, width, height, in pixels


def crop_face(
    picture: NDArray[np.uint8], box: Box, *, margin: int = MARGIN, size: int = CROP_SIZE
) -> NDArray[np.uint8]:
    """Cut ``box`` and its margin out of a picture.

    Args:
        picture: RGB, uint8, height x width x 3.
        box: left, top, width, height in pixels; may reach over the border.
        margin: pixels of the picture added to width and to height, half on each side.
        size: side of the square crop, pixels.

    Returns:
        RGB, uint8, size x size x 3.

    Raises:
        ValueError: the box lies outside the picture.
    """
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = widen(box, margin, (width, height))
    if x1 <= x0 or y1 <= y0:
        raise ValueError("the box lies outside the picture")
    cut = Image.fromarray(np.ascontiguousarray(picture[y0:y1, x0:x1]))
    return np.asarray(cut.resize((size, size), Image.Resampling.BILINEAR))


def widen(box: Box, margin: int, picture_size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Add the margin to a box and clip it at the border of a picture (width, height), in pixels.

    Returns:
        Left, top, right, bottom; nothing lies between them where the box is outside.
    """
    left, top, width, height = box
    half = margin / 2
    return (
        int(max(left - half, 0)),
        int(max(top - half, 0)),
        int(min(left + width + half, picture_size[0])),
        int(min(top + height + half, picture_size[1])),
    )
