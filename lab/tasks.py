"""What the workers do for the lab."""

import logging
import time
from typing import Final
from uuid import UUID

from celery import shared_task

from lab.fill import fill_lab
from lab.models import Stimulus
from lab.painted import painter, sittings
from lab.queries import percentile
from lab.queries.looks import unseen_by
from lab.services.looks import write_looks
from rockmatch.tasks import JobTask
from rockmatch.vision.memory import give_memory_back

logger = logging.getLogger(__name__)
SECONDS: Final = 10  # of looking; a selfie may be waiting
MOST: Final = 60  # stones
READER: Final = "mtcnn"  # the worker's own, which is always there


@shared_task(name="lab.keep_up")
def keep_up() -> int:
    """Make stones of rocks that have come, and look at a few that no machine has looked at.

    Returns:
        How many it looked at. What is left waits for the next hour.
    """
    fill_lab()
    unseen = list(unseen_by(READER)[:MOST])
    return _look_at(unseen) if unseen else 0


def _look_at(unseen: list[Stimulus]) -> int:
    from lab import machines  # loads the detectors; the web process imports these jobs
    from rockmatch.vision.looking import observers

    end, written = time.monotonic() + SECONDS, 0
    viewings = machines.missing_looks(unseen, observers())
    for viewing, looks in machines.look_at_stones(viewings):
        if looks is None:
            logger.warning("the picture of %s cannot be read", viewing.stimulus)
        else:
            written += write_looks(viewing.stimulus, looks)
        if time.monotonic() > end:
            break
    return written


@shared_task(name="lab.rank_curators_rocks")
def rank_curators_rocks() -> int:
    """Find out where curators' rocks stand in FaceNet's list; returns how many pairings tell."""
    return len(percentile.rank_anew().percentiles)


class SittingTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        sittings.fail(job_id, "trouble")


@shared_task(
    name="lab.paint_sitting",
    base=SittingTask,
    # As with the darkroom's own jobs: it may take longer than the broker waits for an
    # acknowledgement, and one that is lost costs another click.
    acks_late=False,
    reject_on_worker_lost=False,
    soft_time_limit=painter.SOFT_SECONDS,
    time_limit=painter.SOFT_SECONDS + 20,
)
def paint_sitting(sitting_id: str, key: str) -> None:
    """Paint a member's face in the stone of their rock. Delivered twice, it is painted once."""
    painter.paint(UUID(sitting_id), key)
    give_memory_back()
