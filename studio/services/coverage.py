"""Measuring what the pairings cover of face space: a snapshot of aggregates, in the worker.

Everything is measured on the same 5,000 imagined people. Pairings, humans and members pass in
blocks of 1,024, so memory does not grow with their number (`docs/curate.md` has figures).
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from rockmatch import worker
from rockmatch.assignment import Assignment
from rockmatch.museum_loader import read_population
from rockmatch.services.biometrics import embeddings_to_count
from studio.coverage.plane import Grid, Plane, crowd
from studio.models import Coverage
from studio.models.coverage import FORMAT
from studio.queries import coverage_rows
from studio.services import coverage_parts as parts

logger = logging.getLogger(__name__)
DRAWN: Final = 5_000
MEMBERS_ACROSS: Final = 12  # cells of the map of members: larger, so that some hold five
_ASKED: Final = "studio-coverage-asked"
_ASKED_FOR: Final = timedelta(minutes=10)
# Members are counted once a day, however often the rest is computed: who watches one come or go
# between two counts would learn where they are.
_COUNTED_FOR: Final = timedelta(hours=20)


def ask() -> bool:
    """Let the worker measure; tells whether it will. Asked twice, it does so once."""
    from studio.tasks import measure_coverage

    if not worker.is_there():
        return False
    if not cache.add(_ASKED, True, timeout=int(_ASKED_FOR.total_seconds())):
        return True
    try:
        measure_coverage.delay()
    except (RedisError, OperationalError):
        logger.exception("the coverage could not be asked for")
        cache.delete(_ASKED)
        return False
    return True


def is_asked_for() -> bool:
    """Tell whether a measurement is on its way."""
    return bool(cache.get(_ASKED))


def measure_coverage() -> Coverage:
    """Measure, and write the snapshot; older ones lose all but their figures. Worker only."""
    began = time.monotonic()
    try:
        snapshot = _measure()
        snapshot.seconds = round(time.monotonic() - began, 2)
        with transaction.atomic():
            snapshot.save()
            older = Coverage.objects.exclude(pk=snapshot.pk).exclude(plots={})
            older.update(plots={}, ranks=[])
        return snapshot
    finally:
        cache.delete(_ASKED)


def _measure() -> Coverage:
    people = read_population().draw(DRAWN, np.random.default_rng(1))
    rocks = coverage_rows.rocks()
    found = Assignment(people)
    pairings = parts.Pairings(Plane.of(people), rocks)
    for some in coverage_rows.pairings(rocks):
        found.add(some.block)
        pairings.add(some)
    # Nearly all people, and all pairings: somebody far out would make the map small.
    ends = np.quantile(pairings.plane.places(people), (0.005, 0.995), axis=0)
    ends = np.vstack([ends, pairings.extremes])
    grid = Grid.over(ends)
    members, members_at = _members(pairings.plane, Grid.over(ends, across=MEMBERS_ACROSS))
    plots: dict[str, Any] = {
        "format": FORMAT,
        "map": parts.face_map(found, pairings, grid),
        "members": members,
        "use": parts.use(found, rocks),
        "unused": parts.unused(found, rocks),
        "report": parts.report(found, pairings),
        "regions": parts.wanted_regions(found, pairings, rocks),
        "help": parts.helping_pairings(found, pairings, rocks),
        "drift": parts.drift(),
        "umap": parts.umap(found, pairings),
    }
    return Coverage(
        pairings=pairings.count,
        rocks=len(rocks.ids),
        effective_rocks=plots["use"]["drawn"]["effective"],
        by_chance=plots["use"]["drawn"]["chance"],
        members=sum(members["counts"]),
        members_at=members_at,
        plots=plots,
        ranks=parts.ranks(found, rocks),
    )


def _members(plane: Plane, grid: Grid) -> tuple[dict[str, Any], datetime]:
    """How many members are in each cell, as `crowd` lets it be told, and when they were counted.

    What was counted in the last day is told again.
    """
    now = timezone.now()
    last = Coverage.objects.defer("ranks").last_drawn()
    if last and last.members_at and now - last.members_at < _COUNTED_FOR:
        return last.plots["members"], last.members_at
    counts = np.zeros(grid.across * grid.up, np.intp)
    for _ids, vectors in embeddings_to_count():
        counts += grid.tally(plane.places(vectors))
    return {"grid": parts.told_grid(grid), "counts": crowd(counts).tolist()}, now
