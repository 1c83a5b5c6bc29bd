"""Find faces: MTCNN (Zhang et al. 2016), with the weights of the ``mtcnn`` package."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import Box
from rockmatch.vision.cascade import SCORES, Candidates, Networks, Spread, find_faces
from rockmatch.vision.memory import keep_freed_memory
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
    """MTCNN, compiled; the boxes and landmarks are those of the ``mtcnn`` package.

    With an engine of one thread all happens in the thread that calls, and several may call.
    """

    def __init__(self, engine: Engine | None = None) -> None:
        """Load the three networks and compile each, for any number and size of pictures.

        Raises:
            WeightsMissing, WeightsCorrupt: the package's files are not there, or are others.
        """
        keep_freed_memory()
        cv2.setNumThreads(1)  # of OpenCV's own: the pieces share the cores already
        engine = engine or Engine()
        # Levels of the pyramid, and whole pictures, share the cores better than small layers do.
        definitions = mtcnn.pnet(), mtcnn.rnet(), mtcnn.onet()
        self._networks = Networks(*(engine.compile(one, threads=1) for one in definitions))
        self._threads = engine.threads
        executor = ThreadPoolExecutor(engine.threads, thread_name_prefix="faces")
        self._spread: Spread = executor.map if engine.threads > 1 else map

    def detect(
        self,
        picture: NDArray[np.uint8],
        *,
        long_side: int | None = None,
        least: float = SCORES[2],
    ) -> list[Detection]:
        """Find all faces of 20 pixels and more.

        Args:
            picture: RGB, uint8, height x width x 3.
            long_side: look at a copy not larger than this, in pixels. It bounds the time, which
                grows with the area, and the smallest face found grows alike.
            least: the confidence, 0 to 1, from which something counts as a face.

        Returns:
            Detections with at least that confidence, best first; none is an empty list.
        """
        return self._detect(picture, long_side, self._spread, least)

    def detect_many(
        self, pictures: Sequence[NDArray[np.uint8]], *, long_side: int | None = None
    ) -> list[list[Detection]]:
        """Find all faces in each of many pictures, each core at a picture of its own."""
        if len(pictures) < self._threads:
            return [self.detect(picture, long_side=long_side) for picture in pictures]
        return list(self._spread(lambda picture: self._detect(picture, long_side, map), pictures))

    def _detect(
        self,
        picture: NDArray[np.uint8],
        long_side: int | None,
        spread: Spread,
        least: float = SCORES[2],
    ) -> list[Detection]:
        copy = _reduced(picture, long_side)
        found = find_faces(self._networks, copy, spread, least=least)
        return _detections(found, picture.shape, copy.shape)


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
