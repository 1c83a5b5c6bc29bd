"""FaceNet: a crop of a face becomes a unit vector of 128 numbers (Schroff et al. 2015)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.networks.engines import Engine

DIMENSIONS = 128
BATCH = 32


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
    """The network with its weights, compiled."""

    def __init__(self, weights: Path, engine: Engine | None = None) -> None:
        """Build the network around its weights.

        Raises:
            WeightsCorrupt: the file lacks a layer or has one of another shape.
        """
        self._forward = (engine or Engine()).compile_facenet(weights)

    def embed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed crops, each as the mean of itself and of its mirror image.

        The mean tells two pictures of one person better (``python -m bench.variants``), for twice
        the time. The network sees at most 32 images at once.

        Args:
            crops: RGB, uint8, n x 160 x 160 x 3; n may be 0.

        Returns:
            Float32, n x 128, rows of unit length.
        """
        vectors = [np.empty((0, DIMENSIONS), np.float32)]
        for start in range(0, len(crops), BATCH // 2):
            some = crops[start : start + BATCH // 2]
            both = unit_length(self.embed_once(np.concatenate([some, some[:, :, ::-1]])))
            vectors.append(unit_length(both[: len(some)] + both[len(some) :]))
        return np.concatenate(vectors)

    def embed_once(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Run the network on images as they are (n x 160 x 160 x 3, n > 0): n x 128."""
        return np.asarray(self._forward(prewhiten(images))[0])
