"""Which rocks faces go to, found in one pass over the pairings, a block at a time. Plain NumPy.

`matching` asks the database for one face; here are thousands of them and all pairings. The table of
both would take 2 GB for 5,000 faces and 100,000 pairings, so it is never whole: what is kept is the
best rock of each face, and the ten best.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rocks = NDArray[np.intp]
BLOCK: Final = 1024
BEST: Final = 10


class Block(NamedTuple):
    """Some pairings, in the order of their rocks; all of a rock's are in the same block."""

    anchors: Floats
    """P x 128."""
    rocks: Rocks
    """P, ascending: numbers from 0."""
    weights: Floats
    """P: squared distances, at most 0."""


def blocks_of(pairings: Block, size: int = BLOCK) -> Iterator[Block]:
    """Cut pairings of any order into blocks of about `size`."""
    order = np.argsort(pairings.rocks, kind="stable")
    rocks = pairings.rocks[order]
    start = 0
    while start < len(rocks):
        last = rocks[min(start + size, len(rocks)) - 1]
        end = int(np.searchsorted(rocks, last, side="right"))
        part = order[start:end]
        yield Block(pairings.anchors[part], rocks[start:end], pairings.weights[part])
        start = end


def of_each_rock(scores: Floats, rocks: Rocks) -> tuple[Floats, Rocks]:
    """The best score of each rock (n x R) and the R rocks, of n x P scores; `rocks` ascend."""
    names, starts = np.unique(rocks, return_index=True)
    return np.maximum.reduceat(scores, starts, axis=1), names


def best(scores: Floats, rocks: Rocks, count: int = BEST) -> tuple[Floats, Rocks]:
    """The `count` greatest scores of each row and whose they are, in no order: n x count, twice.

    Args:
        scores: n x R, one for each rock.
        rocks: R, or n x R where each row has its own.
        count: How many; fewer where there are fewer.
    """
    count = min(count, scores.shape[1])
    found = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    named = np.broadcast_to(rocks, scores.shape)
    return np.take_along_axis(scores, found, 1), np.take_along_axis(named, found, 1)


class Assignment:
    """Faces (n x 128, unit length), and where the pairings seen so far would lead them."""

    def __init__(self, faces: Floats) -> None:
        """Begin with no pairing: every face goes to rock -1, and is infinitely far."""
        self.faces = faces
        count = len(faces)
        self.rocks: Rocks = np.full(count, -1, np.intp)
        self.scores: Floats = np.full(count, -np.inf, np.float32)
        """Of the rock that each face goes to: ``|x|^2 - |x - a|^2 + w``."""
        self.distances: Floats = np.full(count, np.inf, np.float32)
        """Cosine distance of each face to the nearest pairing, weights aside."""
        self.nearest_rocks: Rocks = np.empty((count, 0), np.intp)
        """The ten rocks that each face goes to first, in no order: n x 10 at most."""
        self._nearest_scores: Floats = np.empty((count, 0), np.float32)

    def add(self, block: Block) -> None:
        """See some more pairings; the table of a block is the most that is held in memory."""
        likeness = self.faces @ block.anchors.T
        self.distances = np.minimum(self.distances, 1 - likeness.max(axis=1))
        scores = 2 * likeness - np.square(block.anchors).sum(axis=1) + block.weights
        by_rock, names = of_each_rock(scores.astype(np.float32, copy=False), block.rocks)
        found = by_rock.argmax(axis=1)
        score = np.take_along_axis(by_rock, found[:, None], 1)[:, 0]
        better = score > self.scores
        self.rocks[better], self.scores[better] = names[found[better]], score[better]
        few, whose = best(by_rock, names)
        self._nearest_scores, self.nearest_rocks = best(
            np.hstack([self._nearest_scores, few]), np.hstack([self.nearest_rocks, whose])
        )

    def add_all(self, blocks: Iterable[Block]) -> "Assignment":
        """See all of these; gives itself."""
        for block in blocks:
            self.add(block)
        return self
