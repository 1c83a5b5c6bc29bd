"""The reading of a human's photograph, from the door to a crop and a vector. Each is one write.

The web process sends it (`send`); the worker reads it (`studio.tasks`) and closes it with `finish`
or `fail`. Whoever closes first wins. The photograph is gone in every outcome.
"""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone

from rockmatch import sealed_jobs
from rockmatch.errors import HUMAN_SENTENCES
from rockmatch.matching import may_be_same_person
from rockmatch.models import Human
from rockmatch.sealed_jobs import NotSent
from rockmatch.services import biometrics
from rockmatch.services.humans import NEAR_DUPLICATE, nearest, remove_stray_crops, store_crop
from rockmatch.services.rocks import stored_files
from rockmatch.vision.pictures import encode_picture, open_picture
from studio import human_store

if TYPE_CHECKING:
    from rockmatch.vision.face import Face  # which loads OpenCV: the web process is not to

logger = logging.getLogger(__name__)
Status = Human.Status
LONGEST_WORK: Final = timedelta(minutes=2)  # without a word; above the job's time limit
FAILED_FOR: Final = timedelta(days=7)  # then nobody will ask any more why
_LOCK: Final = 0x66616365  # "face": PostgreSQL's advisory lock of who keeps a human


def plain(data: bytes) -> bytes:
    """Decode a file that was sent, and encode its pixels alone, to be sealed.

    Raises:
        PictureError: It is no picture that we take.
    """
    return encode_picture(open_picture(data, max_bytes=settings.SELFIE_MAX_BYTES))


def send(human: Human, picture: bytes) -> None:
    """Seal a photograph and send the job that reads it. The human's row is committed.

    Raises:
        NotSent: One of the two could not be.
    """
    from studio.tasks import read_human

    try:
        sealed_jobs.send(human_store.STORE, read_human, human.pk, picture)
    except NotSent:
        human.delete()
        raise


def begin(human_id: UUID) -> bool:
    """Take a photograph in hand; False for one that is closed, or whose human is gone."""
    active = Human.objects.active().filter(pk=human_id)
    return bool(active.update(status=Status.READING, updated_at=timezone.now()))


def finish(human_id: UUID, face: "Face") -> None:
    """Keep the crop and the vector of a face that was read, or refuse what is here already.

    A member who offers themself is not refused for it: they would learn who is here.
    """
    human_store.destroy(human_id)
    with stored_files(storages["humans"]) as crops, transaction.atomic():
        human = _hold(human_id)
        if human is None:
            return
        _one_at_a_time()
        near = next((it for it in nearest(face.embedding) if may_be_same_person(it.distance)), None)
        human.resembles = near
        if near and near.distance < NEAR_DUPLICATE and not human.member_id:
            human.close(Status.FAILED, "near_duplicate")
            return
        human.crop = store_crop(human.pk, face.crop, crops)
        human.embedding = face.embedding
        human.close(Status.READY)
        if human.member_id:
            biometrics.note_offered(human, is_kept=True)


def fail(human_id: UUID, code: str) -> None:
    """Close a human with an error code. Those that are closed stay as they are."""
    if code not in HUMAN_SENTENCES:
        raise ValueError(f"{code!r} is not an error code of a human")
    human_store.destroy(human_id)
    with transaction.atomic():
        human = _hold(human_id)
        if human is None:
            return
        human.close(Status.FAILED, code)
        if human.member_id:
            biometrics.note_offered(human, is_kept=False)


def close_stale(**of: int) -> int:
    """Fail what no worker will finish any more, of all or of some humans; returns how many."""
    active = Human.objects.active().filter(**of)
    late = active.late(wait=timedelta(seconds=settings.HUMAN_TTL), work=LONGEST_WORK)
    for human_id, was_begun in late:
        fail(human_id, "busy" if was_begun else "expired")
    return len(late)


def clear_away() -> int:
    """Delete what did not work a week ago, and crops that no human has; returns how many of both.

    Crops without a human are left by a worker or an import that was killed.
    """
    old = Human.objects.filter(status=Status.FAILED, finished_at__lt=timezone.now() - FAILED_FOR)
    count = old.count()
    old.delete()
    return count + remove_stray_crops()


def _hold(human_id: UUID) -> Human | None:
    """Lock the row of one that is still to be closed."""
    held = Human.objects.select_for_update().active()
    return held.filter(pk=human_id).first()


def _one_at_a_time() -> None:
    """Let who reads the same photograph in another process wait until this one is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
