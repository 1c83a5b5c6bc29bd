"""Where the curator's rock stands in FaceNet's list: does the machine see what a curator saw?"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

import numpy as np
from django.core.cache import cache
from django.db.models import BinaryField, Exists, F, Func, OuterRef
from numpy.typing import NDArray

from lab.queries.pairs import BY_CURATORS
from lab.statistics.clustered import ClusteredMean, clustered_mean
from lab.statistics.ranking import percentiles
from rockmatch.models import EMBEDDING_DIMENSIONS, Human, Pairing, Rock

_KEPT: Final = 86_400  # seconds; the worker computes it every hour
_NAME: Final = "lab:percentile"
_HEAD: Final = 4  # bytes of a vector, as PostgreSQL sends it, before its numbers
_NOBODY: Final = -1


@dataclass(frozen=True)
class CuratorsRocks:
    """The percentile of each curator's rock in FaceNet's list for the human.

    The list has all rocks of the museum that hang, the nearest first. How near a rock is to a face
    says its nearest pairing that takes part and is not of that very human. 0 is the first of the
    list, 1 the last, and 0.5 what chance would give on average; rocks that are just as near count
    half. Weights (`rockmatch.balance`) play no part: it is FaceNet's list and not the museum's.
    """

    percentiles: tuple[float, ...]
    """One for each pairing, ascending."""
    mean: ClusteredMean | None
    """Over pairings, with an interval that knows which are of one rock; None without any."""
    rocks: int
    """In the whole list."""
    left_out: int
    """Pairings whose rock has no other one, so that FaceNet cannot place it."""

    @property
    def firsts(self) -> float | None:
        """The share of pairings whose rock is among the first tenth of the list."""
        if not self.percentiles:
            return None
        return sum(at <= 0.1 for at in self.percentiles) / len(self.percentiles)


def curators_rocks() -> CuratorsRocks:
    """Compute it anew. Two queries; a second or two for 5,000 pairings."""
    points = _points()
    faces = _faces()
    chosen = [point for point in points if point.origin in BY_CURATORS and point.human in faces]
    numbers = {pk: number for number, pk in enumerate(faces)}
    wanted = np.array([point.rock for point in chosen], np.int64)
    rocks = np.array([point.rock for point in points], np.int64)
    found = percentiles(
        _vectors([faces[point.human] for point in chosen]),
        wanted,
        np.array([numbers[point.human] for point in chosen], np.int64),
        _vectors([point.place for point in points]),
        rocks,
        np.array([numbers.get(point.human, _NOBODY) for point in points], np.int64),
    )
    tells = np.isfinite(found)
    return CuratorsRocks(
        percentiles=tuple(np.sort(found[tells]).tolist()),
        mean=clustered_mean(found[tells], wanted[tells]) if tells.any() else None,
        rocks=len(np.unique(rocks)),
        left_out=int((~tells).sum()),
    )


def rank_anew() -> CuratorsRocks:
    """Compute it, and keep it for pages: the worker does, every hour."""
    found = curators_rocks()
    cache.set(_NAME, found, _KEPT)
    return found


def curators_rocks_lately() -> CuratorsRocks | None:
    """What the worker found last; None if it did not yet. No query, for pages."""
    lately: Any = cache.get(_NAME)
    return cast("CuratorsRocks | None", lately)


class _Point(NamedTuple):
    rock: int
    human: UUID | None
    origin: str
    place: bytes


def _points() -> list[_Point]:
    """All pairings that lead somebody to a rock that is everybody's."""
    museum = Pairing.objects.taking_part().exclude(rock__origin=Rock.Origin.BESPOKE).order_by("pk")
    rows = museum.values_list("rock_id", "human_id", "origin", _sent("embedding"))
    return [_Point(*row) for row in rows]


def _faces() -> dict[UUID | None, bytes]:
    """Humans for whom a curator chose, with where they lie."""
    chosen = Pairing.objects.filter(origin__in=BY_CURATORS, human=OuterRef("pk"), held_out=False)
    ready = Human.objects.filter(Exists(chosen), status=Human.Status.READY)
    return dict(ready.values_list("pk", _sent("embedding")))


def _sent(column: str) -> Func:
    """A vector in bytes, which are read much faster than its text."""
    return Func(F(column), function="vector_send", output_field=BinaryField())


def _vectors(sent: list[Any]) -> NDArray[np.float32]:
    told = b"".join(bytes(place)[_HEAD:] for place in sent)
    return np.frombuffer(told, ">f4").astype(np.float32).reshape(-1, EMBEDDING_DIMENSIONS)
