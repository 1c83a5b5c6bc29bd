"""A picture of which parts are forgotten: what it holds there follows from the rest of it alone.

With all its heads forgotten it is the **ground** of a photo. It holds no pixel of a face, so it may
be kept, and rocks are hung on it anew without the original.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.photos.filling import Picture, destroyed_by, filled
from rockmatch.photos.heads import Head
from rockmatch.vision.errors import PictureError

EFFORT: Final = 30  # of 100, for a file without loss
METHOD: Final = 2  # of 6


@dataclass(frozen=True)
class Scene:
    """A picture and what is forgotten of it."""

    picture: Picture
    """RGB, uint8, height x width x 3."""
    destroyed: NDArray[np.bool_]
    """Height x width: where nothing of the original is."""

    @classmethod
    def whole(cls, picture: Picture) -> "Scene":
        """A picture of which all is there."""
        return cls(picture, np.zeros(picture.shape[:2], bool))

    def without(self, heads: Sequence[Head]) -> "Scene":
        """Forget some heads too. What is under them has no part in the result."""
        destroyed = self.destroyed | destroyed_by(list(heads), self.picture.shape)
        return Scene(filled(self.picture, destroyed), destroyed)

    def encoded(self) -> bytes:
        """Write it to a WebP without loss; what is forgotten is transparent there."""
        there = np.where(self.destroyed, 0, 255).astype(np.uint8)
        buffer = io.BytesIO()
        image = Image.fromarray(np.dstack([self.picture, there]))
        # "exact" keeps the colours of transparent pixels, which another encoder would drop.
        image.save(buffer, "WEBP", lossless=True, exact=True, quality=EFFORT, method=METHOD)
        return buffer.getvalue()

    @classmethod
    def decoded(cls, data: bytes) -> "Scene":
        """Read what ``encoded`` wrote.

        Raises:
            PictureError: ``not_an_image``.
        """
        try:
            with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
                all_four = np.asarray(image.convert("RGBA"))
        except Exception as problem:  # noqa: BLE001 - decoders raise anything
            raise PictureError("not_an_image", type(problem).__name__) from None
        return cls(np.ascontiguousarray(all_four[..., :3]), all_four[..., 3] < 128)
