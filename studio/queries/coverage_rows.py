"""What the worker reads of face space, a block at a time, to measure what the pairings cover."""

from collections.abc import Iterator
from itertools import batched, groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q
from numpy.typing import NDArray

from rockmatch.assignment import BLOCK, Block
from rockmatch.models import Human, Pairing, Rock, Rockelganger


class Rocks(NamedTuple):
    """The rocks of the museum, R of them, each with who wears it and who was led to it."""

    ids: NDArray[np.int64]
    """R, ascending."""
    worn: NDArray[np.intp]
    """R: members who are this rock now."""
    led: NDArray[np.intp]
    """R: selfies that led to it, ever."""

    def numbers(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """The number of each rock of some ids."""
        return np.searchsorted(self.ids, ids)


def rocks() -> Rocks:
    """The rocks that anybody may be led to: two queries."""
    museum = Rock.objects.of_the_museum()
    ids = list(museum.order_by("pk").values_list("pk", flat=True))
    counts = Rockelganger.objects.filter(rock__in=museum).order_by()
    by_rock = {
        rock: (worn, led)
        for rock, worn, led in counts.values_list("rock").annotate(
            worn=Count("pk", filter=Q(until=None)),
            led=Count("pk", filter=Q(way=Rockelganger.Way.SELFIE)),
        )
    }
    table = np.array([by_rock.get(rock, (0, 0)) for rock in ids], np.intp).reshape(-1, 2)
    return Rocks(np.array(ids, np.int64), table[:, 0], table[:, 1])


class Pairings(NamedTuple):
    """Some pairings, and where each comes from."""

    block: Block
    origins: NDArray[np.str_]


def pairings(known: Rocks, size: int = BLOCK) -> Iterator[Pairings]:
    """All pairings that may lead a face to a rock, in blocks that split no rock's."""
    taking_part = Pairing.objects.taking_part().exclude(rock__origin=Rock.Origin.BESPOKE)
    columns = ("rock_id", "weight", "origin", "embedding")
    rows = taking_part.order_by("rock_id", "pk").values_list(*columns).iterator(chunk_size=size)
    hung = set(known.ids.tolist())  # one may have come since
    gathered: list[Any] = []
    for rock, of_rock in groupby(rows, key=itemgetter(0)):
        gathered += of_rock if rock in hung else ()
        if len(gathered) >= size:
            yield _pairings(known, gathered)
            gathered = []
    if gathered:
        yield _pairings(known, gathered)


def _pairings(known: Rocks, rows: list[Any]) -> Pairings:
    ids, weights, origins, embeddings = zip(*rows, strict=True)
    block = Block(
        np.stack(embeddings).astype(np.float32, copy=False),
        known.numbers(np.array(ids, np.int64)),
        np.array([weight or 0.0 for weight in weights], np.float32),
    )
    return Pairings(block, np.array(origins))


def humans_in_the_house(size: int = BLOCK) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
    """Humans who wait for a rock: their ids and vectors (n x 128), some at a time."""
    paired = Pairing.objects.filter(human=OuterRef("pk"))
    waiting = Human.objects.filter(~Exists(paired), status=Human.Status.READY)
    rows = waiting.order_by("pk").values_list("pk", "embedding").iterator(chunk_size=size)
    for some in batched(rows, size):
        yield [str(pk) for pk, _ in some], np.stack([vector for _, vector in some])
