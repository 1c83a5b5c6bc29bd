"""Writes on pairings: their balance, and whether they take part."""

import logging

import numpy as np
from django.db import transaction
from django.db.models import Count
from numpy.typing import NDArray

from rockmatch import balance, measures
from rockmatch.models import Balance, Pairing, Rockelganger
from rockmatch.museum_loader import read_population

logger = logging.getLogger(__name__)
DRAWN = 20_000
# The fit holds a table of faces and pairings in memory: 20,000 x 5,000 are 400 MB.
MOST_PAIRINGS = 5_000


@transaction.atomic
def hold_out(pairings: list[int], *, held_out: bool) -> int:
    """Take pairings out of the matching, or put them back; tells how many changed.

    Nobody's Rockelganger changes. Those that stay share the place at the next balance.
    """
    return (
        Pairing.objects.filter(pk__in=pairings).exclude(held_out=held_out).update(held_out=held_out)
    )


@transaction.atomic
def balance_pairings() -> Balance | None:
    """Find the weights of all pairings that take part, and write them down. Some seconds.

    The first time they are fitted to the imagined population; later they are corrected by how many
    selfies led to each rock since the run before, and by nothing else. A pairing that came in
    since, whatever its origin, gets its weight like any other. Locks the pairings.

    Returns:
        The run; None where there is nothing to balance, or too much.
    """
    pairings = list(
        Pairing.objects.taking_part().select_for_update(of=("self",)).order_by("pk").defer("key")
    )
    if not pairings:
        return None
    if len(pairings) > MOST_PAIRINGS:
        logger.warning("%d pairings are too many to balance; weights stay", len(pairings))
        return None
    layout, rocks = balance.layout(
        np.stack([pairing.embedding for pairing in pairings]),
        [pairing.rock_id for pairing in pairings],
    )
    counts = _matches_by_rock(rocks)
    drawn = read_population().draw(DRAWN, np.random.default_rng(0))
    known = _present_weights(pairings, layout)
    if np.isnan(known).all():
        weights = balance.fit_weights(layout, drawn)
    else:
        weights = balance.refresh_weights(layout, drawn, known, counts)
    for pairing, rock in zip(pairings, layout.rocks, strict=True):
        pairing.weight = round(float(weights[rock]), 6)
    Pairing.objects.bulk_update(pairings, ["weight"], batch_size=500)
    return Balance.objects.create(
        pairings=len(pairings),
        rocks=len(rocks),
        matches=int(counts.sum()),
        effective_rocks=measures.effective_number(counts / counts.sum()) if counts.any() else None,
    )


def needs_balance() -> bool:
    """Tell whether some pairing takes part that has never been balanced."""
    return Pairing.objects.taking_part().filter(weight=None).exists()


def _matches_by_rock(rocks: list[int]) -> NDArray[np.float64]:
    """How many selfies led to each of the rocks since the last run: R."""
    found = Rockelganger.objects.filter(way=Rockelganger.Way.SELFIE, rock__in=rocks)
    if last := Balance.objects.first():
        found = found.filter(since__gt=last.created_at)
    by_rock = dict(found.order_by().values_list("rock").annotate(Count("pk")))
    return np.array([by_rock.get(rock, 0) for rock in rocks], np.float64)


def _present_weights(pairings: list[Pairing], layout: balance.Layout) -> NDArray[np.float64]:
    """The weight of each rock, R; NaN where none of its pairings has been balanced yet."""
    weights = np.full(layout.rock_count, np.nan)
    for pairing, rock in zip(pairings, layout.rocks, strict=True):
        if pairing.weight is not None:
            weights[rock] = pairing.weight
    return weights
