"""What looks at the pictures of an import: the networks, or, in a test, something quicker."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from rockmatch.vision.face import Face
    from rockmatch.vision.reader import FaceReader


class Eyes(Protocol):
    """Reads humans and looks at stones. Pictures are RGB, uint8, height x width x 3."""

    def read(self, picture: NDArray[np.uint8]) -> "Face":
        """Find the one face, or raise FaceError."""
        ...

    def embed_crop(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed a face of 160 x 160 that was aligned elsewhere."""
        ...

    def shows_no_stone(self, picture: NDArray[np.uint8]) -> bool:
        """Tell whether it shows a room, people or a shelf."""
        ...

    def screen(self, pictures: Sequence[Image.Image]) -> dict[str, Any]:
        """The gate's verdict on a stone in these sizes."""
        ...


class Networks:
    """The worker's own networks and the museum's gate, loaded when they are first needed."""

    @property
    def _reader(self) -> "FaceReader":
        from rockmatch import worker

        return worker.reader()

    def read(self, picture: NDArray[np.uint8]) -> "Face":
        """As a selfie is read."""
        return self._reader.read(picture)

    def embed_crop(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """As it is, without looking for a face in it."""
        return self._reader.embed_crop(crop)

    def shows_no_stone(self, picture: NDArray[np.uint8]) -> bool:
        """By its place in face space."""
        return self._reader.shows_no_stone(picture)

    def screen(self, pictures: Sequence[Image.Image]) -> dict[str, Any]:
        """By all detectors that are installed."""
        from rockmatch import gate

        return gate.screen(pictures)
