"""Jobs about a picture that waits sealed: how they are sent, and how the worker opens it.

The key is in the job's message alone, hidden from every log and event.
"""

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from uuid import UUID

from celery import Task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from rockmatch.picture_store import PictureStore

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """Redis takes nothing just now. Nothing of the picture is left."""


def seal(store: PictureStore, job_id: UUID, picture: bytes) -> str:
    """Put a picture into its store; gives the key as it travels."""
    return urlsafe_b64encode(store.put(job_id, picture)).decode()


def send(store: PictureStore, task: Task, job_id: UUID, picture: bytes) -> str:
    """Seal a picture and send the job that opens it, which is dropped when the picture is gone.

    Returns:
        The key, as the job has it.

    Raises:
        NotSent: One of the two could not be.
    """
    try:
        key = seal(store, job_id, picture)
        task.apply_async(args=[str(job_id), key], argsrepr="(hidden)", expires=store.seconds)
    except (RedisError, OperationalError):
        logger.exception("%s %s could not be queued", store.kind, job_id)
        with suppress(RedisError):  # its time to live ends it otherwise
            store.destroy(job_id)
        raise NotSent from None
    return key


def opened(store: PictureStore, job_id: UUID, key: str) -> bytes | None:
    """The picture of a job, or None if it waits no more. `key` is that of `seal`."""
    return store.get(job_id, urlsafe_b64decode(key))
