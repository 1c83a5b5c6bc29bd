"""What the worker does for the feed."""

from celery import shared_task

from feed.services import evidence, suspensions


@shared_task(name="feed.end_suspensions")
def end_suspensions() -> int:
    """Let those in again whose suspension is over; returns how many."""
    return suspensions.end_suspensions()


@shared_task(name="feed.forget_evidence")
def forget_evidence() -> int:
    """Forget how things looked that were decided long ago; returns of how many cases."""
    return evidence.forget_old()
