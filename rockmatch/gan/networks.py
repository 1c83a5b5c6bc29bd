"""The generator and the discriminator of the paper (its appendix 7.2).

Convolutions before an instance normalisation have no bias, for that would take it away again.
"""

from collections.abc import Iterator
from typing import Any

import keras
from keras import layers, ops


class ReflectionPad(layers.Layer):
    """Grow a picture on each side by its own mirror image."""

    def __init__(self, width: int, **options: Any) -> None:
        super().__init__(**options)
        self.width = width

    def call(self, inputs: Any) -> Any:
        """Pad rows and columns."""
        both = (self.width, self.width)
        return ops.pad(inputs, ((0, 0), both, both, (0, 0)), mode="reflect")


class _Maker:
    """Makes layers of one precision, each with a seed of its own."""

    def __init__(self, precision: str, seeds: Iterator[int]) -> None:
        self.precision, self._seeds = precision, seeds

    def conv(self, filters: int, kernel: int, kind: Any = layers.Conv2D, **options: Any) -> Any:
        start = keras.initializers.RandomNormal(0.0, 0.02, seed=next(self._seeds))
        return kind(filters, kernel, kernel_initializer=start, dtype=self.precision, **options)

    def normed(self, x: Any) -> Any:
        norm = layers.GroupNormalization(
            groups=-1, epsilon=1e-5, center=False, scale=False, dtype=self.precision
        )
        return norm(x)

    def pad(self, x: Any, width: int) -> Any:
        return ReflectionPad(width, dtype=self.precision)(x)

    def relu(self, x: Any) -> Any:
        return layers.ReLU(dtype=self.precision)(x)

    def leaky(self, x: Any) -> Any:
        return layers.LeakyReLU(negative_slope=0.2, dtype=self.precision)(x)

    def residual(self, x: Any, filters: int) -> Any:
        """Two convolutions around which the input is carried."""
        y = self.conv(filters, 3, use_bias=False)(self.pad(x, 1))
        y = self.relu(self.normed(y))
        y = self.conv(filters, 3, use_bias=False)(self.pad(y, 1))
        return layers.Add(dtype=self.precision)([x, self.normed(y)])


def generator(
    size: int, blocks: int, filters: int, precision: str, seeds: Iterator[int], name: str
) -> keras.Model:
    """Build a generator: pictures of -1 to 1, n x size x size x 3, to as many of the same form.

    c7s1-64, d128, d256, ``blocks`` times R256, u128, u64, c7s1-3 in the paper's words, with
    ``filters`` for 64.
    """
    make = _Maker(precision, seeds)
    inputs = keras.Input((size, size, 3))
    x = make.conv(filters, 7, use_bias=False)(make.pad(inputs, 3))
    x = make.relu(make.normed(x))
    for times in (2, 4):
        x = make.conv(filters * times, 3, strides=2, padding="same", use_bias=False)(x)
        x = make.relu(make.normed(x))
    for _ in range(blocks):
        x = make.residual(x, filters * 4)
    for times in (2, 1):
        up = make.conv(
            filters * times, 3, layers.Conv2DTranspose, strides=2, padding="same", use_bias=False
        )
        x = make.relu(make.normed(up(x)))
    x = make.conv(3, 7)(make.pad(x, 3))
    outputs = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, outputs, name=name)


def discriminator(
    size: int, filters: int, precision: str, seeds: Iterator[int], name: str
) -> keras.Model:
    """Build a 70 x 70 PatchGAN: one number for each overlapping patch, near 1 where it is real."""
    make = _Maker(precision, seeds)
    inputs = keras.Input((size, size, 3))
    x = make.leaky(make.conv(filters, 4, strides=2, padding="same")(inputs))
    for times, strides in ((2, 2), (4, 2), (8, 1)):
        x = make.conv(filters * times, 4, strides=strides, padding="same", use_bias=False)(x)
        x = make.leaky(make.normed(x))
    x = make.conv(1, 4, padding="same")(x)
    outputs = layers.Activation("linear", dtype="float32")(x)
    return keras.Model(inputs, outputs, name=name)
