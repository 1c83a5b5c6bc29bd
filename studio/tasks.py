"""What the worker does for the studio."""

import logging
from uuid import UUID

from celery import shared_task

from rockmatch.importers.eyes import Networks
from rockmatch.tasks import JobTask, closed_by, unsealed
from studio import human_store
from studio.services import coverage, reading
from studio.stone_tasks import clear_away_stones, close_stale_stones, look_at_stone

__all__ = [  # where Celery looks
    "clear_away_humans",
    "clear_away_stones",
    "close_stale_humans",
    "close_stale_stones",
    "look_at_stone",
    "measure_coverage",
    "read_human",
]

logger = logging.getLogger(__name__)


class HumanTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        reading.fail(job_id, "busy")


@shared_task(name="studio.read_human", base=HumanTask)
def read_human(human_id: str, key: str) -> None:
    """Read the photograph of a human. Delivered twice, it does its work once."""
    pk = UUID(human_id)
    if not reading.begin(pk):
        human_store.destroy(pk)
        return
    with closed_by(reading.fail, pk):
        reading.finish(pk, Networks().read(unsealed(human_store.STORE, pk, key)))


@shared_task(name="studio.close_stale_humans")
def close_stale_humans() -> int:
    """Close what no worker will finish any more; returns how many."""
    return reading.close_stale()


@shared_task(name="studio.clear_away_humans")
def clear_away_humans() -> int:
    """Delete old humans that could not be read, and crops that no human has; returns how many."""
    return reading.clear_away()


@shared_task(
    name="studio.measure_coverage",
    # Some seconds, and minutes where UMAP is compiled for the first time: longer than the broker
    # waits for an acknowledgement. One that is lost costs another click.
    acks_late=False,
    reject_on_worker_lost=False,
    soft_time_limit=570,
    time_limit=585,
)
def measure_coverage() -> None:
    """Measure what the pairings cover of face space."""
    coverage.measure_coverage()
