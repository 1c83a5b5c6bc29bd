"""The process's own copy of all pairings, read again where something changed."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache as remembered
from threading import Lock
from typing import Any, Final

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.db.models import BinaryField, Case, F, Func, When

from rockmatch.models import EMBEDDING_DIMENSIONS, Pairing
from rockmatch.museum_loader import read_population
from studio.face_space import Faces, Ids, Nearest, Rows, Space

DRAWN: Final = (
    4_000  # imagined faces: a rock has a dozen of them, and 100,000 pairings take seconds
)
_MARK: Final = "studio:pairings"
# Seconds. What changes pairings without a word (the admin, a rock that is taken off the wall) is
# seen after this time.
_LOOKS_AGAIN: Final = 600
# As PostgreSQL sends a vector: the number of dimensions and two empty bytes, then the numbers.
_HEAD: Final = 4


class Known:
    """All pairings, and which of them are the nearest to imagined faces and to members."""

    def __init__(self) -> None:
        self.space = Space()
        self.imagined = Nearest()
        self.members = Nearest()
        self.mark = ""
        self.read_at = 0.0


_known = Known()
_lock = Lock()


@remembered
def imagined_faces() -> Faces:
    """Faces drawn from the imagined population, the same ones each time: DRAWN x 128."""
    return read_population().draw(DRAWN, np.random.default_rng(0))


def tell_of_change() -> None:
    """Let every process read all pairings again, once this transaction is over."""
    transaction.on_commit(lambda: cache.set(_MARK, uuid.uuid4().hex, None))


@contextmanager
def known() -> Iterator[Known]:
    """What this process knows, brought up to date, for one at a time. One query.

    New pairings alone are read, unless somebody called `tell_of_change`, or ten minutes went by.
    """
    with _lock:
        mark = str(cache.get_or_set(_MARK, lambda: uuid.uuid4().hex, None))
        now = time.monotonic()
        if mark == _known.mark and now - _known.read_at < _LOOKS_AGAIN:
            _read_new(_known.space)
        else:
            _read_all(_known.space)
            _known.mark, _known.read_at = mark, now
        faces = imagined_faces()
        _known.imagined.follow(np.arange(len(faces)), faces, _known.space)
        yield _known


def _read_all(space: Space) -> None:
    place = Case(When(pk__gt=space.last_id, then=_sent()), output_field=BinaryField())
    told = list(Pairing.objects.order_by("pk").values_list(*_COLUMNS, place))
    rows = _rows(told)
    sent = [(pk, row[-1]) for pk, row in zip(rows.ids, told, strict=True) if row[-1] is not None]
    missing = np.setdiff1d(space.missing(rows.ids), [pk for pk, _ in sent])
    if len(missing):  # of an earlier id: a pairing that was removed, and is here again
        again = Pairing.objects.filter(pk__in=missing.tolist()).values_list("pk", _sent())
        sent = sorted([*sent, *again])
    space.follow(rows, *_places(sent))


def _read_new(space: Space) -> None:
    found = Pairing.objects.filter(pk__gt=space.last_id).order_by("pk")
    told = list(found.values_list(*_COLUMNS, _sent()))
    if not told:
        return
    space.append(_rows(told), _places([(row[0], row[-1]) for row in told])[1])


_COLUMNS: Final = ("pk", "rock_id", "weight", "held_out", "rock__is_on_show")


def _sent() -> Func:
    """A pairing's place in bytes, which are read much faster than its text."""
    return Func(F("embedding"), function="vector_send", output_field=BinaryField())


def _rows(told: list[Any]) -> Rows:
    return Rows(
        np.array([row[0] for row in told], np.int64),
        np.array([row[1] for row in told], np.int64),
        np.array([row[2] or 0 for row in told], np.float32),
        np.array([not row[3] and row[4] for row in told], np.bool_),
    )


def _places(sent: list[Any]) -> tuple[Ids, Faces]:
    ids = np.array([pk for pk, _ in sent], np.int64)
    told = b"".join(bytes(place)[_HEAD:] for _, place in sent)
    vectors = np.frombuffer(told, ">f4").astype(np.float32)
    return ids, vectors.reshape(-1, EMBEDDING_DIMENSIONS)
