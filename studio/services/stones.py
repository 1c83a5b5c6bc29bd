"""A found stone's life until a curator decides. Each function is one write.

The web process takes the photograph in (`bring`); the worker makes portraits of it, asks the gate
(`studio.stone_tasks`), and closes it with `finish` or `fail`. Whoever closes first wins. The
photograph itself waits sealed in Redis, and only what has passed the gate is written to a disk.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from redis.exceptions import RedisError

from profiles.models import Member
from rockmatch import sealed_jobs, worker
from rockmatch.models import Rock, Rockelganger
from rockmatch.picture_store import PictureStore
from rockmatch.services.rocks import remove_files, stored_files
from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import encode_picture, open_picture
from studio import stone_store
from studio.models import FoundStone
from studio.stone_errors import StoneRefused

if TYPE_CHECKING:
    from rockmatch.found.stone import Made

logger = logging.getLogger(__name__)
Status = FoundStone.Status
ORIGINALS: Final = PictureStore("stone", "SELFIE_TTL")
LEAST_SIDE: Final = 256  # pixels: twice as large it fills a portrait
MOST_WAITING: Final = 10  # of one member
MOST_AN_HOUR: Final = 20
LONGEST_WORK: Final = timedelta(minutes=5)  # without a word from the worker
DECLINED_KEPT: Final = timedelta(days=7)  # in which a curator may take a refusal back


def bring(
    member: Member, picture: bytes, *, wanted: str, is_given: bool, **words: str
) -> FoundStone:
    """Take a photograph in: check it, seal it in Redis, and queue the job that looks at it.

    Args:
        member: Who brings it.
        picture: The file as it was sent.
        wanted: One of `FoundStone.Framing`.
        is_given: Whether they say that it is theirs to give.
        words: Name, geology, stone, sentence, alt, found_by, found_where; checked by the form.

    Raises:
        StoneRefused: Nothing is kept, and the code says why.
    """
    if not is_given:
        raise StoneRefused("not_given")
    _check_pace(member)
    if not worker.is_there():
        raise StoneRefused("busy")
    try:
        opened = open_picture(picture, min_side=LEAST_SIDE)
    except PictureError as error:
        raise StoneRefused(error.code) from None
    digest = hashlib.sha256(picture).hexdigest()
    if Rock.objects.filter(digest=digest).exists():
        raise StoneRefused("same_stone")
    try:
        with transaction.atomic():
            stone = FoundStone.objects.create(member=member, digest=digest, wanted=wanted, **words)
    except IntegrityError:
        raise StoneRefused("same_stone") from None
    _queue(stone, encode_picture(opened))
    return stone


def _check_pace(member: Member) -> None:
    close_stale()
    mine = FoundStone.objects.filter(member=member)
    waiting = mine.filter(status__in=(*FoundStone.ACTIVE, Status.WAITING))
    recent = mine.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    if waiting.count() >= MOST_WAITING or recent.count() >= MOST_AN_HOUR:
        raise StoneRefused("too_many")


def _queue(stone: FoundStone, picture: bytes) -> None:
    """Seal the picture and send the job; if either cannot be, leave nothing behind."""
    from studio.stone_tasks import look_at_stone

    try:
        sealed_jobs.send(ORIGINALS, look_at_stone, stone.pk, picture)
    except sealed_jobs.NotSent:
        stone.delete()
        raise StoneRefused("busy") from None


def forget(stone_id: UUID) -> None:
    """Destroy what is left of a stone whose row is gone: its photograph and its files."""
    _destroy(stone_id)
    stone_store.remove(stone_id)


def _destroy(stone_id: UUID) -> None:
    """Delete the photograph that waits; its time to live ends it where Redis is gone."""
    try:
        ORIGINALS.destroy(stone_id)
    except RedisError:
        logger.warning("stone %s: Redis is gone", stone_id)


def advance(stone_id: UUID, status: FoundStone.Status) -> None:
    """Write how far the worker is."""
    FoundStone.objects.active().filter(pk=stone_id).update(status=status, updated_at=timezone.now())


def finish(stone_id: UUID, made: "Made") -> bool:
    """Store what has passed the gate, and let the stone wait for a curator: all or nothing.

    Returns:
        False for a stone that is closed already, or taken back.
    """
    with stored_files(stone_store.storage()) as stored, transaction.atomic():
        stone = FoundStone.objects.select_for_update().active().filter(pk=stone_id).first()
        if stone is None:
            return False
        stone.pictures = stone_store.keep(stone.pk, made.portraits, stored)
        if made.is_cut:
            stone.mask = stone_store.keep_file(stone.pk, "mask", made.mask, stored)
        stone.framing = FoundStone.Framing.CUT if made.is_cut else FoundStone.Framing.FRAMED
        stone.verdict = made.verdict
        stone.close(Status.WAITING)
    return True


def fail(stone_id: UUID, code: str) -> None:
    """Close a stone with an error code; nothing is left of its photograph.

    Closed ones stay as they are.
    """
    refusal = StoneRefused(code)
    _destroy(stone_id)
    with transaction.atomic():
        stone = FoundStone.objects.select_for_update().active().filter(pk=stone_id).first()
        if stone is not None:
            stone.close(Status.FAILED, refusal.code)


def close_stale() -> int:
    """Fail what nobody will finish any more; returns how many."""
    wait = timedelta(seconds=settings.SELFIE_TTL)
    late = FoundStone.objects.active().late(wait=wait, work=LONGEST_WORK)
    for stone_id, was_begun in late:
        fail(stone_id, "trouble" if was_begun else "expired")
    return len(late)


@transaction.atomic
def take_back(member: Member, stone_id: UUID) -> None:
    """Let a member have a stone back that hangs nowhere: nothing of it stays.

    Raises:
        FoundStone.DoesNotExist: It is not theirs, or it hangs.
    """
    mine = FoundStone.objects.select_for_update().filter(member=member)
    stone = mine.exclude(status=Status.DONE).get(pk=stone_id)
    unhang(stone)
    stone.delete()  # the receiver takes its files along


def unhang(stone: FoundStone) -> None:
    """Delete the rock of a stone that was taken down, unless it is or was somebody's."""
    rock = stone.rock
    if rock is None or rock.is_on_show:
        return
    if Rockelganger.objects.filter(rock=rock).exists() or rock.pairings.exists():
        return
    remove_files(rock)
    stone.rock = None
    rock.delete()


