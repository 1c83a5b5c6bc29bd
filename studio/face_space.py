"""All pairings in memory, and which is the nearest to each of some faces. Plain NumPy.

The rule is that of `rockmatch.matching`: a face x goes to the pairing a of least ``|x - a|^2 - w``,
which for faces of unit length is that of greatest ``2 x . a - |a|^2 + w``. A change costs only what
it changes: who was nearest to a pairing that is gone asks all others, and everybody asks the new.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.models import EMBEDDING_DIMENSIONS

Faces = NDArray[np.float32]
Ids = NDArray[np.int64]
Places = NDArray[np.intp]
_AT_ONCE = 2048  # pairings that faces are compared with in one go: bounds the memory
_ROUNDING = 1e-6  # of float32, in a score


class Rows(NamedTuple):
    """What a database tells of all pairings, by ascending id."""

    ids: Ids
    rocks: Ids
    weights: NDArray[np.float32]
    """At most 0; 0 before the first balance."""
    take_part: NDArray[np.bool_]


class Space:
    """Pairings by ascending id: P of them."""

    def __init__(self) -> None:
        self.ids: Ids = np.empty(0, np.int64)
        self.rocks: Ids = np.empty(0, np.int64)
        self.places: Faces = np.empty((0, EMBEDDING_DIMENSIONS), np.float32)
        # What a pairing adds to 2 x . a; minus infinity where it takes no part.
        self.bias: NDArray[np.float32] = np.empty(0, np.float32)
        # At which version its bias last rose.
        self.risen: Ids = np.empty(0, np.int64)
        self.version = 0

    @property
    def last_id(self) -> int:
        return int(self.ids[-1]) if len(self.ids) else 0

    def missing(self, ids: Ids) -> Ids:
        """Which of these pairings it does not know."""
        return ids[~np.isin(ids, self.ids)]

    def follow(self, rows: Rows, new_ids: Ids, new_places: Faces) -> None:
        """Become what the database says.

        Args:
            rows: All pairings.
            new_ids: At least those of them that are `missing`, ascending: n.
            new_places: Where these lie, n x 128.
        """
        known = np.isin(rows.ids, self.ids)
        old = np.searchsorted(self.ids, rows.ids[known])
        places = np.empty((len(rows.ids), EMBEDDING_DIMENSIONS), np.float32)
        places[known] = self.places[old]
        places[~known] = new_places[np.searchsorted(new_ids, rows.ids[~known])]
        bias = _bias(rows, places)
        before = np.full(len(rows.ids), -np.inf, np.float32)
        risen = np.zeros(len(rows.ids), np.int64)
        before[known], risen[known] = self.bias[old], self.risen[old]
        self.version += 1
        risen[bias > before] = self.version
        self.ids, self.rocks, self.places = rows.ids, rows.rocks, places
        self.bias, self.risen = bias, risen

    def append(self, rows: Rows, places: Faces) -> None:
        """Take pairings in (n, places n x 128) whose ids are all above `last_id`."""
        self.version += 1
        self.ids = np.concatenate([self.ids, rows.ids])
        self.rocks = np.concatenate([self.rocks, rows.rocks])
        self.places = np.concatenate([self.places, places])
        self.bias = np.concatenate([self.bias, _bias(rows, places)])
        self.risen = np.concatenate([self.risen, np.full(len(rows.ids), self.version)])

    def at(self, ids: Ids) -> tuple[Places, NDArray[np.bool_]]:
        """Where pairings stand in the arrays, and which of them are there at all."""
        if not len(self.ids):
            return np.zeros(len(ids), np.intp), np.zeros(len(ids), np.bool_)
        where = np.searchsorted(self.ids, ids).clip(max=len(self.ids) - 1)
        return where, self.ids[where] == ids

    def best(self, faces: Faces, among: Places) -> tuple[NDArray[np.float32], Ids]:
        """The greatest score of each face (n x 128) among pairings, and whose it is (0: none)."""
        score = np.full(len(faces), -np.inf, np.float32)
        owner = np.zeros(len(faces), np.int64)
        among = among[np.isfinite(self.bias[among])]
        for first in range(0, len(among), _AT_ONCE):
            some = among[first : first + _AT_ONCE]
            scores = 2 * faces @ self.places[some].T + self.bias[some]
            best = scores.argmax(axis=1)
            top = scores[np.arange(len(faces)), best]
            better = top > score
            score[better], owner[better] = top[better], self.ids[some[best[better]]]
        return score, owner


def _bias(rows: Rows, places: Faces) -> NDArray[np.float32]:
    lengths = np.square(places).sum(axis=1)
    return np.where(rows.take_part, rows.weights - lengths, np.float32(-np.inf))


class Nearest:
    """Which pairing is the nearest to each of some faces, which have keys of their own.

    It keeps no face: they are given each time, the same ones for the same keys.
    """

    def __init__(self) -> None:
        self.keys: Ids = np.empty(0, np.int64)
        self.score: NDArray[np.float32] = np.empty(0, np.float32)
        self.owner: Ids = np.empty(0, np.int64)
        self.bias: NDArray[np.float32] = np.empty(0, np.float32)  # the owner's
        self.version = 0

    def follow(self, keys: Ids, faces: Faces, space: Space) -> None:
        """Find what has changed since the last time.

        Args:
            keys: Of the faces, ascending: n. Who is not among them is forgotten.
            faces: n x 128, unit length.
            space: The pairings.
        """
        self._be_about(keys)
        where, there = space.at(self.owner)
        lost = ~there
        lost[there] = space.bias[where[there]] != self.bias[there]
        self._ask(np.flatnonzero(lost), faces, space, np.arange(len(space.ids)), anew=True)
        risen = np.flatnonzero(space.risen > self.version)
        self._ask(np.flatnonzero(~lost), faces, space, risen, anew=False)
        where, there = space.at(self.owner)
        self.bias = np.full(len(keys), -np.inf, np.float32)
        self.bias[there] = space.bias[where[there]]
        self.version = space.version

    def _be_about(self, keys: Ids) -> None:
        known = np.isin(keys, self.keys)
        old = np.searchsorted(self.keys, keys[known])
        score = np.full(len(keys), -np.inf, np.float32)
        owner = np.zeros(len(keys), np.int64)
        bias = score.copy()
        score[known], owner[known], bias[known] = self.score[old], self.owner[old], self.bias[old]
        self.keys, self.score, self.owner, self.bias = keys, score, owner, bias

    def _ask(self, who: Places, faces: Faces, space: Space, among: Places, *, anew: bool) -> None:
        if not len(who) or not (len(among) or anew):
            return
        score, owner = space.best(faces[who], among)
        better = np.ones(len(who), np.bool_) if anew else score > self.score[who]
        self.score[who[better]], self.owner[who[better]] = score[better], owner[better]

    def rocks(self, space: Space) -> Ids:
        """Which rock each face goes to: n; 0 where there is none."""
        where, there = space.at(self.owner)
        rocks = np.zeros(len(self.owner), np.int64)
        rocks[there] = space.rocks[where[there]]
        return rocks

    def would_move(self, faces: Faces, place: Faces) -> NDArray[np.bool_]:
        """Which faces (n x 128) a new pairing at a place (128) would be the nearest to.

        It has no weight yet, and so that of the strongest rock.
        """
        return 2 * faces @ place - np.square(place).sum() > self.score + _ROUNDING
