"""Picture files become arrays, as many at a time as fit in memory."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.dataset.files import Unreadable
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.dataset.walk import Picture
from rockmatch.vision.errors import PictureError
from rockmatch.vision.facenet import BATCH
from rockmatch.vision.pictures import open_picture

BATCH_PIXELS = 16_000_000  # 48 MB; a single larger picture makes a batch of its own
MIN_SIDE = 20  # pixels, the smallest face that MTCNN finds

_REASONS = {
    "not_an_image": "not a picture (JPEG, PNG, WebP, HEIC or AVIF), or a broken one",
    "too_large": "too large",
    "too_small": "too small",
}


@dataclass(frozen=True)
class Limits:
    """How large a picture may be. The files are one's own, so this is for the memory's sake."""

    max_bytes: int = 200_000_000
    max_pixels: int = 150_000_000
    """What a header may promise. Above 178 million Pillow itself refuses."""


DEFAULT_LIMITS = Limits()


class Loaded(NamedTuple):
    """A picture in memory."""

    picture: Picture
    pixels: NDArray[np.uint8]
    """RGB, height x width x 3."""
    digest: str = ""
    """SHA-256 of the file, where it is wanted."""


@dataclass
class Batch:
    """Some pictures in memory, and what became of those that came between them."""

    loaded: list[Loaded] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether the networks should look at it now."""
        size = sum(one.pixels.size for one in self.loaded) // 3
        return max(len(self.loaded), len(self.outcomes)) >= BATCH or size >= BATCH_PIXELS


def load_batches(
    pictures: Iterable[Picture], load: Callable[[Picture], Loaded | None]
) -> Iterator[Batch]:
    """Load pictures, at most 32 or 16 megapixels at a time.

    Args:
        pictures: which, in this order.
        load: reads one; None where an earlier run did all there is to do, and raises
            ``Unreadable`` where it cannot be read.
    """
    batch = Batch()
    for picture in pictures:
        try:
            if one := load(picture):
                batch.loaded.append(one)
            else:
                batch.outcomes.append(Outcome(picture.key, "kept"))
        except Unreadable as problem:
            batch.outcomes.append(picture.failed(str(problem)))
        if batch.is_full:
            yield batch
            batch = Batch()
    if batch.loaded or batch.outcomes:
        yield batch


def decode(data: bytes, limits: Limits) -> NDArray[np.uint8]:
    """Decode a picture as a selfie is decoded: upright, sRGB, at most 2048 pixels long.

    Returns:
        RGB, uint8, height x width x 3.

    Raises:
        Unreadable: it is no picture, a broken one, a bomb, or tiny.
    """
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            image = open_picture(
                data, max_bytes=limits.max_bytes, max_pixels=limits.max_pixels, min_side=MIN_SIDE
            )
    except PictureError as problem:
        detail = f" ({problem.detail})" if problem.code != "not_an_image" and problem.detail else ""
        raise Unreadable(_REASONS[problem.code] + detail) from None
    return np.asarray(image)
