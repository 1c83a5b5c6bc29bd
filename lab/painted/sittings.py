"""A sitting, from the picture that arrives to the painting that is destroyed.

Its state lies in Redis under an id that nobody can guess, and beside it, sealed, one of two
pictures: the selfie until it is read, the painting from when it is done. The key is in the job and
in the member's browser (`lab.painted.keys`). Of each member there is one sitting at a time.
"""

import json
import logging
import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from redis.client import Pipeline
from redis.exceptions import RedisError

from lab.painted.state import Sitting, Status
from lab.painted.words import PaintingRefused
from rockmatch import darkroom_sign, progress, sealed_jobs
from rockmatch.models import Rock
from rockmatch.painting.child import Painted
from rockmatch.picture_store import PictureStore, client
from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import encode_picture, open_picture

logger = logging.getLogger(__name__)
SELFIES: Final = PictureStore("sitting-selfie", "PAINTING_TTL")
PAINTINGS: Final = PictureStore("sitting-painting", "PAINTING_TTL")
WORK_SECONDS: Final = 350  # without a word from who paints, they are gone


def find(sitting_id: UUID, member_id: int) -> Sitting | None:
    """A member's own sitting, if it is still there; one that nobody paints any more is closed."""
    sitting = _read(sitting_id)
    if sitting is None or sitting.member != member_id:
        return None
    began = sitting.is_active and sitting.status != Status.QUEUED
    if began and time.time() - sitting.at > WORK_SECONDS:
        fail(sitting_id, "trouble")
        return _read(sitting_id)
    return sitting


def find_of(member_id: int) -> tuple[UUID, Sitting] | None:
    """The sitting that a member has now."""
    kept = client().get(_of_member(member_id))
    if not isinstance(kept, bytes):
        return None
    sitting_id = UUID(kept.decode())
    sitting = find(sitting_id, member_id)
    return (sitting_id, sitting) if sitting else None


def to_paint(sitting_id: UUID) -> Sitting | None:
    """A sitting that is still to be painted; another delivery of its job may have closed it."""
    sitting = _read(sitting_id)
    return sitting if sitting and sitting.is_active else None


def begin(
    member_id: int, rock: Rock | None, picture: bytes | None, *, consented: bool
) -> tuple[UUID, str]:
    """Take a member's picture in: check it, seal it in Redis, and queue the job that paints it.

    What is there of an earlier sitting is destroyed.

    Args:
        member_id: Who sits.
        rock: Who they are.
        picture: The file as it was sent; None if none was.
        consented: Whether they agreed to `words.CONSENT` with this very request.

    Returns:
        The sitting's id, and the key, which is for the member's browser.

    Raises:
        PaintingRefused: Nothing is kept, and the code says why.
        RedisError: It is away.
    """
    if not consented:
        raise PaintingRefused("no_consent")
    if rock is None:
        raise PaintingRefused("no_rock")
    if not darkroom_sign.is_open():
        raise PaintingRefused("busy")
    try:
        decoded = encode_picture(open_picture(picture or b"", max_bytes=settings.SELFIE_MAX_BYTES))
    except PictureError as error:
        raise PaintingRefused(error.code) from None
    sitting_id = _sit_down(member_id)
    _write(sitting_id, Sitting(member_id, rock.pk), ex=SELFIES.seconds)
    return sitting_id, _queue(sitting_id, member_id, decoded)


def _sit_down(member_id: int) -> UUID:
    """Take the one place that a member has."""
    earlier = find_of(member_id)
    if earlier and not earlier[1].is_active:
        forget(*earlier)
    sitting_id = uuid4()
    if not client().set(_of_member(member_id), str(sitting_id), nx=True, ex=SELFIES.seconds):
        raise PaintingRefused("too_many")
    return sitting_id


def _queue(sitting_id: UUID, member_id: int, picture: bytes) -> str:
    """Seal the picture and send the job; if either cannot be, leave nothing behind."""
    from lab.tasks import paint_sitting

    try:
        return sealed_jobs.send(SELFIES, paint_sitting, sitting_id, picture)
    except sealed_jobs.NotSent:
        with suppress(RedisError):
            forget(sitting_id, Sitting(member_id, 0))
        raise PaintingRefused("busy") from None


def advance(sitting_id: UUID, status: str, percent: int = 0) -> bool:
    """Write the stage that it has come to, and tell whoever watches.

    Returns:
        Whether there still is somebody to paint.
    """
    sitting = to_paint(sitting_id)
    if sitting is None:
        return False
    going_on = replace(sitting, status=Status(status).value, percent=percent)
    is_there = _write(sitting_id, going_on, xx=True, keepttl=True)
    progress.ring(sitting_id)
    return is_there


def finish(sitting_id: UUID, key: bytes, painted: Painted) -> None:
    """Keep a painting for ten minutes, sealed under the key that its member has.

    Nothing is kept of a sitting that was closed or destroyed meanwhile.
    """

    def write(pipe: Pipeline) -> None:
        sitting = _parsed(pipe.get(_name(sitting_id)))
        pipe.multi()
        if sitting and sitting.is_active:
            done = replace(sitting, status=Status.DONE, score=painted.score, same=painted.same)
            PAINTINGS.keep(sitting_id, key, painted.file, pipe)
            pipe.set(_name(sitting_id), _as_json(done), ex=PAINTINGS.seconds)
            pipe.expire(_of_member(sitting.member), PAINTINGS.seconds)

    client().transaction(write, _name(sitting_id))
    progress.ring(sitting_id)


def fail(sitting_id: UUID, code: str) -> None:
    """Close a sitting with an error code, and destroy its picture. Closed ones stay as they are."""
    SELFIES.destroy(sitting_id)
    sitting = to_paint(sitting_id)
    if sitting:
        closed = replace(sitting, status=Status.FAILED, error=PaintingRefused(code).code)
        _write(sitting_id, closed, xx=True, keepttl=True)
        progress.ring(sitting_id)


def painting(sitting_id: UUID, key: bytes) -> bytes | None:
    """The painting as WebP; None if there is none any more, or this is not its key."""
    return PAINTINGS.get(sitting_id, key)


def forget(sitting_id: UUID, sitting: Sitting) -> None:
    """Leave nothing of a sitting, at whatever stage it is."""
    SELFIES.destroy(sitting_id)
    PAINTINGS.destroy(sitting_id)
    client().delete(_name(sitting_id), _of_member(sitting.member))
    progress.ring(sitting_id)


def forget_member(member_id: int) -> None:
    """Leave nothing of a member's sitting; without Redis its time to live ends it."""
    with suppress(RedisError):
        there = find_of(member_id)
        if there:
            forget(*there)


def _read(sitting_id: UUID) -> Sitting | None:
    return _parsed(client().get(_name(sitting_id)))


def _parsed(kept: object) -> Sitting | None:
    return Sitting(**json.loads(kept)) if isinstance(kept, bytes) else None


def _as_json(sitting: Sitting) -> str:
    return json.dumps(asdict(replace(sitting, at=time.time())))


def _write(sitting_id: UUID, sitting: Sitting, **how: Any) -> bool:
    return bool(client().set(_name(sitting_id), _as_json(sitting), **how))


def _name(sitting_id: UUID) -> str:
    return f"sitting:{sitting_id}"


def _of_member(member_id: int) -> str:
    return f"sitting-of:{member_id}"
