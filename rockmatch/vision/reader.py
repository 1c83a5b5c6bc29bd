"""From a picture to a Face, in order: detect, choose, align, judge, embed."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import crop_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import Face, choose_face
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.quality import measure_quality, require_light, require_quality
from rockmatch.vision.weights import verify_weights


def _silent(stage: str) -> None:
    """Tell nobody."""


class FaceReader:
    """Detector and network of one worker process.

    Building one loads TensorFlow (some seconds, some hundred megabytes): one per process, built
    after the process was forked.
    """

    def __init__(self, weights: Path, *, threads: int | None = None) -> None:
        """Verify the weights and load both networks.

        Args:
            weights: the verified file, see ``rockmatch.vision.weights``.
            threads: cores for one operation; by default all. It counts only in a process that
                has not used TensorFlow yet.

        Raises:
            WeightsMissing, WeightsCorrupt: before anything is loaded.
        """
        verify_weights(weights)
        configure_tensorflow(threads)
        self._detector = FaceDetector()
        self._facenet = FaceNet(weights)

    def warm_up(self) -> None:
        """Run both networks once, so that the first selfie is as fast as the next."""
        blank = np.zeros((480, 640, 3), np.uint8)
        self._detector.detect(blank)
        self._facenet.embed(blank[None, :160, :160])

    def read(self, picture: NDArray[np.uint8], on_stage: Callable[[str], None] = _silent) -> Face:
        """Read the one face of a selfie.

        Args:
            picture: RGB, uint8, height x width x 3, as from ``pictures.decode_picture``.
            on_stage: called with ``detecting``, ``aligning``, ``embedding`` as each begins.

        Raises:
            FaceError: no single face, or one that cannot be read well.
        """
        on_stage("detecting")
        found = self._find(picture)
        on_stage("aligning")
        crop = crop_face(picture, found.box)
        quality = measure_quality(crop, found.box)
        require_quality(quality)
        on_stage("embedding")
        return Face(
            box=found.box,
            landmarks=found.landmarks,
            crop=crop,
            quality=quality,
            embedding=self._facenet.embed(crop[None])[0],
        )

    def _find(self, picture: NDArray[np.uint8]) -> Detection:
        height, width = picture.shape[:2]
        try:
            return choose_face(self._detector.detect(picture), (width, height))
        except FaceError as problem:
            if problem.code == "no_face":
                require_light(picture)  # then that is what to say
            raise


def configure_tensorflow(threads: int | None = None) -> None:
    """Quiet TensorFlow's start-up lines and bound its threads, where it still can be done."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    if threads:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
