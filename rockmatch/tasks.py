"""The worker's jobs. Each fetches, calls a service, and leaves nothing open."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded
from django.db import connection
from numpy.typing import NDArray

from rockmatch import progress, sealed_jobs, selfie_store, worker, workshop
from rockmatch.booth import visits
from rockmatch.models import Selfie
from rockmatch.picture_store import PictureStore
from rockmatch.portraits.errors import RendererMissing, RenderingFailed
from rockmatch.services import bespoke, biometrics, pairings, rocks, selfies
from rockmatch.vision.errors import FaceError
from rockmatch.vision.pictures import decode_picture

if TYPE_CHECKING:
    from rockmatch.vision.face import Face  # which loads OpenCV: the web process is not to

logger = logging.getLogger(__name__)


class JobTask(Task, ABC):
    """Closes what its job was for, if that failed in a way nobody foresaw or had to be killed."""

    @abstractmethod
    def give_up(self, job_id: UUID) -> None:
        """Close it."""

    def on_failure(self, exc: BaseException, task_id: str, args: Sequence[Any], *_: object) -> None:
        self.give_up(UUID(args[0]))
        if isinstance(exc, TimeLimitExceeded):  # said by the main process, which has no fixup
            connection.close()


class SelfieTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        selfies.fail(job_id, "busy")


class BoothTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        visits.fail(job_id, "busy")


class BespokeTask(JobTask):
    def give_up(self, job_id: UUID) -> None:
        bespoke.fail(job_id, "workshop_trouble")


@shared_task(name="rockmatch.read_selfie", base=SelfieTask)
def read_selfie(selfie_id: str, key: str) -> None:
    """Read a selfie and give its member a rock. Delivered twice, it does its work once."""
    selfie = Selfie.objects.active().filter(pk=selfie_id).first()
    if selfie is None:  # closed by an earlier delivery, or its member is gone
        selfie_store.destroy(UUID(selfie_id))
        return
    with closed_by(selfies.fail, selfie.pk):
        face = _read(selfie, key)
        selfies.advance(selfie.pk, Selfie.Status.MATCHING)
        selfies.finish(selfie.pk, face.embedding)


@shared_task(name="rockmatch.read_visitor", base=BoothTask)
def read_visitor(visit_id: str, key: str) -> None:
    """Read the picture of a visitor to the booth. Delivered twice, it does its work once."""
    pk = UUID(visit_id)
    visit = visits.find(pk)
    if visit is None or not visit.is_active:  # an earlier delivery closed it, or they have left
        visits.PICTURES.destroy(pk)
        return
    with closed_by(visits.fail, pk):
        picture = unsealed(visits.PICTURES, pk, key)
        face = worker.reader().read(picture, on_stage=lambda stage: visits.advance(pk, stage))
        visits.PICTURES.destroy(pk)
        visits.advance(pk, Selfie.Status.MATCHING)
        visits.finish(pk, face.embedding, _fractions(face, picture))


class PictureExpired(Exception):
    """The picture is no longer in the store."""


def unsealed(store: PictureStore, job_id: UUID, key: str) -> NDArray[np.uint8]:
    """The pixels that a job is about: RGB, height x width x 3.

    Raises:
        PictureExpired: They wait no more.
    """
    sealed = sealed_jobs.opened(store, job_id, key)
    if sealed is None:
        raise PictureExpired
    return decode_picture(sealed)


@contextmanager
def closed_by(fail: Callable[[UUID, str], None], job_id: UUID) -> Iterator[None]:
    """Close the reading of a face with what kept it from its end."""
    try:
        yield
    except FaceError as error:
        fail(job_id, error.code)
    except PictureExpired:
        fail(job_id, "expired")
    except SoftTimeLimitExceeded:
        logger.warning("reading %s took too long", job_id)
        fail(job_id, "busy")


def _read(selfie: Selfie, key: str) -> "Face":
    """Read the face of a selfie; its picture is destroyed as soon as there is an outcome."""
    picture = unsealed(selfie_store.STORE, selfie.pk, key)
    face = worker.reader().read(
        picture, on_stage=lambda stage: selfies.advance(selfie.pk, Selfie.Status(stage))
    )
    selfies.destroy_picture(selfie)
    progress.remember_box(selfie.pk, _fractions(face, picture))
    return face


def _fractions(face: "Face", picture: NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """The face's box (left, top, width, height) as fractions of the picture's sides."""
    height, width = picture.shape[:2]
    left, top, box_width, box_height = (float(value) for value in face.box)
    return left / width, top / height, box_width / width, box_height / height


@shared_task(
    name="rockmatch.render_bespoke",
    base=BespokeTask,
    # It takes longer than the broker waits for an acknowledgement. One that is lost costs a member
    # another click.
    acks_late=False,
    reject_on_worker_lost=False,
    soft_time_limit=270,
    time_limit=285,
)
def render_bespoke(request_id: str) -> None:
    """Make the rock that a member asked for. Delivered twice, it makes one."""
    request = bespoke.begin(UUID(request_id))
    if request is None:
        return
    try:
        bespoke.finish(request.pk, workshop.make(request))
    except workshop.TakenForAFace:
        bespoke.fail(request.pk, "taken_for_a_face")
    except RendererMissing:
        bespoke.fail(request.pk, "no_workshop")
    except (RenderingFailed, SoftTimeLimitExceeded) as error:
        logger.warning("bespoke rock %s: %r", request.pk, error)
        bespoke.fail(request.pk, "workshop_trouble")


@shared_task(name="rockmatch.close_stale_bespoke_rocks")
def close_stale_bespoke_rocks() -> int:
    """Close what no workshop will finish any more; returns how many."""
    return bespoke.close_stale()


@shared_task(name="rockmatch.clear_away_bespoke_rocks")
def clear_away_bespoke_rocks() -> int:
    """Remove bespoke rocks and files that belong to nobody; returns how many rocks."""
    return bespoke.clear_away()


@shared_task(name="rockmatch.close_stale_selfies")
def close_stale_selfies() -> int:
    """Close what no worker will finish any more; returns how many."""
    return selfies.close_stale()


@shared_task(name="rockmatch.forget_expired_face_vectors")
def forget_expired_face_vectors() -> int:
    """Destroy the face vectors whose consent has ended; returns how many."""
    return biometrics.forget_expired_face_vectors()


@shared_task(name="rockmatch.balance_pairings")
def balance_pairings() -> int:
    """Correct the pairings' weights by the use of the rocks; returns how many took part."""
    run = pairings.balance_pairings()
    return run.pairings if run else 0


@shared_task(name="rockmatch.screen_rock")
def screen_rock(rock_id: int) -> None:
    """Let the gate see a rock, which puts it on show or takes it off."""
    rocks.screen_rock(rock_id)
