"""The worker's jobs of the studio."""

from celery import shared_task

from studio.services import coverage


@shared_task(
    name="studio.measure_coverage",
    # Longer than the broker waits for an acknowledgement; one that is lost costs another click.
    acks_late=False,
    reject_on_worker_lost=False,
    soft_time_limit=270,
    time_limit=285,
)
def measure_coverage() -> None:
    """Measure what the pairings cover of face space."""
    coverage.measure_coverage()
