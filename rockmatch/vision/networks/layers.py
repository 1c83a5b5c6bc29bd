"""What a network may be made of: the few operations that both engines know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
Network = Callable[[Array], list[Array]]
"""Float32 images, n x height x width x 3, to the network's outputs, channels last."""


class Layers[T](Protocol):
    """Operations on an engine's tensors: n x height x width x channels, or n x channels."""

    def conv(
        self,
        x: T,
        kernel: Array,
        bias: Array,
        *,
        stride: int = 1,
        same: bool = False,
        relu: bool = False,
    ) -> T:
        """Convolve with a kernel (height x width x in x out); ``same`` pads with zeros."""
        ...

    def prelu(self, x: T, slope: Array) -> T:
        """Multiply what is negative by its channel's slope."""
        ...

    def max_pool(self, x: T, size: int, stride: int, *, same: bool = False) -> T:
        """Take the maximum of each window; ``same`` keeps what is left over at the far edges."""
        ...

    def mean(self, x: T) -> T:
        """Average each channel over the image: n x channels."""
        ...

    def flatten(self, x: T) -> T:
        """Make each image one row, column by column: width, height, channels."""
        ...

    def dense(self, x: T, kernel: Array, bias: Array) -> T:
        """Multiply rows (n x in) by a matrix (in x out)."""
        ...

    def add(self, x: T, y: T, *, relu: bool = False) -> T:
        """Add two tensors of one shape."""
        ...

    def concat(self, parts: list[T]) -> T:
        """Lay channels side by side."""
        ...

    def channels(self, x: T, start: int, stop: int) -> T:
        """Take some of the channels."""
        ...


@dataclass(frozen=True)
class Definition:
    """A network: the function that builds it, and the weights that go in."""

    name: str
    build: Callable[[Any, Any, Weights], list[Any]]
    """From ``(layers, x, weights)`` to the outputs."""
    weights: Weights
    side: int | None
    """Height and width of its images, in pixels; None where any will do."""
