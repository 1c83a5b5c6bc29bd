"""Find faces: MTCNN (Zhang et al. 2016), with the weights of the ``mtcnn`` package."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import Box
from rockmatch.vision.cascade import Candidates, Networks, find_faces
from rockmatch.vision.networks import mtcnn
from rockmatch.vision.networks.engines import Engine


@dataclass(frozen=True, eq=False)
class Detection:
    """One face found in a picture, in pixels of that picture."""

    box: Box
    """Left, top, width, height."""
    score: float
    """The detector's confidence, 0 to 1; each detector has a scale of its own."""
    landmarks: NDArray[np.float32] = field(repr=False)
    """Float32, 5 x 2 (x, y): left eye, right eye, nose, left and right corner of the mouth, where
    left is what the viewer sees on the left. NaN from a detector that finds none."""


class FaceDetector:
    """MTCNN, compiled; the boxes and landmarks are those of the ``mtcnn`` package."""

    def __init__(self, engine: Engine | None = None) -> None:
        """Load the three networks and compile each, for any number and size of pictures.

        Raises:
            WeightsMissing, WeightsCorrupt: the package's files are not there, or are others.
        """
        engine = engine or Engine()
        # The levels of the pyramid share the cores better than the small layers of one level do.
        self._networks = Networks(
            engine.compile(mtcnn.pnet(), threads=1),
            engine.compile(mtcnn.rnet()),
            engine.compile(mtcnn.onet()),
        )
        self._executor = ThreadPoolExecutor(engine.threads, thread_name_prefix="pyramid")

    def detect(
        self, picture: NDArray[np.uint8], *, long_side: int | None = None
    ) -> list[Detection]:
        """Find all faces of 20 pixels and more.

        Args:
            picture: RGB, uint8, height x width x 3.
            long_side: look at a copy not larger than this, in pixels. It bounds the time, which
                grows with the area, and the smallest face found grows alike.

        Returns:
            Detections with a confidence above 0.8, best first; none is an empty list.
        """
        return self.detect_many([picture], long_side=long_side)[0]

    def detect_many(
        self, pictures: Sequence[NDArray[np.uint8]], *, long_side: int | None = None
    ) -> list[list[Detection]]:
        """Find all faces in each of many pictures, the candidates of all in one batch."""
        copies = [_reduced(picture, long_side) for picture in pictures]
        found = find_faces(self._networks, copies, self._executor)
        return [
            _detections(faces, picture.shape, copy.shape)
            for faces, picture, copy in zip(found, pictures, copies, strict=True)
        ]


def _reduced(picture: NDArray[np.uint8], long_side: int | None) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    if not long_side or max(height, width) <= long_side:
        return picture
    scale = long_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def _detections(
    faces: Candidates, shape: tuple[int, ...], looked_at: tuple[int, ...]
) -> list[Detection]:
    """Turn what was found in a reduced copy into pixels of the picture."""
    ratio = np.array([shape[1] / looked_at[1], shape[0] / looked_at[0]])
    boxes = faces.boxes * [*ratio, *ratio]
    return [
        Detection(
            box=(float(left), float(top), float(right - left), float(bottom - top)),
            score=float(score),
            landmarks=(points * ratio).astype(np.float32),
        )
        for (left, top, right, bottom), score, points in zip(
            boxes, faces.scores, faces.landmarks, strict=True
        )
    ]
