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

from rockmatch.vision.alignment import align_face, crop_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.facenet import BATCH, DIMENSIONS, FaceNet
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.pictures import open_picture

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
    """Embed the most prominent face of each picture file, each core up to 32 at a time.

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
        crops, faces = crop_files(batch, detector)
        return Gallery(facenet.embed(crops), faces)

    parts = [Gallery(np.empty((0, DIMENSIONS), np.float32), np.zeros(0, bool))]
    rounds = -(-len(files) // (BATCH * engine.threads))
    size = -(-len(files) // max(rounds * engine.threads, 1))  # of a batch, so that all end together
    batches = [files[start : start + size] for start in range(0, len(files), max(size, 1))]
    done = 0
    with ThreadPoolExecutor(engine.threads, thread_name_prefix="gallery") as executor:
        for part in executor.map(embed, batches):
            parts.append(part)
            done += len(part.found)
            if progress:
                progress(done, len(files))
    return Gallery(*(np.concatenate(fields) for fields in zip(*parts, strict=True)))


def crop_files(
    files: Sequence[Path], detector: FaceDetector
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Cut the most prominent face out of each picture file, one after the other.

    Returns:
        Crops, n x 160 x 160 x 3, and whether there was a face; else it is the middle.
    """
    pairs = [(picture, detector.detect(picture)) for picture in map(read_picture, files)]
    crops = np.stack([_crop(*pair) for pair in pairs])
    return crops, np.array([bool(faces) for _, faces in pairs])


def most_prominent(found: Sequence[Detection], picture_size: tuple[int, int]) -> Detection:
    """Choose as D. Sandberg does for LFW: area minus twice the squared offset from the centre."""

    def value(detection: Detection) -> float:
        left, top, width, height = detection.box
        x, y = left + (width - picture_size[0]) / 2, top + (height - picture_size[1]) / 2
        return width * height - 2 * (x * x + y * y)

    return max(found, key=value)


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Open a file as an upload is opened: upright, in sRGB, at most 2048 pixels; even if tiny.

    Raises:
        PictureError: ``not_an_image`` or ``too_large``.
    """
    return np.asarray(open_picture(path.read_bytes(), min_side=1))


def _crop(picture: NDArray[np.uint8], detections: Sequence[Detection]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    if detections:
        return align_face(picture, most_prominent(detections, (width, height)).landmarks)
    return crop_middle(picture)


def crop_middle(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cut out the middle of a picture in which no face was found: 160 x 160 x 3."""
    height, width = picture.shape[:2]
    side = MIDDLE * min(width, height)
    return crop_face(picture, ((width - side) / 2, (height - side) / 2, side, side))
