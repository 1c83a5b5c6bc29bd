"""The three networks of MTCNN, with the weights that the ``mtcnn`` package ships.

K. Zhang et al., "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional
Networks", IEEE Signal Processing Letters 23(10), 2016. Each takes images scaled to -1 to 1 and
answers with corrections of the box (left, top, right, bottom, as shares of its side) and, last,
the logarithmic odds that it is a face.

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
    """Output, 48 x 48 pixels: box, five landmarks (x 5, then y 5, as shares of it), odds."""
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
    x, sign = _conv_prelu_pool(layers, x, w[0], w[1], w[2])
    x = layers.prelu(layers.conv(x, w[3] * sign[:, None], w[4]), w[5])
    x = layers.prelu(layers.conv(x, w[6], w[7]), w[8])
    kernel, bias = _odds(w[11], w[12])
    kernel, bias = np.concatenate([w[9], kernel], -1), np.concatenate([w[10], bias])
    x = layers.conv(x, kernel, bias)
    return [layers.channels(x, 0, 4), layers.channels(x, 4, 5)]


def _rnet[T](layers: Layers[T], x: T, weights: Weights) -> list[T]:
    w = list(weights.values())
    x = layers.max_pool(layers.prelu(layers.conv(x, w[0], w[1]), w[2]), 3, 2, same=True)
    x = layers.max_pool(layers.prelu(layers.conv(x, w[3], w[4]), w[5]), 3, 2)
    x = layers.prelu(layers.conv(x, w[6], w[7]), w[8])
    x = layers.prelu(layers.dense(layers.flatten(x), w[9], w[10]), w[11])
    return [layers.dense(x, w[12], w[13]), layers.dense(x, *_odds(w[14], w[15]))]


def _onet[T](layers: Layers[T], x: T, weights: Weights) -> list[T]:
    w = list(weights.values())
    x = layers.max_pool(layers.prelu(layers.conv(x, w[0], w[1]), w[2]), 3, 2, same=True)
    x = layers.max_pool(layers.prelu(layers.conv(x, w[3], w[4]), w[5]), 3, 2)
    x = layers.max_pool(layers.prelu(layers.conv(x, w[6], w[7]), w[8]), 2, 2, same=True)
    x = layers.prelu(layers.conv(x, w[9], w[10]), w[11])
    x = layers.prelu(layers.dense(layers.flatten(x), w[12], w[13]), w[14])
    odds = layers.dense(x, *_odds(w[19], w[20]))
    return [layers.dense(x, w[15], w[16]), layers.dense(x, w[17], w[18]), odds]


def _odds(kernel: Array, bias: Array) -> tuple[Array, Array]:
    """Take "face" minus "no face": of two numbers for a softmax, their logarithmic odds."""
    return kernel[..., 1:] - kernel[..., :1], bias[1:] - bias[:1]


def _conv_prelu_pool[T](
    layers: Layers[T], x: T, kernel: Array, bias: Array, slope: Array
) -> tuple[T, Array]:
    """Convolve, PReLU, pool 2 x 2; with the pool first, PReLU has a quarter of the work.

    Where a slope is not negative, PReLU rises everywhere and commutes with the maximum: what is
    pooled, p, becomes p + (1 - slope) relu(-p). Where it is, PReLU is the larger of x and slope
    times x: the channel is convolved twice, and the pooled p and q become p + relu(q - p). Both are
    a sum of two convolutions of one pixel.

    Returns:
        The tensor, and a sign for each of its channels: the next kernel has to be multiplied by it.
    """
    slopes, count = slope.ravel(), slope.size
    falling = np.flatnonzero(slopes < 0)
    kernel = np.concatenate([kernel, kernel[..., falling] * slopes[falling]], -1)
    bias = np.concatenate([bias, bias[falling] * slopes[falling]])
    x = layers.max_pool(layers.conv(x, kernel, bias), 2, 2, same=True)
    sign = np.where(slopes > 1, -1, 1).astype(np.float32)  # for relu is added, not taken away
    taken = np.zeros((1, 1, bias.size, count), np.float32)
    bent = taken.copy()
    channels = np.arange(count)
    taken[0, 0, channels, channels] = sign
    bent[0, 0, channels, channels] = np.where(slopes < 0, -1, -abs(1 - slopes))
    bent[0, 0, np.arange(count, bias.size), falling] = 1
    none = np.zeros(count, np.float32)
    return layers.add(layers.conv(x, bent, none, relu=True), layers.conv(x, taken, none)), sign
