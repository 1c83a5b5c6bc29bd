"""Embed many pictures of known people, one face each: for measuring and for fitting.

Not the way of a selfie: no picture is refused, the most prominent face is taken as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import CROP_SIZE, crop_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.facenet import BATCH, FaceNet

MIDDLE = 0.45  # of the shorter side: the part that is taken where no face is found


class Gallery(NamedTuple):
    """Embeddings of a list of pictures."""

    vectors: NDArray[np.float32]
    """N x 128, unit length."""
    found: NDArray[np.bool_]
    """N: whether the detector found a face; else the middle of the picture was embedded."""


def embed_files(
    files: Sequence[Path], weights: Path, progress: Callable[[int, int], None] | None = None
) -> Gallery:
    """Embed the most prominent face of each picture file.

    Args:
        files: pictures, trusted.
        weights: the verified FaceNet file.
        progress: called with how many are done, and how many there are, after each batch.
    """
    facenet = FaceNet(weights)
    vectors, found = [], np.zeros(len(files), bool)
    batch = np.empty((BATCH, CROP_SIZE, CROP_SIZE, 3), np.uint8)
    for index, (crop, face) in enumerate(_crops(files)):
        found[index] = face
        batch[index % BATCH] = crop
        filled = index % BATCH + 1
        if filled == BATCH or index + 1 == len(files):
            vectors.append(facenet.embed(batch[:filled]))
            if progress:
                progress(index + 1, len(files))
    return Gallery(np.concatenate(vectors or [facenet.embed(batch[:0])]), found)


def most_prominent(found: Sequence[Detection], picture_size: tuple[int, int]) -> Detection:
    """Choose as D. Sandberg does for LFW: area minus twice the squared offset from the centre."""

    def value(detection: Detection) -> float:
        left, top, width, height = detection.box
        x, y = left + (width - picture_size[0]) / 2, top + (height - picture_size[1]) / 2
        return width * height - 2 * (x * x + y * y)

    return max(found, key=value)


def _crops(files: Sequence[Path]) -> Iterator[tuple[NDArray[np.uint8], bool]]:
    detector = FaceDetector()
    for path in files:
        with Image.open(path) as image:
            picture = np.asarray(image.convert("RGB"))
        height, width = picture.shape[:2]
        if detections := detector.detect(picture):
            yield crop_face(picture, most_prominent(detections, (width, height)).box), True
        else:
            side = MIDDLE * min(width, height)
            middle = ((width - side) / 2, (height - side) / 2, side, side)
            yield crop_face(picture, middle), False
