"""From a face to a rock: the one place that knows how.

The rule. A face x goes to the pairing a with the least

    |x - a|^2 - w

where w is the weight of a's rock (``rockmatch.balance``): the nearest pairing, were all weights
the same, and otherwise cells that give all rocks about as many people (a power diagram, Aurenhammer
1987). Only differences of weights count, so the largest is 0 and all others are below it, and then

    |x - a|^2 - w  =  | [x, 0] - [a, sqrt(-w)] |^2

is an ordinary distance in one more dimension, which pgvector's HNSW index serves (Malkov and
Yashunin 2016). PostgreSQL keeps the right-hand vector as the generated column ``Pairing.key``. (As
an inner product, [x, 1] . [2a, w - |a|^2], it needs as many dimensions, but the graph then finds
less: inner products are no metric, and long vectors become hubs.)

You stay your rock. Without memory two pictures of one person lead to one of 324 rocks in four of
ten cases at most (`bench.matching`). So a member who wants to be known again keeps their embedding,
and as long as a new one is the same person's, their Rockelganger stays (``services.selfies``),
whatever the weights have become. Every Rockelganger that ends remains as history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pgvector.django import CosineDistance, L2Distance

from rockmatch.models import Pairing, Rock, Selfie
from rockmatch.models.rocks import long_columns

ALTERNATIVES = 2
# Several pairings may lead to one rock, so a few more are read than there are rocks to find.
_PAIRINGS_READ = 24
# Squared Euclidean distance under which two unit vectors are the same person: `bench.matching`
# chooses it on one half of the people, for less than one wrong yes in a hundred on the other. Only
# the member's own account is ever asked.
SAME_PERSON_SQUARED_DISTANCE = 1.23
# Cosine distance to the pairing: about a third of the faces of LFW lie below the first and a third
# above the second (`python -m bench.matching`).
NEAR, KINDRED = 0.461, 0.533


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
    """Find the `count` rocks that a face goes to first, by the rule, each through its best pairing.

    Args:
        embedding: Shape (128,), float32, unit length.
        count: How many rocks; fewer are returned where the museum holds fewer.
    """
    pairings = (
        Pairing.objects.taking_part()
        .select_related("rock")
        .annotate(
            order=L2Distance("key", np.append(embedding, np.float32(0))),
            distance=CosineDistance("embedding", embedding),
        )
        .defer("embedding", "key", "rock__parameters", "rock__detectors")
        .order_by("order")[:_PAIRINGS_READ]
    )
    return _first_of_each_rock(pairings)[:count]


def nearest_pairing_by_face_alone(
    embedding: NDArray[np.float32], *, not_of: UUID, not_leading_to: Iterable[int] = ()
) -> Pairing | None:
    """The pairing that FaceNet would choose by itself: the nearest, were all weights the same.

    Pairings of one human are left out, who would be nearest to themself, and so are some rocks. A
    rock that was made for a member is nobody's choice. One query, over all pairings: no index
    knows distances without weights.

    Args:
        embedding: Shape (128,), float32, unit length.
        not_of: The human whose face it is.
        not_leading_to: Ids of rocks.
    """
    others = Pairing.objects.taking_part().exclude(rock__origin=Rock.Origin.BESPOKE)
    others = others.exclude(human_id=not_of).exclude(rock_id__in=list(not_leading_to))
    nearest = others.order_by(L2Distance("embedding", embedding), "pk")
    return nearest.select_related("rock").defer("embedding", "key", *long_columns("rock")).first()


def _first_of_each_rock(pairings: Iterable[Any]) -> list[Match]:
    """Keep the best pairing of each rock; `pairings` come best first, with `distance`."""
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


def may_be_same_person(distance: float) -> bool:
    """Tell it from the cosine distance of two embeddings, as PostgreSQL gives it."""
    return 2 * distance < SAME_PERSON_SQUARED_DISTANCE  # of unit vectors


def is_same_person(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Tell whether two unit-length embeddings, each of shape (128,), are of one person."""
    return float(np.sum((one - other) ** 2)) < SAME_PERSON_SQUARED_DISTANCE
