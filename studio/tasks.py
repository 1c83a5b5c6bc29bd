"""The worker's jobs of the studio."""

from celery import shared_task

from studio.services import coverage


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
