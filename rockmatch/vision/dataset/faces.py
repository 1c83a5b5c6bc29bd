"""Which detector, and the one face that is cut out of each picture."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import CROP_SIZE, Box, align_face, crop_face, widen
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.dlib_detector import DlibDetector
from rockmatch.vision.gallery import most_prominent
from rockmatch.vision.networks.engines import Engine

DetectorName = Literal["mtcnn", "dlib"]


class Detector(Protocol):
    """What finds faces in many pictures at once."""

    def detect_many(self, pictures: Sequence[NDArray[np.uint8]], /) -> list[list[Detection]]:
        """Find all faces in each picture (RGB, uint8, height x width x 3)."""


class Cut(NamedTuple):
    """The most prominent face of a picture."""

    crop: NDArray[np.uint8]
    """RGB, size x size x 3."""
    corners: tuple[int, int, int, int]
    """Left, top, right, bottom of what was cut out, pixels of the upright picture."""
    faces: int
    """How many faces there were."""


def make_detector(name: DetectorName, engine: Engine) -> Detector:
    """Load a detector; ``engine`` executes MTCNN.

    Raises:
        DetectorMissing: dlib is not installed.
        WeightsMissing, WeightsCorrupt: MTCNN's own files are not there, or are others.
    """
    return DlibDetector() if name == "dlib" else FaceDetector(engine)


def cut_faces(
    detector: Detector,
    pictures: Sequence[NDArray[np.uint8]],
    *,
    margin: int | None,
    size: int = CROP_SIZE,
) -> list[Cut | None]:
    """Cut the most prominent face out of each picture; None where there is no face.

    Args:
        detector: finds the faces.
        pictures: RGB, uint8, height x width x 3 each.
        margin: see ``alignment.crop_face``; None to turn faces upright as the worker does, which
            needs a detector of landmarks and 160 pixels.
        size: side of the crops, pixels.
    """
    found = detector.detect_many(pictures)
    return [
        _cut(picture, faces, margin, size) for picture, faces in zip(pictures, found, strict=True)
    ]


def _cut(
    picture: NDArray[np.uint8], found: Sequence[Detection], margin: int | None, size: int
) -> Cut | None:
    height, width = picture.shape[:2]
    inside = [one for one in found if _lies_inside(one.box, width, height)]
    if not inside:
        return None
    face = most_prominent(inside, (width, height))
    if margin is None:
        try:
            crop = align_face(picture, face.landmarks)
        except ValueError:  # landmarks that are no face's
            return None
    else:
        crop = crop_face(picture, face.box, margin=margin, size=size)
    return Cut(crop, widen(face.box, margin or 0, (width, height)), len(inside))


def _lies_inside(box: Box, width: int, height: int) -> bool:
    """Whether a pixel of a box is in the picture; a detector may guess beyond the border."""
    left, top, right, bottom = widen(box, 0, (width, height))
    return left < right and top < bottom
