"""What is computed of a face, and its destruction: each act leaves a line on the receipt."""

from collections.abc import Iterator
from datetime import datetime
from itertools import batched

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from rockmatch import sealing
from rockmatch.consent import COUNTED, FACE_VECTOR_LIFETIME
from rockmatch.models import EMBEDDING_DIMENSIONS, FaceVector, Human, Receipt, Selfie

Subject = Receipt.Subject


def note_destroyed(selfie: Selfie, *subjects: Receipt.Subject, made_at: datetime) -> None:
    """Write that things of a selfie were made at `made_at` and are destroyed now."""
    now = timezone.now()
    Receipt.objects.bulk_create(
        Receipt(
            member_id=selfie.member_id,
            selfie=selfie,
            subject=subject,
            consent_version=selfie.consent_version,
            made_at=made_at,
            destroyed_at=now,
        )
        for subject in subjects
    )


def note_offered(human: Human, *, is_kept: bool) -> None:
    """Write on a member's receipt what was made of the picture in which they offered themself.

    The picture is destroyed; of a face that was read, crop and numbers are kept.
    """
    now = timezone.now()
    line = {"member_id": human.member_id, "consent_version": human.consent_version}
    Receipt.objects.create(
        **line, subject=Subject.PICTURE, made_at=human.created_at, destroyed_at=now
    )
    if is_kept:
        Receipt.objects.create(**line, subject=Subject.OFFER, made_at=now)


def note_offer_destroyed(member_id: int) -> None:
    """Write that nothing is kept any more of what a member offered."""
    kept = Receipt.objects.filter(member_id=member_id, subject=Subject.OFFER, destroyed_at=None)
    kept.update(destroyed_at=timezone.now())


@transaction.atomic
def keep_face_vector(selfie: Selfie, embedding: NDArray[np.float32]) -> FaceVector:
    """Keep an embedding, shape (128,), for a year under the second consent.

    An earlier one of the member is destroyed first. The caller holds the selfie's row.
    """
    forget_face_vector(selfie.member_id)
    now = timezone.now()
    Receipt.objects.create(
        member_id=selfie.member_id,
        selfie=selfie,
        subject=Subject.FACE_VECTOR,
        consent_version=selfie.consent_version,
        made_at=now,
    )
    return FaceVector.objects.create(
        member_id=selfie.member_id,
        sealed=sealing.seal(embedding, member_id=selfie.member_id),
        consent_version=selfie.consent_version,
        expires_at=now + FACE_VECTOR_LIFETIME,
    )


@transaction.atomic
def forget_face_vector(member_id: int) -> bool:
    """Destroy the member's face vector; tells whether there was one."""
    deleted, _ = FaceVector.objects.filter(member_id=member_id).delete()
    if deleted:
        Receipt.objects.filter(
            member_id=member_id, subject=Subject.FACE_VECTOR, destroyed_at__isnull=True
        ).update(destroyed_at=timezone.now())
    return bool(deleted)


def forget_expired_face_vectors() -> int:
    """Destroy every face vector whose consent has ended; returns how many."""
    expired = FaceVector.objects.filter(expires_at__lte=timezone.now())
    return sum(
        forget_face_vector(member_id) for member_id in expired.values_list("member_id", flat=True)
    )


def kept_embedding(member_id: int) -> NDArray[np.float32] | None:
    """The member's kept embedding, shape (128,), if there is one whose consent has not ended."""
    kept = FaceVector.objects.filter(member_id=member_id, expires_at__gt=timezone.now()).first()
    return sealing.unseal(bytes(kept.sealed), member_id=member_id) if kept else None


def embeddings_to_count(
    chunk: int = 1024,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Kept embeddings of who agreed to be counted, some at a time, in one query.

    They are for counts, and nothing of them may be kept. Left out are those whose consent has
    ended, or says nothing of counts, whose member is gone, or that another secret key sealed.

    Yields:
        The ids of their rows, ascending: n, and the embeddings: n x 128.
    """
    kept = FaceVector.objects.filter(expires_at__gt=timezone.now(), member__is_active=True)
    kept = kept.filter(consent_version__in=COUNTED).order_by("pk")
    rows = kept.values_list("pk", "member_id", "sealed").iterator(chunk)
    for some in batched(rows, chunk):
        opened = [
            (pk, embedding)
            for pk, member_id, sealed in some
            if (embedding := sealing.unseal(bytes(sealed), member_id=member_id)) is not None
        ]
        if opened:
            ids, vectors = zip(*opened, strict=True)
            yield np.array(ids, np.int64), np.stack(vectors)


def kept_embeddings() -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """All of `embeddings_to_count` at once: n, and n x 128. The caller lets them go at once."""
    blocks = list(embeddings_to_count())
    if not blocks:
        return np.empty(0, np.int64), np.empty((0, EMBEDDING_DIMENSIONS), np.float32)
    ids, vectors = zip(*blocks, strict=True)
    return np.concatenate(ids), np.concatenate(vectors)
