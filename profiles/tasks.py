"""What the worker does for members' accounts."""

from celery import shared_task

from profiles.account import sessions


@shared_task(name="profiles.clear_sessions")
def clear_sessions() -> int:
    """Remove what is left of sessions that have ended; returns how many."""
    return sessions.clear_ended()
