"""Destroy parts of a picture: put there what follows from the rest of it alone."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.photos.heads import Head

Picture = NDArray[np.uint8]
NOTHING = (128.0, 128.0, 128.0)  # where the whole picture is destroyed


def destroyed_by(heads: list[Head], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Pixels that lie within a head, also in part: height x width of ``shape``."""
    mask = np.zeros(shape[:2], bool)
    for head in heads:
        rows, columns = window(head, shape)
        y, x = np.mgrid[rows, columns]
        within = head.distance(np.stack([x + 0.5, y + 0.5], axis=-1)) <= _rim(head)
        mask[rows, columns] |= within
    return mask


def window(head: Head, shape: tuple[int, ...], factor: float = 1.0) -> tuple[slice, slice]:
    """Rows and columns of the picture around a head, so many times as large; perhaps none."""
    across, down = head.reach()
    height, width = shape[:2]

    def part(middle: float, reach: float, length: int) -> slice:
        start = int(np.clip(np.floor(middle - reach * factor - 2), 0, length))
        return slice(start, int(np.clip(np.ceil(middle + reach * factor + 2), start, length)))

    return part(head.y, down, height), part(head.x, across, width)


def _rim(head: Head) -> float:
    """A pixel counts whose middle is a little outside: half of it is within."""
    return 1 + 0.75 / min(head.half_width, head.half_height)


def filled(picture: Picture, destroyed: NDArray[np.bool_]) -> Picture:
    """Replace what is destroyed by colours of what is around it.

    Holes are filled from coarser and coarser averages of what is known (Gortler et al. 1996, "The
    Lumigraph", call it push-pull). No pixel of the result depends on one that is destroyed.

    Args:
        picture: RGB, uint8.
        destroyed: which pixels to forget, height x width.
    """
    if not destroyed.any():
        return picture.copy()
    known = np.where(destroyed, 0, 1).astype(np.float32)
    colours = picture.astype(np.float32) * known[..., None]
    smooth = _push_pull(colours, known)
    return np.where(destroyed[..., None], np.clip(smooth + 0.5, 0, 255).astype(np.uint8), picture)


def _push_pull(colours: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours (premultiplied by how well each is known) for every pixel."""
    height, width = known.shape
    if max(height, width) == 1 or (known > 0.99).all():
        own = colours / np.maximum(known, 1e-6)[..., None]
        nothing = np.array(NOTHING, np.float32)
        return np.asarray(np.where(known[..., None] > 1e-6, own, nothing), np.float32)
    half = (width + 1) // 2, (height + 1) // 2
    coarse = np.asarray(cv2.resize(colours, half, interpolation=cv2.INTER_AREA), np.float32)
    share = np.asarray(cv2.resize(known, half, interpolation=cv2.INTER_AREA), np.float32)
    # What is known at all counts as known at the next size, or the middle of a hole stays grey.
    trust = np.minimum(np.float32(1), share * 4) / np.maximum(share, np.float32(1e-6))
    below = _push_pull(coarse * trust[..., None], share * trust)
    up = cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(colours + (1 - known)[..., None] * up, np.float32)
