"""How alike sets of vectors are, and whether vectors tell who is who. NumPy alone."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def kernel_distance(one: Vectors, other: Vectors) -> float:
    """Tell how far apart two sets of vectors of unit length lie: about 0 if drawn from one source.

    The kernel distance of Binkowski et al. 2018 (KID): the unbiased squared maximum mean
    discrepancy with the kernel (x . y + 1)^3. It may be a little below 0.

    Args:
        one: n x d, n at least 2.
        other: m x d, m at least 2.
    """
    first, second = one.astype(np.float64), other.astype(np.float64)
    return (
        _mean_of_pairs(_kernel(first, first))
        + _mean_of_pairs(_kernel(second, second))
        - 2 * float(_kernel(first, second).mean())
    )


class Known(NamedTuple):
    """Whether pictures are told as the people that they are of."""

    same: float
    """Share within the bound of another picture of the same person."""
    others: float
    """Share of all pairs of two people that are within it."""
    first: float
    """Share whose nearest picture, among one of each person, is that of the same person."""


def known(vectors: Vectors, references: Vectors, bound: float) -> Known:
    """Compare a picture of each person with another one of everybody.

    Args:
        vectors: n x d, unit length.
        references: n x d, of the same people in the same order; n at least 2.
        bound: squared distance under which two pictures count as of one person.
    """
    apart = 2 - 2 * (vectors.astype(np.float64) @ references.astype(np.float64).T)
    own = np.diag(apart)
    foreign = apart[~np.eye(len(apart), dtype=bool)]
    return Known(
        same=float((own < bound).mean()),
        others=float((foreign < bound).mean()),
        first=float((apart.argmin(axis=1) == np.arange(len(apart))).mean()),
    )


def _kernel(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return (one @ other.T + 1) ** 3


def _mean_of_pairs(kernel: NDArray[np.float64]) -> float:
    count = len(kernel)
    return float(kernel.sum() - np.trace(kernel)) / (count * (count - 1))
