"""Where pairings are wanted: what would bring the most imagined people nearer to one.

Each place of face space that may get a pairing is worth the cosine distance that it saves: how much
nearer it is to people than their nearest pairing, on average. Places are chosen greedily, each
after those before it. The worth of a set is submodular, so what is chosen is worth at least
1 - 1/e of the best set (facility location; Nemhauser, Wolsey and Fisher 1978).
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.imagine import spherical_kmeans

Vectors = NDArray[np.float32]
REGIONS: Final = 256  # places of face space among which the regions are chosen
SHORTLIST: Final = 512  # humans that are looked at twice


class Pick(NamedTuple):
    """A chosen place."""

    which: int
    """Which of the candidates."""
    saved: float
    """Cosine distance that it saves, averaged over all people."""
    nearer: NDArray[np.bool_]
    """n: who would be nearer to it than to any pairing."""


def greedy(
    people: Vectors, distances: NDArray[np.float32], places: Vectors, most: int
) -> list[Pick]:
    """Choose at most `most` of some places, best first; none that brings nobody nearer.

    Args:
        people: n x 128, unit length.
        distances: n, cosine distance to the nearest pairing.
        places: c x 128, unit length; the table of people and places is held in memory.
        most: How many.
    """
    if not len(places):
        return []
    held = np.minimum(distances, 2.0).astype(np.float32)
    away = 1 - people @ places.T
    picks: list[Pick] = []
    for _ in range(min(most, len(places))):
        saved = np.maximum(held[:, None] - away, 0).mean(axis=0)
        index = int(saved.argmax())
        nearer = away[:, index] < held
        if saved[index] <= 1e-7:
            break
        picks.append(Pick(index, float(saved[index]), nearer))
        held = np.minimum(held, away[:, index])
    return picks


def regions(people: Vectors, rng: np.random.Generator, most: int = REGIONS) -> Vectors:
    """Places where people are: directions of the means of their clusters, c x 128."""
    return spherical_kmeans(people, min(most, max(1, len(people) // 10)), rng, rounds=12)


class Shortlist:
    """The places that by themselves save the most, of any number that come block by block.

    What a place saves only shrinks as others are chosen. So a greedy choice from the list is the
    choice from all places, as long as what is chosen saves more than the last of the list would.
    """

    def __init__(
        self, people: Vectors, distances: NDArray[np.float32], size: int = SHORTLIST
    ) -> None:
        """Begin with an empty list; arguments as of `greedy`."""
        self._people, self._held, self._size = people, np.minimum(distances, 2.0), size
        self.names: list[str] = []
        self.places: Vectors = np.empty((0, people.shape[1]), np.float32)
        self._saved: NDArray[np.float32] = np.empty(0, np.float32)
        self.seen = 0

    def add(self, names: Iterable[str], places: Vectors) -> None:
        """See some more places."""
        away = 1 - self._people @ places.T
        saved = np.maximum(self._held[:, None] - away, 0).mean(axis=0)
        all_names = [*self.names, *names]
        worth = np.concatenate([self._saved, saved])
        kept = np.argsort(-worth, kind="stable")[: self._size]
        self.seen += len(places)
        self.names = [all_names[index] for index in kept]
        self.places = np.concatenate([self.places, places])[kept]
        self._saved = worth[kept]
