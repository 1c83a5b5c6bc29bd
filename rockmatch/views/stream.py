"""The stages of a member's job as server-sent events: what is first, then each change, the end."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import translation

from rockmatch.progress import bells
from rockmatch.snapshot import AnyJob, as_event, page_snapshot

_PING_SECONDS = 15.0


async def stream_of(
    request: HttpRequest, pk: UUID, find: Callable[[UUID, int], AnyJob | None]
) -> StreamingHttpResponse:
    """Answer with the stream of the job that `find` has for an id and a member's id.

    Raises:
        Http404: It has none.
    """
    member = await request.auser()
    if not member.is_authenticated:
        raise Http404
    # no middleware speaks for a stream: neither while it lasts nor of what its member has chosen
    language = getattr(member, "language", "") or translation.get_language()
    return await stream(pk, partial(_read_snapshot, find, pk, member.pk, language))


async def stream(pk: UUID, read: Callable[[], dict[str, Any] | None]) -> StreamingHttpResponse:
    """Answer with the stream of what `read` tells at each bell of a job, until it is over.

    Raises:
        Http404: It tells nothing.
    """
    if await sync_to_async(read)() is None:
        raise Http404
    response = StreamingHttpResponse(_stream(pk, read), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _stream(pk: UUID, read: Callable[[], dict[str, Any] | None]) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    told = None
    async for _rang in bells(pk, silence=_PING_SECONDS):
        snapshot = await sync_to_async(read)()
        if snapshot is None:
            return
        yield as_event(snapshot) if snapshot != told else ": ping\n\n"
        told = snapshot
        if snapshot["status"] in ("done", "failed"):
            return


def _read_snapshot(
    find: Callable[[UUID, int], AnyJob | None], pk: UUID, member_id: int, language: str
) -> dict[str, Any] | None:
    """Read the job, in words of a language, and give the connection back: a stream lives long."""
    try:
        own = find(pk, member_id)
        with translation.override(language):
            return page_snapshot(own) if own else None
    finally:
        connection.close()
