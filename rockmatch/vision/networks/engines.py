"""Which engine executes the networks, and on how many threads."""

import os
from dataclasses import dataclass, field
from typing import Literal, get_args

from rockmatch.vision.networks import onnx_engine, tensorflow_engine
from rockmatch.vision.networks.layers import Definition, Network

EngineName = Literal["onnx", "tensorflow"]


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

    def __post_init__(self) -> None:
        """Check the name, and prepare TensorFlow if it is the one.

        Raises:
            ValueError: no such engine.
        """
        if self.name not in get_args(EngineName):
            raise ValueError(f"there is no engine {self.name!r}")
        if self.name == "tensorflow":
            _configure_tensorflow(self.threads)

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
