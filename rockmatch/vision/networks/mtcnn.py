"""The three networks of MTCNN, with the weights that the ``mtcnn`` package ships.

K. Zhang et al., "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional
Networks", IEEE Signal Processing Letters 23(10), 2016. Each takes images scaled to -1 to 1 and
answers with corrections of the box (left, top, right, bottom, as shares of its side) and, last,
the shares of "no face" and "face".

The package is not imported, for that would load TensorFlow; only its files are read.
"""

import hashlib
import importlib.metadata
import io
from pathlib import Path

import numpy as np

from rockmatch.vision.networks.layers import Array, Definition, Layers, Weights
from rockmatch.vision.weights import WeightsCorrupt, WeightsMissing

# The files are pickles inside LZ4: they are opened only if they are these very bytes.
SHA256 = {
    "pnet": "ea6b0c3e685ebee3165326ad6484acc95f2ef78f1c94fbf40a55704fa989f7b5",
    "rnet": "cb00e6460f3c98b0bfafaba3c0a0ded4bdf6e62cee7174d969e8670d7e757fee",
    "onet": "94f6ea2f4cf985275ee958cdd762d17b6009348a4fb9d8c6be39ba73ffd22ca3",
}
CURE = "Install the pinned packages again (`make clean`, then `make up`)."


def pnet() -> Definition:
    """Proposals: slides over a whole image, looking at 12 x 12 pixels with a step of 2."""
    return Definition("pnet", _pnet, _read("pnet"), None)


def rnet() -> Definition:
    """Refinement of proposals, 24 x 24 pixels."""
    return Definition("rnet", _rnet, _read("rnet"), 24)


def onet() -> Definition:
    """Output, 48 x 48 pixels: box, five landmarks (x 5, then y 5, as shares of it), shares."""
    return Definition("onet", _onet, _read("onet"), 48)


def _read(name: str) -> Weights:
    """Read a file of the installed package: its arrays by their position.

    Raises:
        WeightsMissing: the package is not there.
        WeightsCorrupt: the file is not the one that we know.
    """
    import joblib

    try:
        folder = importlib.metadata.distribution("mtcnn").locate_file("mtcnn/assets/weights")
        data = Path(str(folder), f"{name}.lz4").read_bytes()
    except (importlib.metadata.PackageNotFoundError, OSError) as problem:
        raise WeightsMissing(f"There is no {name}.lz4 of the mtcnn package. {CURE}") from problem
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise WeightsCorrupt(f"{name}.lz4 of the mtcnn package is not the known file. {CURE}")
    arrays = joblib.load(io.BytesIO(data))
    return {
        f"{position:02d}": np.asarray(array, np.float32) for position, array in enumerate(arrays)
    }


def _pnet[T](layers: Layers[T], x: T, weights: Weights) -> list[T]:
    w = list(weights.values())
    x, order = _conv_prelu_pool(layers, x, w[0], w[1], w[2])
    x = layers.prelu(layers.conv(x, w[3][:, :, order], w[4]), w[5])
    x = layers.prelu(layers.conv(x, w[6], w[7]), w[8])
    return [layers.conv(x, w[9], w[10]), layers.softmax(layers.conv(x, w[11], w[12]))]


def _rnet[T](layers: Layers[T], x: T, weights: Weights) -> list[T]:
    w = list(weights.values())
    x = layers.max_pool(layers.prelu(layers.conv(x, w[0], w[1]), w[2]), 3, 2, same=True)
    x = layers.max_pool(layers.prelu(layers.conv(x, w[3], w[4]), w[5]), 3, 2)
    x = layers.prelu(layers.conv(x, w[6], w[7]), w[8])
    x = layers.prelu(layers.dense(layers.flatten(x), w[9], w[10]), w[11])
    return [layers.dense(x, w[12], w[13]), layers.softmax(layers.dense(x, w[14], w[15]))]


def _onet[T](layers: Layers[T], x: T, weights: Weights) -> list[T]:
    w = list(weights.values())
    x = layers.max_pool(layers.prelu(layers.conv(x, w[0], w[1]), w[2]), 3, 2, same=True)
    x = layers.max_pool(layers.prelu(layers.conv(x, w[3], w[4]), w[5]), 3, 2)
    x = layers.max_pool(layers.prelu(layers.conv(x, w[6], w[7]), w[8]), 2, 2, same=True)
    x = layers.prelu(layers.conv(x, w[9], w[10]), w[11])
    x = layers.prelu(layers.dense(layers.flatten(x), w[12], w[13]), w[14])
    return [
        layers.dense(x, w[15], w[16]),
        layers.dense(x, w[17], w[18]),
        layers.softmax(layers.dense(x, w[19], w[20])),
    ]


def _conv_prelu_pool[T](
    layers: Layers[T], x: T, kernel: Array, bias: Array, slope: Array
) -> tuple[T, list[int]]:
    """Convolve, PReLU, pool 2 x 2; with the pool first, PReLU has a quarter of the work.

    Where a slope is not negative, PReLU rises everywhere and commutes with the maximum. Where it
    is, PReLU is the larger of x and slope times x: the channel is convolved twice.

    Returns:
        The tensor and which channel of the kernel each of its channels is.
    """
    slopes = slope.ravel()
    rising, falling = np.flatnonzero(slopes >= 0), np.flatnonzero(slopes < 0)
    order = [*rising, *falling]
    factor = np.concatenate([np.ones(len(order), np.float32), slopes[falling]])
    taken = [*order, *falling]
    x = layers.max_pool(
        layers.conv(x, kernel[..., taken] * factor, bias[taken] * factor), 2, 2, same=True
    )
    first, second, third = len(rising), len(order), len(taken)
    risen = layers.prelu(layers.channels(x, 0, first), slopes[rising])
    larger = layers.maximum(layers.channels(x, first, second), layers.channels(x, second, third))
    return layers.concat([risen, larger]), [int(channel) for channel in order]
