"""Search bytes for what is left of a photo: its file, its pixels, and the face in any picture.

What is outside of the heads is kept on purpose, but as compressed pictures. So a picture that is
found is looked into: whether it shows, where the face was, what the original shows there.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bench.traces import Traces, slices, traces_of
from rockmatch.photos.heads import Head
from rockmatch.photos.rockify import Looked
from rockmatch.vision.face import Face
from rockmatch.vision.pictures import encode_picture

INNER: Final = 0.6  # of a head's half axes: what is compared
ALIKE: Final = 0.5  # correlation of the detail, above which a picture shows the face
LEAST_SIDE: Final = 32  # pixels; smaller pictures show nobody
KINDS: Final = ("WEBP", "AVIF", "JPEG", "PNG", "TIFF", "GIF", "BMP")
ROWS: Final = 12  # of the face's pixels that are looked for


@dataclass(frozen=True)
class PhotoTraces(Traces):
    """What to look for.

    Attributes:
        picture: The original as it would have been shown, RGB.
        boxes: Where its face is: left, top, right, bottom in pixels.
    """

    picture: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0, 3), np.uint8))
    boxes: tuple[tuple[int, int, int, int], ...] = ()
    seen: dict[bytes, bool] = field(default_factory=dict)
    """Pictures that were looked into, by their digest: the house's own are there every time."""

    def found_in(self, content: bytes) -> set[str]:
        """Names of what `content` holds."""
        found = super().found_in(content)
        if self.boxes:
            digest = sha256(content).digest()
            if digest not in self.seen:
                self.seen[digest] = self.shown_in(content)
            if self.seen[digest]:
                found.add("the face, in a picture")
        return found

    def shown_in(self, content: bytes) -> bool:
        """Whether bytes are a picture of the photo's shape in which one of its faces is seen."""
        try:
            with Image.open(BytesIO(content), formats=KINDS) as image:
                found = np.asarray(image.convert("RGBA").convert("RGB"))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            return False
        height, width = self.picture.shape[:2]
        shape = found.shape[1] / found.shape[0]
        if min(found.shape[:2]) < LEAST_SIDE or abs(np.log(shape * height / width)) > 0.05:
            return False
        enlarged = np.asarray(cv2.resize(found, (width, height)), np.uint8)
        return any(_likeness(self.picture, enlarged, box) > ALIKE for box in self.boxes)


def photo_traces(sent: bytes, looked: Looked | None, face: Face | None) -> PhotoTraces:
    """Collect the traces that a photo could leave.

    Args:
        sent: The file as the author sent it.
        looked: What the darkroom sees in it; None if it was refused.
        face: What a reader of selfies would read from it, which nobody should have.
    """
    if looked is None:
        return PhotoTraces(traces_of(sent, None, None).exact)
    shown = encode_picture(Image.fromarray(looked.picture))
    known = traces_of(sent, shown, face)
    # The largest is a face; what else is seen may be none, and then lies open in other photos.
    boxes = tuple(_inner(standing.head(looked.picture.shape)) for standing in looked.faces[:1])
    pixels = {"pixels of a face": [run for box in boxes for run in _rows(looked.picture, box)]}
    # Of the whole picture these are everywhere on purpose.
    exact = {name: runs for name, runs in known.exact.items() if name != "pixels"}
    return PhotoTraces(exact | pixels, known.embedding, looked.picture, boxes)


def _inner(head: Head) -> tuple[int, int, int, int]:
    wide, high = INNER * head.half_width, INNER * head.half_height
    return (
        max(round(head.x - wide), 0),
        max(round(head.y - high), 0),
        round(head.x + wide),
        round(head.y + high),
    )


def _rows(picture: NDArray[np.uint8], box: tuple[int, int, int, int]) -> list[bytes]:
    """Runs of a face's pixels as they would lie in memory, one from each of some rows."""
    left, top, right, bottom = box
    part = picture[top:bottom, left:right]
    chosen = np.linspace(0, len(part) - 1, ROWS).astype(int)
    return [run for row in chosen for run in slices(part[row].tobytes())[:1]]


def _likeness(
    one: NDArray[np.uint8], other: NDArray[np.uint8], box: tuple[int, int, int, int]
) -> float:
    """Correlation of what two pictures show in detail within a box."""
    left, top, right, bottom = box
    details = []
    for picture in (one, other):
        grey = cv2.cvtColor(picture[top:bottom, left:right], cv2.COLOR_RGB2GRAY).astype(np.float32)
        details.append((grey - cv2.GaussianBlur(grey, (0, 0), max(2, (right - left) / 8))).ravel())
    if min(detail.std() for detail in details) < 1e-3:
        return 0.0
    return float(np.corrcoef(details[0], details[1])[0, 1])
