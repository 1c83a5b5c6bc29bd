"""What the workers do for the lab."""

from uuid import UUID

from celery import shared_task

from lab.painted import painter, sittings
from rockmatch.tasks import JobTask
from rockmatch.vision.memory import give_memory_back


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
