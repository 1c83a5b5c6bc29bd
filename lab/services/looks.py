"""Writes what machines said of stones."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from lab.models import MachineLook, Stimulus
from lab.published_looks import PublishedLooks
from rockmatch.vision.look import Look

FIELDS = ["version", "threshold", "score", "sees_face", "boxes", "looked_at"]


@transaction.atomic
def write_looks(stimulus: Stimulus, looks: Iterable[Look]) -> bool:
    """Write what machines said of a stone's picture, over what they said before.

    Returns:
        False, and nothing is written, if the stone has another picture by now, or is gone.
    """
    same = Stimulus.objects.select_for_update().filter(pk=stimulus.pk, file=stimulus.file)
    if not same.exists():
        return False
    _save([_row(stimulus, look) for look in looks])
    return True


@transaction.atomic
def take_published(published: PublishedLooks) -> int:
    """Take over the looks that ship with the product; returns how many are new.

    What this house's own detectors said, and where, stays.
    """
    # Of the worker, which loads what looks: the web process reads this module too.
    from rockmatch.vision.detectors import versions

    own = versions()
    known = {
        (look.stimulus_id, look.observer): look
        for look in MachineLook.objects.filter(boxes__isnull=False).defer("boxes")
    }
    rows = []
    for stimulus in Stimulus.objects.in_play().filter(key__in=published.stones):
        for look in published.of(stimulus):
            present = known.get((stimulus.pk, look.observer))
            if present is None or (
                (present.version, present.threshold) != (look.version, look.threshold)
                and present.version != own.get(look.observer)
            ):
                rows.append(_row(stimulus, look))
    _save(rows)
    return len(rows)


@transaction.atomic
def take_verdicts() -> int:
    """Take what the gate wrote of rocks that no machine has looked at here; returns of how many.

    It tells whether and how sure, and not where. It looks at every size and at the mirror image.
    """
    unseen = Stimulus.objects.in_play().filter(rock__isnull=False, looks__isnull=True)
    rows = [
        MachineLook(
            stimulus=stimulus,
            observer=verdict["detector"],
            version=verdict.get("version", ""),
            threshold=verdict["threshold"],
            score=verdict.get("highest_score"),
            sees_face=bool(verdict.get("faces")),
        )
        for stimulus in unseen.select_related("rock")
        if stimulus.rock is not None
        for verdict in stimulus.rock.verdicts
        if "threshold" in verdict
    ]
    _save(rows)
    return len({row.stimulus_id for row in rows})


def _row(stimulus: Stimulus, look: Look) -> MachineLook:
    return MachineLook(
        stimulus=stimulus,
        observer=look.observer,
        version=look.version,
        threshold=look.threshold,
        score=look.score,
        sees_face=look.sees_face,
        boxes=look.boxes,
    )


def _save(rows: Sequence[MachineLook]) -> None:
    MachineLook.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        update_fields=FIELDS,
        unique_fields=["stimulus", "observer"],
    )
