"""Refuses request bodies that are too large before Django reads them.

Django's ASGI handler spools a body that exceeds `FILE_UPLOAD_MAX_MEMORY_SIZE` to a file. A selfie
must never touch a disk, so what is larger than any picture we take is read past, not kept.

Of pictures, few at a time go on to Django: each takes a core, memory of many times its file, and a
connection to the database, of which there are a hundred. The others wait here, and pages pass them.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_LARGE = 64 * 1024  # bytes: a body of more holds a picture
_READ_PAST = 8  # times the limit: as much as is politely read before the line is cut


_FORMS = re.compile(r"/selfie/|(?P<home>/posts/)|(?P<post>/posts/\d+/)reply/|/drafts/[0-9a-f-]+/")


def _page_of(path: str) -> str | None:
    """The page of a form that takes pictures, by where the form is sent."""
    sent = _FORMS.fullmatch(path)
    if sent is None:
        return None
    return "/" if sent["home"] else sent["post"] or path


class TooLarge(Exception):
    """More of a body came than its Content-Length promised, or than we take."""


class BodyLimit:
    """ASGI middleware: answers 413, or leads a form back to its page, above `limit` bytes.

    Of large bodies below that, `at_once` are served at the same time.
    """

    def __init__(
        self, app: Callable[..., Awaitable[None]], limit: int, message: str, at_once: int = 2
    ) -> None:
        self.app = app
        self._places = asyncio.Semaphore(at_once)
        self.limit = limit
        self.message = message

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; bodies are gathered here, in memory, up to the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            messages = await self._gather(receive)
        except TooLarge:
            await self._refuse(scope, send)
            return
        if messages[-1]["type"] == "http.disconnect":
            return  # the sender hung up half-way: there is nobody to answer
        waiting = iter(messages)

        async def replay() -> dict[str, Any]:
            return next(waiting, None) or await receive()

        large = sum(len(message.get("body", b"")) for message in messages) > _LARGE
        async with self._places if large else nullcontext():
            await self.app(scope, replay, send)

    async def _gather(self, receive: Receive) -> list[dict[str, Any]]:
        """Read the whole body, and past its end if it is too large."""
        messages: list[dict[str, Any]] = []
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False) and size <= self.limit * _READ_PAST
            if size > self.limit:
                messages.clear()
            else:
                messages.append(message)
        if size > self.limit:
            raise TooLarge
        return messages

    async def _refuse(self, scope: Scope, send: Send) -> None:
        headers = dict(scope["headers"])
        page = _page_of(scope["path"]) if b"text/html" in headers.get(b"accept", b"") else None
        if page:
            status, body = 303, b""
            extra = [(b"location", f"{page}?too_large".encode())]
        else:
            status = 413
            error = {"error": {"code": "too_large", "message": self.message}}
            body = json.dumps(error).encode()
            extra = [(b"content-type", b"application/json")]
        length = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": extra + length})
        await send({"type": "http.response.body", "body": body})
