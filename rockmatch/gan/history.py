"""The pool of earlier translations that a discriminator is shown among the new ones.

Shrivastava et al. 2017, as Zhu et al. use it: the first 50 are kept and shown; after that, one time
in two, an earlier one is shown and the new one takes its place. What is to happen is drawn here, in
NumPy, by seed and step, so that a run that is started again does the same; the pictures themselves
lie in the model.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Plan(NamedTuple):
    """What happens to the new pictures of one batch."""

    slots: NDArray[np.int32]
    """Batch: the place in the pool that each is about; no two the same."""
    show_new: NDArray[np.bool_]
    """Batch: whether the discriminator sees the new one, and not the one in that place."""
    keep_new: NDArray[np.bool_]
    """Batch: whether the new one takes that place."""


def plan(step: int, *, batch: int, pool: int, seed: int, kind: int) -> Plan:
    """Draw what happens in a step.

    Args:
        step: counted from the run's beginning.
        batch: pictures in a step, at most as many as places.
        pool: places in the pool.
        seed: of the run.
        kind: 0 or 1, which of the two pools.
    """
    rng = np.random.default_rng((seed, 3, kind, step))
    numbers = np.arange(step * batch, (step + 1) * batch)
    filling = numbers < pool
    free = rng.permutation(min(step * batch, pool))[: batch - int(filling.sum())]
    slots = np.concatenate([numbers[filling], free]).astype(np.int32)
    new = rng.random(batch) < 0.5
    return Plan(slots, filling | new, filling | ~new)
