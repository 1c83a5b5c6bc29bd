"""Points of face space that belong to nobody, spread as people are.

A rock needs a place in face space, and no person's face may serve as one. So a normal distribution
is fitted to the mean vectors of a population, many points are drawn from it, and spherical k-means
of those drawn points gives the places: each is the centre of some hundreds of faces that never
were.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.facenet import unit_length

DRAWN = 20_000
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


def draw_points(
    people: NDArray[np.float32], count: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw points from the normal distribution fitted to people (n x d): count x d, unit length."""
    covariance = np.cov(people, rowvar=False)
    drawn = rng.multivariate_normal(people.mean(axis=0), covariance, size=count, method="eigh")
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
    people: NDArray[np.float32], count: int, *, seed: int, drawn: int = DRAWN
) -> NDArray[np.float32]:
    """Imagine ``count`` anchors for a population (n x d, unit length): count x d, unit length."""
    rng = np.random.default_rng(seed)
    return spherical_kmeans(draw_points(people, drawn, rng), count, rng)


def effective_number(people: NDArray[np.float32], anchors: NDArray[np.float32]) -> float:
    """How many anchors are in use, as the exponential of the entropy of their shares of people."""
    use = np.bincount((people @ anchors.T).argmax(axis=1), minlength=len(anchors))
    shares = use[use > 0] / use.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))
