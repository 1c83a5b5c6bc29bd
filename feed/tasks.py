"""What the worker does for notifications, moderators and photos; the darkroom's jobs."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from feed import darkroom, digest
from feed.services import evidence, hanging, notifications, photos, suspensions
from rockmatch.tasks import JobTask


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


class PhotoTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        photos.fail(job_id, "trouble")


# They may take longer than the broker waits for an acknowledgement. One that is lost costs an
# author another choice of the photo; the clock sends the second kind again.
_DARKROOM: dict[str, Any] = {
    "acks_late": False,
    "reject_on_worker_lost": False,
    "soft_time_limit": darkroom.SOFT_SECONDS,
    "time_limit": darkroom.SOFT_SECONDS + 20,
}


@shared_task(name="feed.develop_photo", base=PhotoTask, **_DARKROOM)
def develop_photo(photo_id: str, key: str) -> None:
    """Cover the faces of a photo. Delivered twice, it does its work once."""
    darkroom.develop(UUID(photo_id), key)


@shared_task(name="feed.hang_photo", **_DARKROOM)
def hang_photo(photo_id: str, key: str = "") -> None:
    """Lay the rocks of a photo anew, as its figures are now. Without a change it does nothing."""
    darkroom.hang_again(UUID(photo_id), key)


@shared_task(name="feed.rename_photos", autoretry_for=(OSError,), max_retries=5, retry_backoff=30)
def rename_photos(named: list[tuple[str, str]]) -> int:
    """Rename the files of photos that still have these names; returns of how many."""
    return sum(hanging.rename_photo(UUID(photo_id), token) for photo_id, token in named)


@shared_task(name="feed.close_stale_photos")
def close_stale_photos() -> int:
    """Close what no darkroom will finish, and send again what it has not hung; returns how many."""
    return photos.close_stale() + hanging.send_again()


@shared_task(name="feed.clear_away_photos")
def clear_away_photos() -> int:
    """Delete drafts and photos that nobody published, and files that are nobody's."""
    return photos.clear_away()
