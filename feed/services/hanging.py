"""What the darkroom makes of a photo, and when it has to make it again.

A photo's files follow from its ground and its figures. Whoever changes a figure raises the photo's
revision (`change`), in the same transaction; the darkroom then hangs it again. A job that is lost
is sent again by the clock, for the row says that something is to be done.
"""

import logging
from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from feed import originals, photo_store
from feed.models import Figure, Photo, Post
from feed.pictures import Picture
from rockmatch import progress

if TYPE_CHECKING:
    from rockmatch.photos.rockify import Rockified

logger = logging.getLogger(__name__)
MOST_TRIES: Final = 5
PATIENCE: Final = timedelta(minutes=6)  # until a job that was not heard of is sent again
RENAMED_AT_ONCE: Final = 20  # photos, in one job: half a megabyte of each is copied


@dataclass(frozen=True)
class Stand:
    """What the darkroom was asked to do with one figure."""

    number: int
    is_own: bool
    """Whether a member's own rock was to stand there."""


def hold(photo_id: UUID) -> Photo | None:
    """Lock a photo until the transaction ends, and before it the post that it is in.

    In this order, which is that of `delete_post`, so that two never wait for each other.
    """
    post_id = Photo.objects.filter(pk=photo_id).values_list("post_id", flat=True).first()
    if post_id is not None:
        Post.objects.select_for_update(no_key=True).filter(pk=post_id).first()
    photos = Photo.objects.select_for_update(of=("self",)).select_related("post")
    return photos.filter(pk=photo_id).first()


def change(photo_ids: Collection[UUID], *, key: str = "") -> None:
    """Note that something in photos has changed, and let the darkroom hang them again.

    Args:
        photo_ids: Which; those that were never hung are left out.
        key: Of the original, where the change needs that; then there is one photo.
    """
    Photo.objects.filter(pk__in=photo_ids, status=Photo.Status.DONE).update(
        revision=F("revision") + 1, tries=0, updated_at=timezone.now()
    )
    for photo_id in photo_ids:
        transaction.on_commit(partial(_send, photo_id, key), robust=True)


def _send(photo_id: UUID, key: str = "") -> None:
    from feed.tasks import hang_photo

    try:
        hang_photo.apply_async(args=[str(photo_id), key], argsrepr="(hidden)")
    except OperationalError:
        logger.warning("photo %s: no job for now, the clock sends one", photo_id)
    progress.ring(photo_id)


def send_again() -> int:
    """Send jobs for photos that should have been hung again by now; returns how many.

    What was tried often enough is given up.
    """
    late = Photo.objects.filter(
        ~Q(version=F("revision")),
        status=Photo.Status.DONE,
        updated_at__lt=timezone.now() - PATIENCE,
    )
    found = list(late.values_list("pk", "tries"))
    for photo_id, tries in found:
        if tries < MOST_TRIES:
            _send(photo_id)
        else:
            give_up(photo_id)
    return len(found)


@transaction.atomic
def give_up(photo_id: UUID) -> None:
    """Leave a photo as it is, for it cannot be hung again; or take it down, if it must not stay.

    It must not where the rock of a member stands who does not want it, or where its author has
    pointed at a face. What is not published yet does not get out.
    """
    photo = hold(photo_id)
    if photo is None or not photo.is_changing:
        return
    unwanted = Q(shows_own=True) & ~Q(answer=Figure.Answer.YES)
    uncovered = Q(shown="", spared=False)
    if photo.post_id is not None and not photo.figures.filter(unwanted | uncovered).exists():
        Photo.objects.filter(pk=photo_id).update(version=F("revision"))
        return
    transaction.on_commit(partial(_remove, photo.token, photo.ground), robust=True)
    transaction.on_commit(partial(originals.destroy, photo_id), robust=True)
    photo.token = photo.ground = ""
    photo.close(Photo.Status.FAILED, "trouble")
    write_pictures(photo.post_id)


def take_up(photo_id: UUID) -> Photo | None:
    """Begin to hang a photo again; None where there is nothing to do."""
    todo = Photo.objects.filter(~Q(version=F("revision")), pk=photo_id, status=Photo.Status.DONE)
    if not todo.update(tries=F("tries") + 1, updated_at=timezone.now()):
        return None
    return Photo.objects.filter(pk=photo_id).first()


