"""Which engine executes the networks, in which precision, and on how many threads."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from rockmatch.vision.networks import cpu, onnx_engine, prepared, tensorflow_engine
from rockmatch.vision.networks.inception_resnet import facenet
from rockmatch.vision.networks.layers import Definition, Network

EngineName = Literal["onnx", "tensorflow"]
Precision = Literal["auto", "int8", "fp32"]


def available_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Engine:
    """ONNX Runtime, which is the default, or TensorFlow, the reference.

    A process that uses ONNX Runtime never imports TensorFlow.
    """

    name: EngineName = "onnx"
    threads: int = field(default_factory=available_cores)
    """Cores for one operation. TensorFlow takes them from the first engine of a process."""
    precision: Precision = "auto"
    """FaceNet of 8-bit integers or of 32-bit floats; ``auto`` takes the faster one of them."""
    kept: Path | None = None
    """The folder in which FaceNet is kept, made ready for this machine."""

    def __post_init__(self) -> None:
        """Check the name, and prepare TensorFlow if it is the one.

        Raises:
            ValueError: no such engine, or it has no such precision.
        """
        if self.name not in get_args(EngineName):
            raise ValueError(f"there is no engine {self.name!r}")
        if self.precision not in get_args(Precision):
            raise ValueError(f"there is no precision {self.precision!r}")
        if self.name == "tensorflow" and self.precision == "int8":
            raise ValueError("TensorFlow executes FaceNet of floats only")
        if self.name == "tensorflow":
            _configure_tensorflow(self.threads)

    @property
    def int8(self) -> bool:
        """Whether FaceNet is of 8-bit integers here."""
        if self.precision == "auto":
            return self.name == "onnx" and cpu.fast_int8()
        return self.precision == "int8"

    def compile_facenet(self, weights: Path) -> Network:
        """Make a function of FaceNet, as ``compile`` does, from the verified weights.

        Raises:
            WeightsCorrupt: the file lacks a layer or has one of another shape.
        """
        if self.name == "tensorflow":
            return self.compile(facenet(weights))
        model = prepared.facenet_model(weights, self.kept, int8=self.int8)
        return onnx_engine.load_network(model, self.threads)

    def compile(self, definition: Definition, *, threads: int | None = None) -> Network:
        """Make a function of a network, to be called from any thread.

        Args:
            definition: the network and its weights.
            threads: another number of cores for this one; ONNX Runtime only.
        """
        if self.name == "tensorflow":
            return tensorflow_engine.compile_network(definition)
        return onnx_engine.compile_network(definition, threads or self.threads)


def _configure_tensorflow(threads: int) -> None:
    """Quiet TensorFlow's start-up lines and bound its threads, where it still can be done."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:  # it has computed already
        return
