"""Find faces: MTCNN (Zhang et al. 2016), from the ``mtcnn`` package with the weights it ships."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import Box

LONG_SIDE = 640  # pixels
NETWORK_SIDES = (None, 24, 48)  # pixels, input of P-net (any), R-net and O-net
SHORTEST_SIDE = 24  # pixels; the package's image pyramid has no level below this


@dataclass(frozen=True, eq=False)
class Detection:
    """One face found in a picture, in pixels of that picture."""

    box: Box
    """Left, top, width, height."""
    score: float
    """The detector's confidence, 0 to 1."""
    landmarks: NDArray[np.float32] = field(repr=False)
    """Float32, 5 x 2 (x, y): left eye, right eye, nose, left and right corner of the mouth, where
    left is what the viewer sees on the left."""


class FaceDetector:
    """MTCNN on a reduced copy of the picture.

    The copy bounds the time, which grows with the area. It costs nothing for selfies: the networks
    look at patches of 48 pixels at most, and a face of 12 % of a 640 pixel side has 77. The
    package's own ``min_face_size`` is left alone: raised, it adds pyramid levels smaller than the
    network's field, whose failure the package takes for "no faces".
    """

    def __init__(self) -> None:
        """Load the three networks and compile each, for any number and size of pictures.

        The package calls its networks one Keras layer at a time; compiled they take a third of the
        time and answer the same.
        """
        from mtcnn import MTCNN

        self._mtcnn: Any = MTCNN()
        for stage, side in zip(self._mtcnn.stages, NETWORK_SIDES, strict=True):
            stage._model = _compiled(stage.model, side)

    def detect(self, picture: NDArray[np.uint8], *, long_side: int = LONG_SIDE) -> list[Detection]:
        """Find all faces.

        Args:
            picture: RGB, uint8, height x width x 3.
            long_side: detect on a copy not larger than this, in pixels.

        Returns:
            Detections with a confidence of at least 0.8, best first; none is an empty list.
        """
        height, width = picture.shape[:2]
        scale = min(1.0, long_side / max(height, width))
        if scale < 1.0:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
        else:
            small = picture
        if min(small.shape[:2]) < SHORTEST_SIDE:
            return []
        rows = self._mtcnn.detect_faces(small.astype(np.float32), output_type="numpy")
        ratio = np.array([width / small.shape[1], height / small.shape[0]])
        detections = [_in_picture(row, ratio) for row in rows]
        return sorted(detections, key=lambda detection: detection.score, reverse=True)


def _compiled(model: Any, side: int | None) -> Any:
    import tensorflow as tf

    signature = [tf.TensorSpec([None, side, side, 3], tf.float32)]
    return tf.function(lambda images: model(images, training=False), input_signature=signature)


def _in_picture(row: NDArray[np.float64], ratio: NDArray[np.float64]) -> Detection:
    """Read one row of the package: image, left, top, width, height, score, 5 x, 5 y."""
    left, top = row[1:3] * ratio
    width, height = row[3:5] * ratio
    points = np.stack([row[6:11], row[11:16]], axis=1) * ratio
    return Detection(
        box=(float(left), float(top), float(width), float(height)),
        score=float(row[5]),
        landmarks=points.astype(np.float32),
    )
