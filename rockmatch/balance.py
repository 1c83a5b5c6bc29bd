"""Weights that let every rock stand for about as many people as any other.

The nearest pairing alone gives some rocks to many and some to nobody. So each rock r has a weight,
and a face x goes to the pairing a, of rock r, with the least ``|x - a|^2 - w_r``: a power diagram
(Aurenhammer 1987). Weights that give all rocks equal shares of a population solve semi-discrete
optimal transport; they maximise a concave function whose slope along w_r is the share that r should
have less the share that it has, and are found by averaged subgradient ascent (Genevay, Cuturi,
Peyré and Bach 2016; Kitagawa, Mérigot and Thibert 2019 for the theory).

The population is imagined: points drawn from a normal distribution, which is a rough likeness of
people. Weights that fit it exactly fit people less well, so only a quarter of the way is gone
(`python -m bench.matching` prints what each strength gives); use tells the rest.

Plain NumPy: what is read and written of the database is in ``services.pairings``.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

STRENGTH = 0.25  # how much of the way to the weights that even out an imagined population
PSEUDO_MEMBERS = 3.0  # for each rock: how many members its present share is believed to rest on
ROUNDS = 300

Floats = NDArray[np.floating]


class Layout(NamedTuple):
    """Pairings, as the balance sees them."""

    anchors: NDArray[np.float32]
    """P x 128."""
    rocks: NDArray[np.intp]
    """P: which rock each leads to, from 0 without gaps."""

    @property
    def rock_count(self) -> int:
        return int(self.rocks.max()) + 1

    def closeness(self, faces: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score faces (n x 128) with pairings, more is nearer: n x P, ``|x|^2 - |x - a|^2``."""
        return 2 * faces @ self.anchors.T - np.square(self.anchors).sum(axis=1)

    def weighed(self, closeness: NDArray[np.float32], weights: Floats) -> NDArray[np.float32]:
        """Add to each closeness (n x P) the weight of the pairing's rock, of R."""
        return closeness + weights[self.rocks].astype(np.float32)

    def rock_of(self, closeness: NDArray[np.float32], weights: Floats) -> NDArray[np.intp]:
        """Say which rock each face goes to: n, for weights of R rocks."""
        return self.rocks[self.weighed(closeness, weights).argmax(axis=1)]

    def shares(self, closeness: NDArray[np.float32], weights: Floats) -> Floats:
        """Say which share of the faces each rock gets: R, sum 1."""
        rocks = self.rock_of(closeness, weights)
        return np.bincount(rocks, minlength=self.rock_count) / len(closeness)


def layout(anchors: Sequence[Floats] | Floats, rock_ids: Sequence[int]) -> tuple[Layout, list[int]]:
    """Number the rocks of pairings from 0; the list says which rock each number is."""
    names, rocks = np.unique(np.asarray(rock_ids), return_inverse=True)
    return Layout(np.asarray(anchors, np.float32), rocks), [int(name) for name in names]


def fit_weights(pairings: Layout, drawn: NDArray[np.float32]) -> Floats:
    """Find weights for a population.

    Args:
        pairings: P of R rocks.
        drawn: n x 128, unit length, imagined faces; some dozens for each rock.

    Returns:
        R weights, squared distances; the largest is 0.
    """
    closeness = pairings.closeness(drawn)
    even = np.full(len(drawn), 1 / len(drawn))
    return _below_zero(STRENGTH * _ascend(pairings, closeness, even, np.zeros(pairings.rock_count)))


def refresh_weights(
    pairings: Layout, drawn: NDArray[np.float32], weights: Floats, counts: Floats
) -> Floats:
    """Correct weights by how many members each rock got under them, and by nothing else.

    Under good weights each rock would have got about the same share. Where the counts say
    otherwise, beyond what chance does to small numbers, the imagined faces of the rock's cell
    count for more or less, and the weights are found anew. The weights are all that is remembered
    from one time to the next.

    Args:
        pairings: P of R rocks.
        drawn: n x 128, unit length, imagined faces.
        weights: R, under which the counts came about; NaN for a rock that was not there yet.
        counts: R, members whom a selfie led to each rock since then.

    Returns:
        R weights; the largest is 0.
    """
    old = ~np.isnan(weights)
    believed = (counts + PSEUDO_MEMBERS) * old
    closeness = pairings.closeness(drawn)
    cell = pairings.rock_of(closeness, np.where(old, weights, -np.inf))
    size = np.bincount(cell, minlength=pairings.rock_count)
    mass = believed[cell] / size[cell]
    start = np.where(old, weights, 0.0)
    return _below_zero(_ascend(pairings, closeness, mass / mass.sum(), start))


def _ascend(
    pairings: Layout, closeness: NDArray[np.float32], mass: Floats, start: Floats
) -> Floats:
    count = pairings.rock_count
    weights, total = start.astype(np.float64), np.zeros(count)
    step = 2 * float(closeness.std())  # the scale that differences of closeness have
    for turn in range(ROUNDS):
        cell = pairings.rock_of(closeness, weights)
        share = np.bincount(cell, mass, minlength=count)
        weights = weights + step / np.sqrt(1 + turn / 20) * (1 / count - share)
        if turn >= ROUNDS // 2:
            total += weights
    return total / (ROUNDS - ROUNDS // 2)


def _below_zero(weights: Floats) -> Floats:
    return weights - weights.max()
