"""The stages of a selfie or a bespoke rock, carried from the worker to the page that watches.

The database row is the truth; Redis carries a bell. Whoever hears it, or comes late, reads the
row, so that a lost message costs a second and never a wrong page.
"""

from collections.abc import AsyncIterator
from uuid import UUID

import redis.asyncio
from django.conf import settings
from django.core.cache import cache

from rockmatch import picture_store

_BOX_SECONDS = 120


def _channel(job_id: UUID) -> str:
    return f"progress:{job_id}"


def ring(job_id: UUID) -> None:
    """Tell whoever watches the job that its row has changed."""
    picture_store.client().publish(_channel(job_id), b"")


async def bells(job_id: UUID, *, silence: float) -> AsyncIterator[bool]:
    """Yield once when listening has begun, then at each bell, or after `silence` seconds.

    The value tells whether a bell rang (True, as at the beginning) or there was silence.
    """
    async with (
        redis.asyncio.Redis.from_url(settings.SELFIE_REDIS_URL) as client,
        client.pubsub(ignore_subscribe_messages=False) as listener,
    ):
        await listener.subscribe(_channel(job_id))
        while True:
            yield await listener.get_message(timeout=silence) is not None


def remember_box(selfie_id: UUID, box: tuple[float, float, float, float]) -> None:
    """Keep where the face was, as fractions (left, top, width, height), for the reveal only.

    The browser, which still holds the picture, cuts its own copy there. Gone in two minutes.
    """
    cache.set(f"selfie-box:{selfie_id}", box, timeout=_BOX_SECONDS)


def recall_box(selfie_id: UUID) -> tuple[float, float, float, float] | None:
    """Where the face was, if that was at most two minutes ago."""
    return cache.get(f"selfie-box:{selfie_id}")
