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
from rockmatch.models import FaceVector, Receipt, Selfie

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


def embeddings_to_count(chunk: int = 1024) -> Iterator[NDArray[np.float32]]:
    """Kept embeddings of who agreed to be counted, some at a time: n x 128. Worker only.

    They are for counting in cells, and nothing of them may be kept. Whose each is is not told.
    """
    kept = FaceVector.objects.filter(expires_at__gt=timezone.now(), consent_version__in=COUNTED)
    rows = kept.order_by("pk").values_list("sealed", "member_id").iterator(chunk)
    for some in batched(rows, chunk):
        opened = (sealing.unseal(bytes(sealed), member_id=member) for sealed, member in some)
        vectors = [vector for vector in opened if vector is not None]
        if vectors:
            yield np.stack(vectors)
