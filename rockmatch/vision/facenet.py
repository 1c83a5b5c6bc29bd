"""FaceNet: a crop of a face becomes a unit vector of 128 numbers.

The network is Inception-ResNet-v1 (Szegedy et al. 2016) as D. Sandberg trained it for FaceNet
(Schroff et al. 2015). It is spelled out here and its weights are set layer by layer from the
groups of the HDF5 file: that file also holds pickled Python code, which is never looked at.

Batch normalisation is an affine map once training is over, so it is folded into the kernel and
bias of the convolution before it: the same function with half the layers.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import CROP_SIZE
from rockmatch.vision.weights import WeightsCorrupt

DIMENSIONS = 128
BATCH = 32
EPSILON = 1e-3  # of the batch normalisation, as trained


def prewhiten(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Standardise each image by its own mean and deviation, as in training.

    Args:
        crops: RGB, uint8, n x height x width x 3.

    Returns:
        Float32 of the same shape; a uniform image becomes zeros.
    """
    values = crops.astype(np.float32)
    axes = (1, 2, 3)
    mean = values.mean(axis=axes, keepdims=True)
    deviation = values.std(axis=axes, keepdims=True)
    floor = np.float32(1 / np.sqrt(np.prod(values.shape[1:])))
    return ((values - mean) / np.maximum(deviation, floor)).astype(np.float32, copy=False)


