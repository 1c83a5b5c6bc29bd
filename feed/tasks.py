"""What the worker does for notifications and for moderators."""

from celery import shared_task
from django.utils import timezone

from feed import digest
from feed.services import evidence, notifications, suspensions


@shared_task(name="feed.send_digests")
def send_digests() -> int:
    """Queue a mail for each member whose time it is; returns for how many."""
    members = digest.due(timezone.now())
    for member_id in members:
        send_digest.delay(member_id)
    return len(members)


@shared_task(name="feed.send_digest")
def send_digest(member_id: int) -> bool:
    """Mail a member what they have not read, if it is time; whether a mail went out."""
    return digest.send(member_id)


@shared_task(name="feed.clear_notifications")
def clear_notifications() -> int:
    """Delete old notifications; returns how many."""
    return notifications.clear()


@shared_task(name="feed.end_suspensions")
def end_suspensions() -> int:
    """Let those in again whose suspension is over; returns how many."""
    return suspensions.end_suspensions()


@shared_task(name="feed.forget_evidence")
def forget_evidence() -> int:
    """Forget how things looked that were decided long ago; returns of how many cases."""
    return evidence.forget_old()