@transaction.atomic
def forget_of(member: Member) -> None:
    """Delete the stones of a member who goes; what hangs stays, and nobody brought it."""
    mine = FoundStone.objects.select_for_update().filter(member=member)
    for stone in mine.exclude(status=Status.DONE):
        unhang(stone)
        stone.delete()


def clear_away() -> int:
    """Delete pictures that are nobody's any more, or were declined a while ago.

    Returns:
        Of how many stones.
    """
    old = FoundStone.objects.filter(
        ~Q(pictures=[]), status=Status.DECLINED, finished_at__lt=timezone.now() - DECLINED_KEPT
    )
    for stone_id in old.values_list("pk", flat=True):
        _forget_pictures(stone_id)
    found = stone_store.settled()
    kept = set(
        FoundStone.objects.filter(pk__in=found).exclude(pictures=[]).values_list("pk", flat=True)
    )
    for stone_id in found - kept:
        stone_store.remove(stone_id)
    return len(found - kept)


@transaction.atomic
def _forget_pictures(stone_id: UUID) -> None:
    declined = FoundStone.objects.select_for_update().filter(status=Status.DECLINED)
    stone = declined.filter(pk=stone_id).first()
    if stone is not None:
        stone.pictures, stone.mask = [], ""
        stone.save(update_fields=["pictures", "mask"])


def words_of(stone: FoundStone) -> Mapping[str, Any]:
    """What is said of a stone, as it stands on a rock's page."""
    fields = ("name", "geology", "stone", "sentence", "alt", "found_by", "found_where")
    return {field: getattr(stone, field) for field in fields}