def unit_length(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scale the vectors of the last axis to length one, in float32."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(norms, 1e-12)).astype(np.float32)


class FaceNet:
    """The network with its weights, under one compiled function."""

    def __init__(self, weights: Path) -> None:
        """Build the network and set its weights.

        Raises:
            WeightsCorrupt: the file lacks a layer or has one of another shape.
        """
        import tensorflow as tf

        model = build_network()
        set_weights(model, weights)
        signature = [tf.TensorSpec([None, CROP_SIZE, CROP_SIZE, 3], tf.float32)]
        self._forward: Any = tf.function(
            lambda images: model(images, training=False), input_signature=signature
        )

    def embed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed crops, in batches of 32.

        Args:
            crops: RGB, uint8, n x 160 x 160 x 3; n may be 0.

        Returns:
            Float32, n x 128, rows of unit length.
        """
        batches = [
            np.asarray(self._forward(prewhiten(crops[start : start + BATCH])))
            for start in range(0, len(crops), BATCH)
        ]
        if not batches:
            return np.empty((0, DIMENSIONS), np.float32)
        return unit_length(np.concatenate(batches))


class _Layers:
    """The blocks of Inception-ResNet-v1, with the layer names of the weights file."""

    def __init__(self) -> None:
        import keras

        self.keras = keras

    def conv(
        self,
        x: Any,
        name: str,
        filters: int,
        kernel: int | tuple[int, int],
        *,
        strides: int = 1,
        padding: str = "same",
        activation: str | None = "relu",
    ) -> Any:
        return self.keras.layers.Conv2D(
            filters, kernel, strides=strides, padding=padding, activation=activation, name=name
        )(x)

    def pool(self, x: Any) -> Any:
        return self.keras.layers.MaxPooling2D(3, strides=2)(x)

    def concat(self, branches: list[Any]) -> Any:
        return self.keras.layers.Concatenate()(branches)

    def residual(
        self, x: Any, name: str, branches: list[Any], scale: float, *, relu: bool = True
    ) -> Any:
        """Add ``scale`` times a linear mix of the branches to ``x``."""
        mixed = self.conv(
            self.concat(branches), f"{name}_Conv2d_1x1", x.shape[-1], 1, activation=None
        )
        total = x + scale * mixed
        return self.keras.ops.relu(total) if relu else total

    def block35(self, x: Any, name: str) -> Any:
        one, two = f"{name}_Branch_1_Conv2d_", f"{name}_Branch_2_Conv2d_"
        zeroth = self.conv(x, f"{name}_Branch_0_Conv2d_1x1", 32, 1)
        first = self.conv(self.conv(x, f"{one}0a_1x1", 32, 1), f"{one}0b_3x3", 32, 3)
        second = self.conv(self.conv(x, f"{two}0a_1x1", 32, 1), f"{two}0b_3x3", 32, 3)
        second = self.conv(second, f"{two}0c_3x3", 32, 3)
        return self.residual(x, name, [zeroth, first, second], 0.17)

    def block17(self, x: Any, name: str) -> Any:
        one = f"{name}_Branch_1_Conv2d_"
        zeroth = self.conv(x, f"{name}_Branch_0_Conv2d_1x1", 128, 1)
        first = self.conv(self.conv(x, f"{one}0a_1x1", 128, 1), f"{one}0b_1x7", 128, (1, 7))
        first = self.conv(first, f"{one}0c_7x1", 128, (7, 1))
        return self.residual(x, name, [zeroth, first], 0.10)

    def block8(self, x: Any, name: str, *, last: bool = False) -> Any:
        one = f"{name}_Branch_1_Conv2d_"
        zeroth = self.conv(x, f"{name}_Branch_0_Conv2d_1x1", 192, 1)
        first = self.conv(self.conv(x, f"{one}0a_1x1", 192, 1), f"{one}0b_1x3", 192, (1, 3))
        first = self.conv(first, f"{one}0c_3x1", 192, (3, 1))
        return self.residual(x, name, [zeroth, first], 1.0 if last else 0.20, relu=not last)

    def reduce(self, x: Any, name: str, branches: list[list[tuple[str, int, int]]]) -> Any:
        """Halve the resolution; the last layer of each branch (layer, filters, kernel) strides."""
        ends = []
        for number, steps in enumerate(branches):
            y = x
            for position, (layer, filters, kernel) in enumerate(steps, start=1):
                last = position == len(steps)
                y = self.conv(
                    y,
                    f"{name}_Branch_{number}_Conv2d_{layer}",
                    filters,
                    kernel,
                    strides=2 if last else 1,
                    padding="valid" if last else "same",
                )
            ends.append(y)
        return self.concat([*ends, self.pool(x)])


def build_network() -> Any:
    """Build Inception-ResNet-v1 as a Keras model without weights: 160 x 160 x 3 to 128."""
    net = _Layers()
    start = x = net.keras.Input((CROP_SIZE, CROP_SIZE, 3))
    x = net.conv(x, "Conv2d_1a_3x3", 32, 3, strides=2, padding="valid")
    x = net.conv(x, "Conv2d_2a_3x3", 32, 3, padding="valid")
    x = net.conv(x, "Conv2d_2b_3x3", 64, 3)
    x = net.pool(x)
    x = net.conv(x, "Conv2d_3b_1x1", 80, 1, padding="valid")
    x = net.conv(x, "Conv2d_4a_3x3", 192, 3, padding="valid")
    x = net.conv(x, "Conv2d_4b_3x3", 256, 3, strides=2, padding="valid")
    for number in range(1, 6):
        x = net.block35(x, f"Block35_{number}")
    x = net.reduce(
        x,
        "Mixed_6a",
        [[("1a_3x3", 384, 3)], [("0a_1x1", 192, 1), ("0b_3x3", 192, 3), ("1a_3x3", 256, 3)]],
    )
    for number in range(1, 11):
        x = net.block17(x, f"Block17_{number}")
    x = net.reduce(
        x,
        "Mixed_7a",
        [
            [("0a_1x1", 256, 1), ("1a_3x3", 384, 3)],
            [("0a_1x1", 256, 1), ("1a_3x3", 256, 3)],
            [("0a_1x1", 256, 1), ("0b_3x3", 256, 3), ("1a_3x3", 256, 3)],
        ],
    )
    for number in range(1, 7):
        x = net.block8(x, f"Block8_{number}", last=number == 6)
    x = net.keras.layers.GlobalAveragePooling2D()(x)
    x = net.keras.layers.Dense(DIMENSIONS, name="Bottleneck")(x)
    return net.keras.Model(start, x, name="inception_resnet_v1")


def set_weights(model: Any, path: Path) -> None:
    """Read each layer's arrays from the HDF5 file, fold the normalisation in, and set them.

    Raises:
        WeightsCorrupt: the file is no HDF5, lacks a layer or has one of another shape.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            groups = file["model_weights"]
            for layer in model.layers:
                if layer.weights:
                    layer.set_weights(_kernel_and_bias(groups, layer.name))
    except (OSError, KeyError, ValueError) as problem:
        raise WeightsCorrupt(
            f"{path} does not hold the layers of FaceNet ({problem}). "
            "Run `python manage.py fetch_weights`."
        ) from problem


def _kernel_and_bias(groups: Any, name: str) -> list[NDArray[np.float32]]:
    arrays = groups[name][name]
    kernel = np.asarray(arrays["kernel:0"], np.float32)
    normalisation = f"{name}_BatchNorm"
    if normalisation not in groups:
        return [kernel, np.asarray(arrays["bias:0"], np.float32)]
    batch_norm = groups[normalisation][normalisation]
    mean, variance, beta = (
        np.asarray(batch_norm[f"{part}:0"], np.float64)
        for part in ("moving_mean", "moving_variance", "beta")
    )
    scale = 1 / np.sqrt(variance + EPSILON)
    return [(kernel * scale).astype(np.float32), (beta - mean * scale).astype(np.float32)]
