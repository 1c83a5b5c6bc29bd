"""A photo's life, from the door to a post. Each function is one write.

The web process takes it in (`submit`); the darkroom (`feed.darkroom`) covers the faces and closes
it with `hanging.finish` or `fail`. Whoever closes first wins.
"""

import logging
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from feed import originals, photo_store
from feed.models import ALT_LENGTH, MOST_PHOTOS, Draft, Photo, Post
from feed.services.hanging import hold, write_pictures
from feed.text import clean
from profiles.models import Member
from rockmatch import darkroom_sign, progress, sealed_jobs
from rockmatch.errors import PhotoRefused
from rockmatch.photos import limits
from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import check_header

logger = logging.getLogger(__name__)
Status = Photo.Status
AT_ONCE: Final = 8  # of a member, that wait for the darkroom
LONGEST_WORK: Final = timedelta(minutes=6)  # without a word; above the job's time limit


class Submitted(NamedTuple):
    """A photo that was taken in, and the key of its original, which nobody else has."""

    photo: Photo
    key: str


def submit(
    member: Member, data: bytes | None, *, draft: Draft | None = None, alt: str = ""
) -> Submitted:
    """Take a photo in: look at its head, seal it in Redis, and queue the job that covers its faces.

    Args:
        member: Whose it is.
        data: The file as it was sent; None if none was.
        draft: The post that waits for it, of the same member.
        alt: What it shows.

    Raises:
        PhotoRefused: Nothing is kept, and the code says why.
        ValidationError: The description is too long.
    """
    close_stale(member_id=member.pk)
    if not darkroom_sign.is_open():
        raise PhotoRefused("busy")
    try:
        check_header(
            data or b"",
            max_bytes=limits.MAX_BYTES,
            max_pixels=limits.MAX_PIXELS,
            min_side=limits.MIN_SIDE,
        )
    except PictureError as error:
        raise PhotoRefused(error.code) from None
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)  # of many at once
        _check_pace(member)
        photo = Photo.objects.create(
            member=member, draft=draft, position=_place(draft), alt=_described(alt)
        )
    return Submitted(photo, _queue(photo, data or b""))


def _check_pace(member: Member) -> None:
    mine = Photo.objects.filter(member=member)
    recent = mine.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count()
    if recent >= settings.PHOTOS_PER_HOUR or mine.active().count() >= AT_ONCE:
        raise PhotoRefused("too_many")


def _place(draft: Draft | None) -> int:
    if draft is None:
        return 0
    taken = list(draft.photos.values_list("position", flat=True))
    if len(taken) >= MOST_PHOTOS:
        raise PhotoRefused("no_room")
    return max(taken, default=-1) + 1


def _described(alt: str) -> str:
    alt = clean(alt)
    if len(alt) > ALT_LENGTH:
        raise ValidationError({"alt": _("That is too long.")})
    return alt


def _queue(photo: Photo, data: bytes) -> str:
    """Seal the original and send the job; if either cannot be, leave nothing behind."""
    from feed.tasks import develop_photo

    try:
        return sealed_jobs.send(originals.STORE, develop_photo, photo.pk, data)
    except sealed_jobs.NotSent:
        photo.delete()
        raise PhotoRefused("busy") from None


def begin(photo_id: UUID) -> bool:
    """Take a waiting photo in hand; False where there is none that waits."""
    waiting = Photo.objects.filter(pk=photo_id, status=Status.QUEUED)
    if not waiting.update(status=Status.FINDING, updated_at=timezone.now()):
        return False
    progress.ring(photo_id)
    return True


def advance(photo_id: UUID, status: Photo.Status) -> None:
    """Write the stage that the darkroom has come to, and tell whoever watches."""
    Photo.objects.active().filter(pk=photo_id).update(status=status, updated_at=timezone.now())
    progress.ring(photo_id)


def fail(photo_id: UUID, code: str) -> None:
    """Close a photo with an error code; its original is destroyed. Closed ones stay as they are."""
    refusal = PhotoRefused(code)
    with transaction.atomic():
        photo = Photo.objects.select_for_update().active().filter(pk=photo_id).first()
        if photo is None:
            return
        originals.destroy(photo_id)
        photo.close(Status.FAILED, refusal.code)
    progress.ring(photo_id)


