"""Trained generators: pictures in, pictures out."""

from itertools import count
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from rockmatch.gan.checkpoint import load_generator
from rockmatch.gan.model import to_bytes
from rockmatch.gan.networks import generator
from rockmatch.gan.recipe import Recipe

BATCH = 8


class Translator:
    """A generator, or one that is still learning."""

    def __init__(self, network: Any) -> None:
        """Keep the network."""
        self._network = network
        network.jit_compile = keras.backend.backend() == "jax"

    @classmethod
    def of(cls, run: Path, name: str) -> "Translator":
        """Load ``to_rocks`` or ``to_humans`` of a run.

        Raises:
            CannotGoOn: the folder holds no run, or not its weights.
        """
        recipe = Recipe.read(run)
        network = generator(recipe.size, recipe.blocks, recipe.filters, "float32", count(), name)
        load_generator(run, name, network)
        return cls(network)

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Translate pictures, n x size x size x 3; n may be 0."""
        parts = [np.empty((0, *pictures.shape[1:]), np.uint8)]
        for start in range(0, len(pictures), BATCH):
            some = np.asarray(pictures[start : start + BATCH], np.float32) / 127.5 - 1.0
            parts.append(to_bytes(self._network.predict_on_batch(some)))
        return np.concatenate(parts)
