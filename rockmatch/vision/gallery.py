"""Embed many pictures of known people, one face each: for measuring and for fitting.

Not the way of a selfie: no picture is refused, the most prominent face is taken as it is.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import crop_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.facenet import BATCH, DIMENSIONS, FaceNet
from rockmatch.vision.networks.engines import Engine

MIDDLE = 0.45  # of the shorter side: the part that is taken where no face is found


class Gallery(NamedTuple):
    """Embeddings of a list of pictures."""

    vectors: NDArray[np.float32]
    """N x 128, unit length."""
    found: NDArray[np.bool_]
    """N: whether the detector found a face; else the middle of the picture was embedded."""


def embed_files(
    files: Sequence[Path],
    weights: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    engine: Engine | None = None,
) -> Gallery:
    """Embed the most prominent face of each picture file, each core at 32 pictures of its own.

    Args:
        files: pictures, trusted.
        weights: the verified FaceNet file.
        progress: called with how many are done, and how many there are, after each batch.
        engine: what executes the networks; by default ONNX Runtime on all cores.
    """
    engine = engine or Engine()
    alone = replace(engine, threads=1)
    detector, facenet = FaceDetector(alone), FaceNet(weights, alone)

    def embed(batch: Sequence[Path]) -> Gallery:
        pairs = [(picture, detector.detect(picture)) for picture in map(_picture, batch)]
        crops = np.stack([_crop(*pair) for pair in pairs])
        return Gallery(facenet.embed(crops), np.array([bool(faces) for _, faces in pairs]))

    parts = [Gallery(np.empty((0, DIMENSIONS), np.float32), np.zeros(0, bool))]
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    done = 0
    with ThreadPoolExecutor(engine.threads, thread_name_prefix="gallery") as executor:
        for part in executor.map(embed, batches):
            parts.append(part)
            done += len(part.found)
            if progress:
                progress(done, len(files))
    return Gallery(*(np.concatenate(fields) for fields in zip(*parts, strict=True)))


def most_prominent(found: Sequence[Detection], picture_size: tuple[int, int]) -> Detection:
    """Choose as D. Sandberg does for LFW: area minus twice the squared offset from the centre."""

    def value(detection: Detection) -> float:
        left, top, width, height = detection.box
        x, y = left + (width - picture_size[0]) / 2, top + (height - picture_size[1]) / 2
        return width * height - 2 * (x * x + y * y)

    return max(found, key=value)


def _picture(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def _crop(picture: NDArray[np.uint8], detections: Sequence[Detection]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    if detections:
        return crop_face(picture, most_prominent(detections, (width, height)).box)
    side = MIDDLE * min(width, height)
    return crop_face(picture, ((width - side) / 2, (height - side) / 2, side, side))
