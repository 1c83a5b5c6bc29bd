"""Execute a network in ONNX Runtime: the graph is made in memory from the same weights."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rockmatch.vision.networks.layers import Array, Definition, Layers, Network

OPSET, IR_VERSION = 21, 10
INPUT = "images"


class _Tensor(NamedTuple):
    """A value in the graph; images are n x channels x height x width here."""

    name: str
    rank: int


class _OnnxLayers(Layers[_Tensor]):
    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def node(self, kind: str, *inputs: str, rank: int, **attributes: Any) -> _Tensor:
        import onnx.helper

        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(onnx.helper.make_node(kind, inputs, [name], **attributes))
        return _Tensor(name, rank)

    def constant(self, array: np.ndarray) -> str:
        import onnx.numpy_helper

        name = f"constant_{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def conv(
        self,
        x: _Tensor,
        kernel: Array,
        bias: Array,
        *,
        stride: int = 1,
        same: bool = False,
        relu: bool = False,
    ) -> _Tensor:
        height, width = kernel.shape[:2]
        pads = [height // 2, width // 2, height // 2, width // 2] if same else [0] * 4
        if same and (stride != 1 or not height % 2 or not width % 2):
            raise ValueError("only odd kernels with a stride of 1 are padded alike on both sides")
        outward = self.constant(kernel.transpose(3, 2, 0, 1))
        strides = [stride, stride]
        y = self.node(
            "Conv", x.name, outward, self.constant(bias), rank=4, strides=strides, pads=pads
        )
        return self.node("Relu", y.name, rank=4) if relu else y

    def prelu(self, x: _Tensor, slope: Array) -> _Tensor:
        shape = (-1, 1, 1) if x.rank == 4 else (-1,)
        return self.node("PRelu", x.name, self.constant(slope.reshape(shape)), rank=x.rank)

    def max_pool(self, x: _Tensor, size: int, stride: int, *, same: bool = False) -> _Tensor:
        return self.node(
            "MaxPool",
            x.name,
            rank=4,
            kernel_shape=[size, size],
            strides=[stride, stride],
            auto_pad="SAME_UPPER" if same else "VALID",
        )

    def mean(self, x: _Tensor) -> _Tensor:
        return self.node("Flatten", self.node("GlobalAveragePool", x.name, rank=4).name, rank=2)

    def flatten(self, x: _Tensor) -> _Tensor:
        columns = self.node("Transpose", x.name, rank=4, perm=[0, 3, 2, 1])
        return self.node("Flatten", columns.name, rank=2)

    def dense(self, x: _Tensor, kernel: Array, bias: Array) -> _Tensor:
        return self.node("Gemm", x.name, self.constant(kernel), self.constant(bias), rank=2)

    def softmax(self, x: _Tensor) -> _Tensor:
        return self.node("Softmax", x.name, rank=x.rank, axis=1)

    def add(self, x: _Tensor, y: _Tensor, *, relu: bool = False) -> _Tensor:
        total = self.node("Add", x.name, y.name, rank=x.rank)
        return self.node("Relu", total.name, rank=x.rank) if relu else total

    def maximum(self, x: _Tensor, y: _Tensor) -> _Tensor:
        return self.node("Max", x.name, y.name, rank=x.rank)

    def concat(self, parts: list[_Tensor]) -> _Tensor:
        return self.node("Concat", *(part.name for part in parts), rank=parts[0].rank, axis=1)

    def channels(self, x: _Tensor, start: int, stop: int) -> _Tensor:
        bounds = (self.constant(np.array([number], np.int64)) for number in (start, stop, 1))
        return self.node("Slice", x.name, *bounds, rank=x.rank)


def onnx_model(definition: Definition) -> Any:
    """Make an ONNX model of it: ``images`` in, outputs with the channels last."""
    import onnx
    from onnx import helper

    layers = _OnnxLayers()
    x = layers.node("Transpose", INPUT, rank=4, perm=[0, 3, 1, 2])
    outputs = [
        layers.node("Transpose", output.name, rank=4, perm=[0, 2, 3, 1])
        if output.rank == 4
        else output
        for output in definition.build(layers, x, definition.weights)
    ]
    kind, side = onnx.TensorProto.FLOAT, definition.side
    shape = ["n", side or "height", side or "width", 3]
    graph = helper.make_graph(
        layers.nodes,
        definition.name,
        [helper.make_tensor_value_info(INPUT, kind, shape)],
        [helper.make_tensor_value_info(output.name, kind, None) for output in outputs],
        layers.constants,
    )
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)


def compile_network(definition: Definition, threads: int) -> Network:
    """Optimise the network for this machine; ``threads`` cores share one operation."""
    return load_network(onnx_model(definition).SerializeToString(), threads)


def load_network(model: bytes, threads: int) -> Network:
    """Load a serialised model as ``onnx_model`` makes it."""
    session = _session(model, threads)
    return lambda images: session.run(None, {INPUT: images})


def optimise(model: bytes, scratch: Path) -> bytes:
    """Do once what loading a model does: optimise it for this processor, and no other."""
    _session(model, 1, optimized_model_filepath=str(scratch))
    return scratch.read_bytes()


def _session(model: bytes, threads: int, **more: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads would burn the cores that the web process needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors
    for name, value in more.items():
        setattr(options, name, value)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