def close_stale(*, member_id: int | None = None) -> int:
    """Fail what no darkroom will finish any more; returns how many."""
    active = Photo.objects.active()
    if member_id is not None:
        active = active.filter(member_id=member_id)
    late = active.late(wait=timedelta(seconds=settings.PHOTO_TTL), work=LONGEST_WORK)
    for photo_id, was_begun in late:
        fail(photo_id, "trouble" if was_begun else "expired")
    return len(late)


@transaction.atomic
def describe(photo: Photo, alt: str) -> None:
    """Say what a photo shows, for who does not see it.

    Raises:
        ValidationError: It is too long.
    """
    held = hold(photo.pk)
    if held is None:
        return
    held.alt = _described(alt)
    held.save(update_fields=["alt"])
    write_pictures(held.post_id)


@transaction.atomic
def discard(photo: Photo) -> None:
    """Destroy a photo, with its files (`feed.receivers`); there need not be one any more.

    Raises:
        ValidationError: It is all that a post says.
    """
    held = hold(photo.pk)
    if held is None:
        return
    post = held.post
    if post is not None and not post.text and len(post.pictures) < 2:
        words = _("This photo is all that your post says. Delete the post instead.")
        raise ValidationError(words, code="only_one")
    held.delete()
    write_pictures(post.pk if post else None)


def forget(photo_id: UUID, token: str, ground: str) -> None:
    """Remove what is kept of a photo whose row is gone."""
    photo_store.remove(token)
    photo_store.remove_ground(ground)
    try:
        originals.destroy(photo_id)
    except RedisError:
        logger.warning("photo %s: Redis is gone, its time to live ends the original", photo_id)


def clear_away() -> int:
    """Delete drafts, and photos without a post, of yesterday; returns how many of both.

    And files that are nobody's: what a killed process left.
    """
    end = timezone.now() - timedelta(hours=settings.DRAFT_HOURS)
    drafts = Draft.objects.filter(created_at__lt=end)
    loose = Photo.objects.filter(post=None, draft=None, created_at__lt=end)
    count = drafts.count() + loose.count()
    drafts.delete()
    loose.delete()
    _remove_stray_files()
    return count


def _remove_stray_files() -> None:
    tokens, names = photo_store.settled()
    known = Photo.objects.exclude(token="")
    for token in tokens - set(known.values_list("token", flat=True)):
        photo_store.remove(token)
    for name in names - set(known.values_list("ground", flat=True)):
        photo_store.remove_ground(name)


def attach(post: Post, photo_ids: list[UUID]) -> None:
    """Put photos into a post that is being published, in this order; all or none.

    Raises:
        ValidationError: There are too many of them, or one is not its author's, not ready, or in
            another post.
    """
    if len(photo_ids) > MOST_PHOTOS:
        raise ValidationError({"photos": str(PhotoRefused("no_room").sentence)}, code="no_room")
    if len(set(photo_ids)) < len(photo_ids):
        raise ValidationError({"photos": _("A photo is there twice.")}, code="used")
    rows = Photo.objects.select_for_update(of=("self",)).filter(
        pk__in=photo_ids, member=post.author
    )
    held = {photo.pk: photo for photo in rows.order_by("pk")}
    for photo_id in photo_ids:
        _may_be_attached(held.get(photo_id))
    for position, photo_id in enumerate(photo_ids):
        photo = held[photo_id]
        photo.post, photo.draft, photo.position = post, None, position
        photo.save(update_fields=["post", "draft", "position"])
        transaction.on_commit(partial(originals.destroy, photo_id), robust=True)
    write_pictures(post.pk)


def _may_be_attached(photo: Photo | None) -> None:
    if photo is None:
        raise ValidationError({"photos": _("There is no such photo of yours.")}, code="gone")
    if photo.post_id is not None:
        raise ValidationError({"photos": _("That photo is in a post already.")}, code="used")
    if photo.status == Status.FAILED:
        words = _("A photo did not work. Choose it again, or post without it.")
        raise ValidationError({"photos": words}, code="failed")
    if not photo.is_done or photo.is_changing:
        words = _("The rocks are still being laid. Wait some ten seconds, then try again.")
        raise ValidationError({"photos": words}, code="not_ready")
