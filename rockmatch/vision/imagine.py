"""Points of face space that belong to nobody, spread as people are.

A rock needs a place in face space, and no person's face may serve as one. So spherical k-means of
the mean vectors of many people gives a centre for each rock, and each centre is then made the mean
of at least ten people: where fewer are nearest to it, of the ten nearest, some of whom it shares
with other centres. That also evens out the shares of the centres among people it has not seen.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.facenet import unit_length

LEAST_PEOPLE = 10
ROUNDS = 60


def halve(people: Sequence[str]) -> NDArray[np.bool_]:
    """Split people by their names' hashes, whoever else is in the list: true is the first half."""
    return np.array([hashlib.sha256(name.encode()).digest()[0] < 128 for name in people], bool)


def mean_vectors(vectors: NDArray[np.float32], owners: Sequence[str]) -> NDArray[np.float32]:
    """Average each person's unit vectors (n x 128): people x 128, unit length, sorted by name."""
    _, member = np.unique(np.asarray(owners), return_inverse=True)
    sums = np.zeros((member.max() + 1, vectors.shape[1]), np.float64)
    np.add.at(sums, member, vectors)
    return unit_length(sums)


class Population(NamedTuple):
    """What a normal distribution of unit vectors needs: no single person can be told from it."""

    mean: NDArray[np.float32]
    """128."""
    covariance: NDArray[np.float32]
    """128 x 128."""

    @classmethod
    def of(cls, people: NDArray[np.float32]) -> "Population":
        """Fit it to the mean vectors of people (n x 128)."""
        covariance = np.cov(people, rowvar=False)
        return cls(people.mean(axis=0).astype(np.float32), covariance.astype(np.float32))

    def draw(self, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Draw points: count x 128, float32, unit length."""
        drawn = rng.multivariate_normal(
            self.mean.astype(np.float64),
            self.covariance,
            size=count,
            method="eigh",
            check_valid="ignore",
        )
        return unit_length(drawn)


def spherical_kmeans(
    points: NDArray[np.float32], count: int, rng: np.random.Generator, *, rounds: int = ROUNDS
) -> NDArray[np.float32]:
    """Find ``count`` directions, each the mean of the points (n x d, unit length) nearest to it.

    Spherical k-means (Dhillon and Modha 2001), started by k-means++ (Arthur and Vassilvitskii
    2007). A direction that loses all its points restarts at the point worst served.

    Returns:
        Float32, count x d, unit length.

    Raises:
        ValueError: fewer points than directions.
    """
    if len(points) < count:
        raise ValueError(f"{len(points)} points cannot have {count} centres")
    centres = _seeds(points, count, rng)
    for _ in range(rounds):
        likeness = points @ centres.T
        nearest = likeness.argmax(axis=1)
        members = np.eye(count, dtype=np.float32)[nearest]  # n x count, one-hot
        sums = members.T @ points
        empty = np.bincount(nearest, minlength=count) == 0
        sums[empty] = points[np.argsort(likeness.max(axis=1))[: empty.sum()]]
        moved = unit_length(sums)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres


def _seeds(
    points: NDArray[np.float32], count: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    chosen = [int(rng.integers(len(points)))]
    distance = np.full(len(points), np.inf)
    while len(chosen) < count:
        distance = np.minimum(distance, np.maximum(0, 1 - points @ points[chosen[-1]]))
        total = distance.sum()
        share = distance / total if total > 0 else None
        chosen.append(int(rng.choice(len(points), p=share)))
    return points[chosen].copy()


def imagine_anchors(
    people: NDArray[np.float32], count: int, *, seed: int, least: int = LEAST_PEOPLE
) -> NDArray[np.float32]:
    """Imagine ``count`` anchors for people (mean vectors, n x d): count x d, unit length.

    Each is the direction of the mean of at least ``least`` people.

    Raises:
        ValueError: fewer people than anchors, or than ``least``.
    """
    if len(people) < least:
        raise ValueError(f"{len(people)} people are not {least}")
    centres = spherical_kmeans(people, count, np.random.default_rng(seed))
    likeness = people @ centres.T
    nearest = likeness.argmax(axis=1)
    means = []
    for number in range(count):
        members = np.flatnonzero(nearest == number)
        if len(members) < least:
            members = np.argsort(-likeness[:, number], kind="stable")[:least]
        means.append(people[members].mean(axis=0))
    return unit_length(np.stack(means))
