"""From a picture to a Face, in order: detect, choose, align, judge, embed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import align_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import Face, choose_face
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.quality import measure_quality, require_light, require_quality
from rockmatch.vision.stones import is_far_from_stones, is_stone, vector_of_middle
from rockmatch.vision.weights import verify_weights

# Pixels. It costs selfies nothing: the networks look at patches of 48 pixels at most, and a face of
# 12 % of this has 77.
LONG_SIDE = 640


def _silent(stage: str) -> None:
    """Tell nobody."""


class FaceReader:
    """Detector and network of one worker process.

    Building one takes seconds and hundreds of megabytes: one per process, built after the process
    was forked.
    """

    def __init__(self, weights: Path, engine: Engine | None = None) -> None:
        """Verify the weights and load the networks.

        Args:
            weights: the verified file, see ``rockmatch.vision.weights``.
            engine: what executes the networks; by default ONNX Runtime on all cores.

        Raises:
            WeightsMissing, WeightsCorrupt: before anything is loaded.
        """
        verify_weights(weights)
        engine = engine or Engine()
        self.detector = FaceDetector(engine)
        self.facenet = FaceNet(weights, engine)

    def warm_up(self) -> None:
        """Run the networks once, so that the first selfie is as fast as the next."""
        blank = np.zeros((480, 640, 3), np.uint8)
        self.detector.detect(blank)
        self.facenet.embed(blank[None, :160, :160])

    def read(self, picture: NDArray[np.uint8], on_stage: Callable[[str], None] = _silent) -> Face:
        """Read the one face of a selfie.

        Args:
            picture: RGB, uint8, height x width x 3, as from ``pictures.decode_picture``.
            on_stage: called with ``detecting``, ``aligning``, ``embedding`` as each begins.

        Raises:
            FaceError: no single face, or one that cannot be read well, or a stone.
        """
        on_stage("detecting")
        found = self._find(picture)
        on_stage("aligning")
        try:
            crop = align_face(picture, found.landmarks)
        except ValueError as problem:  # landmarks that are no face's
            raise FaceError("no_face", str(problem)) from problem
        quality = measure_quality(crop, found.box)
        require_quality(quality)
        on_stage("embedding")
        embedding = self.facenet.embed(crop[None])[0]
        if is_stone(embedding) and self._shows_stone(picture):
            raise FaceError("already_a_rock", "with a face in it")
        return Face(
            box=found.box,
            landmarks=found.landmarks,
            crop=crop,
            quality=quality,
            embedding=embedding,
        )

    def embed_crop(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed a face that was aligned elsewhere (RGB, uint8, 160 x 160 x 3): 128, unit length."""
        return self.facenet.embed(crop[None])[0]

    def shows_no_stone(self, picture: NDArray[np.uint8]) -> bool:
        """Tell whether a picture that should show a stone shows a room, people or a shelf."""
        return is_far_from_stones(vector_of_middle(picture, self.facenet))

    def _find(self, picture: NDArray[np.uint8]) -> Detection:
        height, width = picture.shape[:2]
        try:
            return choose_face(self.detector.detect(picture, long_side=LONG_SIDE), (width, height))
        except FaceError as problem:
            if problem.code == "no_face":
                require_light(picture)  # then that is what to say
                if self._shows_stone(picture):
                    raise FaceError("already_a_rock") from None
            raise

    def _shows_stone(self, picture: NDArray[np.uint8]) -> bool:
        return is_stone(vector_of_middle(picture, self.facenet))
