"""From a face to a rock: the one place that knows how.

The rule is the nearest pairing by cosine distance, asked of PostgreSQL in one query that
pgvector's HNSW index serves (Malkov and Yashunin, 2016). Embeddings have unit length, so squared
Euclidean distance is twice the cosine distance, and the order is the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pgvector.django import CosineDistance

from rockmatch.models import Pairing, Rock, Selfie

ALTERNATIVES = 2
# Several pairings may lead to one rock, so a few more are read than there are rocks to find.
_PAIRINGS_READ = 24
# Squared Euclidean distance under which two unit vectors are the same person: false accept rate
# 1e-3 on LFW (DESIGN.md section 7), and only the member's own account is ever asked.
SAME_PERSON_SQUARED_DISTANCE = 0.99
# Cosine distance to the nearest pairing: about a third of the faces of LFW lie below the first
# and a third above the second (`python -m bench.nearness`: 0.565 and 0.639).
NEAR, KINDRED = 0.565, 0.64


@dataclass(frozen=True)
class Match:
    """A pairing, its rock, and the cosine distance (0 to 2) from the face that was asked for."""

    pairing: Pairing
    distance: float

    @property
    def rock(self) -> Rock:
        return self.pairing.rock

    @property
    def nearness(self) -> Selfie.Nearness:
        return nearness(self.distance)


def nearest_rocks(embedding: NDArray[np.float32], count: int = 1 + ALTERNATIVES) -> list[Match]:
    """Find the `count` nearest rocks on show, nearest first, each through its nearest pairing.

    Args:
        embedding: Shape (128,), float32, unit length.
        count: How many rocks; fewer are returned where the museum holds fewer.
    """
    pairings = (
        Pairing.objects.filter(rock__is_on_show=True)
        .select_related("rock")
        .annotate(distance=CosineDistance("embedding", embedding))
        .defer("embedding")
        .order_by("distance")[:_PAIRINGS_READ]
    )
    return _first_of_each_rock(pairings)[:count]


def _first_of_each_rock(pairings: Iterable[Any]) -> list[Match]:
    """Keep the nearest pairing of each rock; `pairings` come nearest first, with `distance`."""
    matches: dict[int, Match] = {}
    for pairing in pairings:
        match = Match(pairing=pairing, distance=float(pairing.distance))
        matches.setdefault(pairing.rock_id, match)
    return list(matches.values())


def nearness(distance: float) -> Selfie.Nearness:
    """Put a cosine distance into words; the figure itself never leaves the server."""
    if distance < NEAR:
        return Selfie.Nearness.NEAR
    return Selfie.Nearness.KINDRED if distance < KINDRED else Selfie.Nearness.FAR


def is_same_person(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Tell whether two unit-length embeddings, each of shape (128,), are of one person."""
    return float(np.sum((one - other) ** 2)) < SAME_PERSON_SQUARED_DISTANCE
