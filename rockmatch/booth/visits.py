"""A visit to the booth, from the press of the button to its outcome.

All of it is in Redis, under an id that nobody can guess: the sealed picture until it is read, and
what came of it for two minutes. No row is written, no vector is kept, and nobody becomes the rock.
"""

import json
import logging
from dataclasses import asdict, dataclass, replace
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.conf import settings
from django.urls import reverse
from numpy.typing import NDArray

from rockmatch import matching, progress, sealed_jobs, worker
from rockmatch.booth.words import BoothRefused
from rockmatch.models import Selfie
from rockmatch.picture_store import PictureStore, client
from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import encode_picture, open_picture

logger = logging.getLogger(__name__)
Status = Selfie.Status
PICTURES: Final = PictureStore("booth-picture", "BOOTH_TTL")


@dataclass(frozen=True)
class Visit:
    """How far a visit is; once it is done, which pairing was the nearest, and how near in words.

    `box` is where the face was, as fractions of the picture (left, top, width, height): the browser
    cuts its own copy there.
    """

    status: str = Status.QUEUED
    error: str = ""
    pairing: int = 0
    nearness: str = ""
    box: tuple[float, ...] | None = None

    @property
    def is_active(self) -> bool:
        return self.status in Selfie.ACTIVE

    @property
    def is_done(self) -> bool:
        return self.status == Status.DONE

    @property
    def label(self) -> str:
        """What is being done just now, in words."""
        return str(Status(self.status).label)

    @property
    def refusal(self) -> BoothRefused | None:
        """Why it failed, if it did."""
        return BoothRefused(self.error) if self.error else None


def snapshot(visit_id: UUID, visit: Visit) -> dict[str, Any]:
    """Tell a visit's state to the page that watches it; which rock it is, its page says."""
    return {
        "id": str(visit_id),
        "url": reverse("booth-visit", args=[visit_id]),
        "status": visit.status,
        "label": visit.label,
        "progress": Selfie.PROGRESS[Status(visit.status)],
        "error": visit.refusal.told() if visit.refusal else None,
        "box": visit.box,
    }


def find(visit_id: UUID) -> Visit | None:
    """A visit of the last two minutes."""
    kept = client().get(_name(visit_id))
    return Visit(**json.loads(kept)) if isinstance(kept, bytes) else None


def begin(visit_id: UUID, picture: bytes | None, *, consented: bool) -> None:
    """Take a visitor's picture in: check it, seal it in Redis, and queue the job that reads it.

    Whoever comes second with an id does nothing.

    Args:
        visit_id: Made afresh by the page for each press of the button.
        picture: The file as it was sent; None if none was.
        consented: Whether they agreed to `consent.BOOTH` with this very request.

    Raises:
        BoothRefused: Nothing is kept, and the code says why.
        RedisError: It is away.
    """
    if not consented:
        raise BoothRefused("no_consent")
    if not worker.is_there():
        raise BoothRefused("busy")
    if not _write(visit_id, Visit(), nx=True, ex=settings.BOOTH_TTL):
        return
    try:
        decoded = encode_picture(open_picture(picture or b"", max_bytes=settings.SELFIE_MAX_BYTES))
    except PictureError as error:
        forget(visit_id)
        raise BoothRefused(error.code) from None
    _queue(visit_id, decoded)


def _queue(visit_id: UUID, picture: bytes) -> None:
    """Seal the picture and send the job; if either cannot be, leave nothing behind."""
    from rockmatch.tasks import read_visitor

    try:
        sealed_jobs.send(PICTURES, read_visitor, visit_id, picture)
    except sealed_jobs.NotSent:
        forget(visit_id)
        raise BoothRefused("busy") from None


def advance(visit_id: UUID, status: str) -> None:
    """Write the stage that a reading has come to, and tell whoever watches."""
    visit = find(visit_id)
    if visit and visit.is_active:
        _write(visit_id, replace(visit, status=status), xx=True, keepttl=True)
        progress.ring(visit_id)


def finish(
    visit_id: UUID, embedding: NDArray[np.float32], box: tuple[float, float, float, float]
) -> None:
    """Match an embedding of shape (128,), and remember for two minutes what it led to.

    Raises:
        LookupError: No rock is on show.
    """
    matches = matching.nearest_rocks(embedding, count=1)
    if not matches:
        raise LookupError("the museum has no rock on show: run fill_museum")
    nearest = matches[0]
    _close(visit_id, Visit(Status.DONE, "", nearest.pairing.pk, nearest.nearness, box))


def fail(visit_id: UUID, code: str) -> None:
    """Close a visit with an error code, and destroy its picture. Closed ones stay as they are."""
    PICTURES.destroy(visit_id)
    visit = find(visit_id)
    if visit and visit.is_active:
        _close(visit_id, Visit(Status.FAILED, BoothRefused(code).code))


def claim_mail(visit_id: UUID) -> bool:
    """Tell whether the one mail of a visit may go out now; whoever asks next hears no."""
    return bool(client().set(_mail_name(visit_id), b"", nx=True, ex=settings.BOOTH_TTL))


def give_mail_back(visit_id: UUID) -> None:
    """It did not go out."""
    client().delete(_mail_name(visit_id))


def forget(visit_id: UUID) -> None:
    """Leave nothing of a visit."""
    PICTURES.destroy(visit_id)
    client().delete(_name(visit_id), _mail_name(visit_id))


def _close(visit_id: UUID, outcome: Visit) -> None:
    """Write the outcome of a visit that nobody has ended meanwhile."""
    _write(visit_id, outcome, xx=True, ex=settings.BOOTH_TTL)
    progress.ring(visit_id)


def _write(visit_id: UUID, visit: Visit, **how: Any) -> bool:
    return bool(client().set(_name(visit_id), json.dumps(asdict(visit)), **how))


def _name(visit_id: UUID) -> str:
    return f"booth:{visit_id}"


def _mail_name(visit_id: UUID) -> str:
    return f"booth-mail:{visit_id}"
