"""FaceNet's network: Inception-ResNet-v1, 160 x 160 x 3 to 128 numbers.

C. Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual Connections on
Learning", 2016, as D. Sandberg trained it for FaceNet (F. Schroff et al., 2015). The weights are
read layer by layer from the groups of the HDF5 file: that file also holds pickled Python code,
which is never looked at.

Batch normalisation is an affine map once training is over, and so is the scale of a residual:
both are folded into the convolution before them, the same function with half the layers.
"""

from pathlib import Path
from typing import Any

import numpy as np

from rockmatch.vision.alignment import CROP_SIZE
from rockmatch.vision.networks.layers import Array, Definition, Layers, Weights
from rockmatch.vision.weights import WeightsCorrupt

EPSILON = 1e-3  # of the batch normalisation, as trained
PARAMETERS = 22_779_312  # numbers in the kernels and biases of all layers, folded


def facenet(path: Path) -> Definition:
    """Read the network's weights.

    Raises:
        WeightsCorrupt: the file is no HDF5, lacks a layer or has one of another shape.
    """
    import h5py

    weights: dict[str, Array] = {}
    try:
        with h5py.File(path, "r") as file:
            groups = file["model_weights"]
            for name in groups:
                if name in groups[name] and "kernel:0" in groups[name][name]:
                    weights[f"{name}/kernel"], weights[f"{name}/bias"] = _folded(groups, name)
    except (OSError, KeyError, ValueError) as problem:
        raise _corrupt(path, str(problem)) from problem
    numbers = sum(array.size for array in weights.values())
    if numbers != PARAMETERS:
        raise _corrupt(path, f"{numbers:,} numbers instead of {PARAMETERS:,}")
    return Definition("facenet", _network, weights, CROP_SIZE)


def _corrupt(path: Path, detail: str) -> WeightsCorrupt:
    return WeightsCorrupt(
        f"{path} does not hold the layers of FaceNet ({detail}). "
        "Run `python manage.py fetch_weights`."
    )


def _folded(groups: Any, name: str) -> tuple[Array, Array]:
    """Read a layer's kernel and bias with the batch normalisation after it, if any."""
    arrays = groups[name][name]
    kernel = np.asarray(arrays["kernel:0"], np.float32)
    normalisation = f"{name}_BatchNorm"
    if normalisation not in groups:
        return kernel, np.asarray(arrays["bias:0"], np.float32)
    batch_norm = groups[normalisation][normalisation]
    mean, variance, beta = (
        np.asarray(batch_norm[f"{part}:0"], np.float64)
        for part in ("moving_mean", "moving_variance", "beta")
    )
    scale = 1 / np.sqrt(variance + EPSILON)
    return (kernel * scale).astype(np.float32), (beta - mean * scale).astype(np.float32)


def first_layers[T](layers: Layers[T], x: T, weights: Weights) -> dict[str, T]:
    """Run the convolutions before the blocks, and the first block: what came of each, by its name.

    They take images of any size.
    """
    net, tapped = _Blocks(layers, weights), {}
    tapped["Conv2d_1a_3x3"] = net.conv(x, "Conv2d_1a_3x3", stride=2, same=False)
    tapped["Conv2d_2a_3x3"] = net.conv(tapped["Conv2d_1a_3x3"], "Conv2d_2a_3x3", same=False)
    tapped["Conv2d_2b_3x3"] = net.conv(tapped["Conv2d_2a_3x3"], "Conv2d_2b_3x3")
    x = layers.max_pool(tapped["Conv2d_2b_3x3"], 3, 2)
    tapped["Conv2d_3b_1x1"] = net.conv(x, "Conv2d_3b_1x1", same=False)
    tapped["Conv2d_4a_3x3"] = net.conv(tapped["Conv2d_3b_1x1"], "Conv2d_4a_3x3", same=False)
    tapped["Conv2d_4b_3x3"] = net.conv(
        tapped["Conv2d_4a_3x3"], "Conv2d_4b_3x3", stride=2, same=False
    )
    tapped["Block35_1"] = _block35(net, tapped["Conv2d_4b_3x3"], 1)
    return tapped


def _block35[T](net: "_Blocks[T]", x: T, number: int) -> T:
    branches = [["1x1"], ["0a_1x1", "0b_3x3"], ["0a_1x1", "0b_3x3", "0c_3x3"]]
    return net.residual(x, f"Block35_{number}", branches, 0.17)


def _network[T](layers: Layers[T], x: T, weights: Weights) -> list[T]:
    net = _Blocks(layers, weights)
    x = first_layers(layers, x, weights)["Block35_1"]
    for number in range(2, 6):
        x = _block35(net, x, number)
    x = net.reduction(x, "Mixed_6a", [["1a_3x3"], ["0a_1x1", "0b_3x3", "1a_3x3"]])
    for number in range(1, 11):
        branches = [["1x1"], ["0a_1x1", "0b_1x7", "0c_7x1"]]
        x = net.residual(x, f"Block17_{number}", branches, 0.10)
    branches = [["0a_1x1", "1a_3x3"], ["0a_1x1", "1a_3x3"], ["0a_1x1", "0b_3x3", "1a_3x3"]]
    x = net.reduction(x, "Mixed_7a", branches)
    for number in range(1, 7):
        last = number == 6
        branches = [["1x1"], ["0a_1x1", "0b_1x3", "0c_3x1"]]
        x = net.residual(x, f"Block8_{number}", branches, 1.0 if last else 0.20, relu=not last)
    kernel, bias = weights["Bottleneck/kernel"], weights["Bottleneck/bias"]
    return [layers.dense(layers.mean(x), kernel, bias)]


class _Blocks[T]:
    """The blocks of Inception-ResNet-v1, with the layer names of the weights file."""

    def __init__(self, layers: Layers[T], weights: Weights) -> None:
        self.layers = layers
        self.weights = weights

    def conv(self, x: T, name: str, *, stride: int = 1, same: bool = True) -> T:
        kernel, bias = self.weights[f"{name}/kernel"], self.weights[f"{name}/bias"]
        return self.layers.conv(x, kernel, bias, stride=stride, same=same, relu=True)

    def residual(
        self, x: T, block: str, branches: list[list[str]], scale: float, *, relu: bool = True
    ) -> T:
        """Add ``scale`` times a linear mix of the branches to ``x``."""
        ends = []
        for number, steps in enumerate(branches):
            y = x
            for step in steps:
                y = self.conv(y, f"{block}_Branch_{number}_Conv2d_{step}")
            ends.append(y)
        name, factor = f"{block}_Conv2d_1x1", np.float32(scale)
        kernel, bias = self.weights[f"{name}/kernel"], self.weights[f"{name}/bias"]
        mixed = self.layers.conv(self.layers.concat(ends), kernel * factor, bias * factor)
        return self.layers.add(x, mixed, relu=relu)

    def reduction(self, x: T, block: str, branches: list[list[str]]) -> T:
        """Halve the resolution: the last convolution of each branch strides, and a pool."""
        ends = []
        for number, steps in enumerate(branches):
            y, prefix = x, f"{block}_Branch_{number}_Conv2d_"
            for step in steps[:-1]:
                y = self.conv(y, prefix + step)
            ends.append(self.conv(y, prefix + steps[-1], stride=2, same=False))
        return self.layers.concat([*ends, self.layers.max_pool(x, 3, 2)])