def finish(photo_id: UUID, revision: int, made: "Rockified", asked: Sequence[Stand] = ()) -> bool:
    """Store what the darkroom has made of a revision: files, figures and outcome, or nothing.

    Args:
        photo_id: Of which photo.
        revision: Of which revision it was made.
        made: Its first faces are those of `asked`, in this order; others are new.
        asked: The figures that there were.

    Returns:
        False where it is not needed any more: the photo is gone, closed, or changed since.
    """
    token, stored = photo_store.new_token(), False
    ground = ""
    try:
        with transaction.atomic():
            photo = hold(photo_id)
            if photo is None or not _waits_for(photo, revision):
                return False
            photo_store.keep(token, made.files)
            stored = True
            ground = photo_store.keep_ground(token, made.ground)
            transaction.on_commit(partial(_remove, photo.token, photo.ground), robust=True)
            _note_figures(photo, made, asked)
            _note_files(photo, made, token, ground)
            write_pictures(photo.post_id)
    except BaseException:
        if stored:
            _remove(token, ground)
        raise
    progress.ring(photo_id)
    return True


def _waits_for(photo: Photo, revision: int) -> bool:
    return (photo.is_active or photo.is_done) and photo.version < revision == photo.revision


def _remove(token: str, ground: str) -> None:
    photo_store.remove(token)
    photo_store.remove_ground(ground)


def _note_files(photo: Photo, made: "Rockified", token: str, ground: str) -> None:
    photo.token, photo.ground = token, ground
    photo.width, photo.height = made.width, made.height
    photo.sides = sorted({side for _, side in made.files}, reverse=True)
    photo.colour = made.colour
    photo.preview = f"data:image/webp;base64,{b64encode(made.preview).decode()}"
    photo.warnings = list(made.warnings)
    photo.version, photo.tries = photo.revision, 0
    if photo.is_done:
        photo.save()
    else:
        photo.close(Photo.Status.DONE)


def _note_figures(photo: Photo, made: "Rockified", asked: Sequence[Stand]) -> None:
    known = {figure.number: figure for figure in photo.figures.all()}
    following = max(known, default=-1) + 1
    new = len(made.faces) - len(asked)
    stands = [*asked, *(Stand(following + at, is_own=False) for at in range(new))]
    for stand, face in zip(stands, made.faces, strict=True):
        figure = known.get(stand.number) or Figure(photo=photo, number=stand.number)
        figure.x, figure.y, figure.roll = face.x, face.y, face.roll
        figure.half_width, figure.half_height = face.half_width, face.half_height
        figure.shown, figure.shows_own = "" if figure.spared else face.rock, stand.is_own
        if not stand.is_own and not figure.spared:
            figure.wandering = face.rock
        figure.save()


def write_pictures(post_id: int | None) -> None:
    """Keep in a post what its timeline shows of its photos. Expects the post to be held."""
    if post_id is None:
        return
    spared = Count("figures", filter=Q(figures__spared=True))
    photos = Photo.objects.filter(post=post_id, status=Photo.Status.DONE).annotate(spares=spared)
    shown: list[dict[str, Any]] = [
        Picture.of(photo, photo.spares).as_json() for photo in photos.order_by("position")
    ]
    Post.objects.filter(pk=post_id).update(pictures=shown)


def rename(post_id: int) -> None:
    """Give the files of a post's photos other names: who has kept an address has nothing any more.

    Expects the post to be held.
    """
    shown = Photo.objects.select_for_update(of=("self",)).filter(post=post_id).exclude(token="")
    for photo in shown:
        _rename(photo)
    write_pictures(post_id)


def _rename(held: Photo) -> None:
    former, held.token = held.token, photo_store.new_token()
    photo_store.copy(former, held.token)
    held.save(update_fields=["token"])
    transaction.on_commit(partial(photo_store.remove, former), robust=True)


def send_to_rename(member_id: int) -> None:
    """Have all of a member's photos renamed by the worker; at once, if no job can be sent."""
    from feed.tasks import rename_photos

    photos = Photo.objects.filter(member=member_id).exclude(token="").order_by("pk")
    named = [(str(pk), token) for pk, token in photos.values_list("pk", "token")]
    try:
        for batch in batched(named, RENAMED_AT_ONCE):
            rename_photos.apply_async(args=[batch])
    except (RedisError, OperationalError):
        logger.warning("member %s: photos are renamed without a job", member_id)
        for photo_id, token in named:
            rename_photo(UUID(photo_id), token)


@transaction.atomic
def rename_photo(photo_id: UUID, token: str) -> bool:
    """Give the files of a photo other names; False if it does not have these any more."""
    photo = hold(photo_id)
    if photo is None or photo.token != token:
        return False
    _rename(photo)
    write_pictures(photo.post_id)
    return True
