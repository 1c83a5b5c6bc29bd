"""A selfie's life, from the door to its outcome. Each function is one write.

The web process takes it in (`submit`); the worker reads it (`rockmatch.tasks`) and closes it with
`finish` or `fail`. Whoever closes first wins: a job that was delivered twice changes nothing.
"""

import logging
from datetime import timedelta
from uuid import UUID

import numpy as np
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from numpy.typing import NDArray

from rockmatch import consent, matching, progress, sealed_jobs, selfie_store, worker
from rockmatch.errors import SelfieRefused
from rockmatch.models import Receipt, Rockelganger, Selfie
from rockmatch.services import biometrics, rockelgangers
from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import encode_picture, open_picture

logger = logging.getLogger(__name__)
Status = Selfie.Status


def submit(
    member: AbstractBaseUser, picture: bytes | None, *, consented: bool, keep_vector: bool
) -> Selfie:
    """Take a picture in: check it, seal it in Redis, and queue the job that reads it.

    Args:
        member: Whose selfie it is.
        picture: The file as it was sent; None if none was.
        consented: Whether the member agreed to `consent.SELFIE` with this very request.
        keep_vector: Whether they agreed to `consent.KNOW_ME_AGAIN` too.

    Raises:
        SelfieRefused: Nothing is kept, and the code says why.
    """
    if not consented:
        raise SelfieRefused("no_consent")
    _check_pace(member)
    if not worker.is_there():
        raise SelfieRefused("busy")
    try:
        decoded = encode_picture(open_picture(picture or b"", max_bytes=settings.SELFIE_MAX_BYTES))
    except PictureError as error:
        raise SelfieRefused(error.code) from None
    try:
        with transaction.atomic():
            selfie = Selfie.objects.create(
                member_id=member.pk, consent_version=consent.VERSION, keep_vector=keep_vector
            )
    except IntegrityError:  # two requests at once: the constraint lets one in
        raise SelfieRefused("too_many") from None
    _queue(selfie, decoded)
    return selfie


def _check_pace(member: AbstractBaseUser) -> None:
    close_stale(member_id=member.pk)
    recent = Selfie.objects.filter(
        member_id=member.pk, created_at__gt=timezone.now() - timedelta(hours=1)
    )
    active = Selfie.objects.active().filter(member_id=member.pk)
    if active.exists() or recent.count() >= settings.SELFIES_PER_HOUR:
        raise SelfieRefused("too_many")


def _queue(selfie: Selfie, picture: bytes) -> None:
    """Seal the picture and send the job; if either cannot be, leave nothing behind."""
    from rockmatch.tasks import read_selfie

    try:
        sealed_jobs.send(selfie_store.STORE, read_selfie, selfie.pk, picture)
    except sealed_jobs.NotSent:
        selfie.delete()
        raise SelfieRefused("busy") from None


def advance(selfie_id: UUID, status: Selfie.Status) -> None:
    """Write the stage that a reading has come to, and tell whoever watches."""
    Selfie.objects.active().filter(pk=selfie_id).update(status=status, updated_at=timezone.now())
    progress.ring(selfie_id)


def destroy_picture(selfie: Selfie) -> None:
    """Delete the picture of a selfie and write so on the member's receipt, once."""
    selfie_store.destroy(selfie.pk)
    if not selfie.receipts.filter(subject=Receipt.Subject.PICTURE).exists():
        biometrics.note_destroyed(selfie, Receipt.Subject.PICTURE, made_at=selfie.created_at)


def finish(selfie_id: UUID, embedding: NDArray[np.float32]) -> None:
    """Match an embedding of shape (128,) and write the outcome down.

    One transaction under a lock on the selfie's row; a selfie that is closed already is left
    as it is. The embedding itself is kept only under the second consent.
    """
    embedded_at = timezone.now()
    with transaction.atomic():
        selfie = Selfie.objects.select_for_update().active().filter(pk=selfie_id).first()
        if selfie is None:
            return
        matches = matching.nearest_rocks(embedding)
        if not matches:
            raise LookupError("the museum has no rock on show: run fill_museum")
        _settle(selfie, matches, embedding)
        selfie.status = Status.DONE
        selfie.finished_at = timezone.now()
        selfie.save()
        made = (Receipt.Subject.CROP, Receipt.Subject.EMBEDDING)
        biometrics.note_destroyed(selfie, *made, made_at=embedded_at)
    progress.ring(selfie_id)


def _settle(selfie: Selfie, matches: list[matching.Match], embedding: NDArray[np.float32]) -> None:
    """Decide whose rock it is: theirs still, if they are known again, else the nearest."""
    known = biometrics.kept_embedding(selfie.member_id)
    present = Rockelganger.objects.filter(member=selfie.member_id, until__isnull=True).first()
    same = known is not None and matching.is_same_person(known, embedding)
    selfie.pairings = [match.pairing.pk for match in matches]
    if same and present:
        selfie.kept, selfie.rockelganger = True, present
        selfie.nearness = next(
            (match.nearness for match in matches if match.rock.pk == present.rock_id),
            matching.nearness(present.distance or matches[0].distance),
        )
    else:
        selfie.rockelganger = rockelgangers.become_match(selfie.member_id, matches[0])
        selfie.nearness = matches[0].nearness
    if selfie.keep_vector and not same:
        biometrics.keep_face_vector(selfie, embedding)


def fail(selfie_id: UUID, code: str) -> None:
    """Close a selfie with an error code, and destroy its picture. Closed ones stay as they are."""
    refusal = SelfieRefused(code)
    with transaction.atomic():
        selfie = Selfie.objects.select_for_update().active().filter(pk=selfie_id).first()
        if selfie is None:
            return
        destroy_picture(selfie)
        selfie.status, selfie.error = Status.FAILED, refusal.code
        selfie.finished_at = timezone.now()
        selfie.save()
    progress.ring(selfie_id)


def close_stale(*, member_id: int | None = None) -> int:
    """Fail with `expired` what is still open when its picture cannot exist any more."""
    stale = Selfie.objects.active().filter(
        created_at__lt=timezone.now() - timedelta(seconds=settings.SELFIE_TTL)
    )
    if member_id is not None:
        stale = stale.filter(member_id=member_id)
    ids = list(stale.values_list("pk", flat=True))
    for selfie_id in ids:
        fail(selfie_id, "expired")
    return len(ids)
