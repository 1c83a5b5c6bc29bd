"""Which rock a new pairing should lead to, so that the rocks are used most evenly."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch import measures
from rockmatch.assignment import Assignment

RARE: Final = 256  # rocks that are tried: the least used


class Evening(NamedTuple):
    """A pairing, and what it would do."""

    rock: int
    moved: int
    """How many people it would take from other rocks, with the weight that its rock has now."""
    before: float
    """The effective number of rocks (``measures.effective_number``) before it."""
    after: float


class Use:
    """How many people each rock has, while pairings are tried and made.

    The balance gives every pairing a weight in the night; until then a rock that has none counts as
    weight 0, as in the matching.
    """

    def __init__(
        self, found: Assignment, weights: NDArray[np.float32], worn: NDArray[np.intp]
    ) -> None:
        """Begin with where people go now.

        Args:
            found: People and their rocks.
            weights: R, one for each rock.
            worn: R, how many members each rock has: it decides between equals.
        """
        self._faces = found.faces
        self._rocks, self._scores = found.rocks.copy(), found.scores.copy()
        self._weights, self._worn = weights, worn
        self.counts = self._count(self._rocks)

    def _count(self, rocks: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.bincount(rocks[rocks >= 0], minlength=len(self._weights))

    def best_rock(self, place: NDArray[np.float32], taken: set[int]) -> Evening:
        """The rock, of the least used, that a pairing at a place (128) should lead to.

        Tried are the least used that are not `taken`; the best leaves the greatest effective
        number of rocks, and among equals the least used wins.

        Raises:
            ValueError: Every rock is taken.
        """
        rare = [int(r) for r in np.lexsort((self._worn, self.counts)) if int(r) not in taken][:RARE]
        if not rare:
            raise ValueError("no rock is left")
        scores = self._unweighed(place)
        tried = [self._try(scores, rock) for rock in rare]
        index = int(np.argmax([round(effective, 9) for effective, _ in tried]))
        after, moved = tried[index]
        return Evening(rare[index], moved, _effective(self.counts), after)

    def _unweighed(self, place: NDArray[np.float32]) -> NDArray[np.float32]:
        return 2 * self._faces @ place - np.float32(np.square(place).sum())

    def _try(self, scores: NDArray[np.float32], rock: int) -> tuple[float, int]:
        moves = scores + self._weights[rock] > self._scores
        counts = self.counts - self._count(self._rocks[moves])
        counts[rock] += moves.sum()
        return _effective(counts), int(moves.sum())

    def make(self, place: NDArray[np.float32], rock: int) -> None:
        """Let people go where the pairing leads them."""
        scores = self._unweighed(place) + self._weights[rock]
        moves = scores > self._scores
        self._scores[moves], self._rocks[moves] = scores[moves], rock
        self.counts = self._count(self._rocks)


def _effective(counts: NDArray[np.intp]) -> float:
    """The effective number of rocks; 0 where nobody goes to any."""
    total = int(counts.sum())
    return measures.effective_number(counts / total) if total else 0.0
