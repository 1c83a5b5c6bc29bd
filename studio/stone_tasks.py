"""What the worker does for stones that members bring."""

import logging
from typing import Final
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from rockmatch import sealed_jobs
from rockmatch.importers.eyes import Eyes, Networks
from rockmatch.tasks import JobTask
from rockmatch.vision.pictures import decode_picture
from studio.models import FoundStone
from studio.services import stones

logger = logging.getLogger(__name__)
Status = FoundStone.Status
SOFT_SECONDS: Final = 45


class StoneTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        stones.fail(job_id, "trouble")


# Five seconds of work, and the broker gives out again after a minute what is not acknowledged.
@shared_task(
    name="studio.look_at_stone", base=StoneTask, soft_time_limit=SOFT_SECONDS, time_limit=55
)
def look_at_stone(stone_id: str, key: str) -> None:
    """Make portraits of a stone and show them to the gate. Delivered twice, it works once."""
    stone = FoundStone.objects.active().filter(pk=stone_id).first()
    if stone is None:  # closed by an earlier delivery, or taken back
        stones.ORIGINALS.destroy(UUID(stone_id))
        return
    try:
        _look(stone, key, Networks())
    except SoftTimeLimitExceeded:
        logger.warning("stone %s took too long", stone.pk)
        stones.fail(stone.pk, "trouble")


def _look(stone: FoundStone, key: str, eyes: Eyes) -> None:
    from rockmatch.found.stone import NotAStone, make  # loads OpenCV

    sealed = sealed_jobs.opened(stones.ORIGINALS, stone.pk, key)
    if sealed is None:
        stones.fail(stone.pk, "expired")
        return
    stones.advance(stone.pk, Status.CUTTING)
    try:
        made = make(
            decode_picture(sealed),
            cut=stone.wanted == FoundStone.Framing.CUT,
            eyes=eyes,
            on_screening=lambda: stones.advance(stone.pk, Status.SCREENING),
        )
    except NotAStone as refusal:
        stones.fail(stone.pk, refusal.code)
    else:
        stones.finish(stone.pk, made)
        stones.ORIGINALS.destroy(stone.pk)


@shared_task(name="studio.close_stale_stones")
def close_stale_stones() -> int:
    """Close what no worker will finish any more; returns how many."""
    return stones.close_stale()


@shared_task(name="studio.clear_away_stones")
def clear_away_stones() -> int:
    """Delete pictures of stones that are nobody's; returns of how many."""
    return stones.clear_away()
