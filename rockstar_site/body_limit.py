"""Refuses request bodies that are too large before Django reads them.

Django's ASGI handler spools a body that exceeds `FILE_UPLOAD_MAX_MEMORY_SIZE` to a file. A selfie
must never touch a disk, so what is larger than any picture we take is read past, not kept. How
large that is depends on the address: a post may bring four photos.

Of pictures, few at a time go on to Django: each takes a core, memory of many times its file, and a
connection to the database, of which there are a hundred. The others wait here, and pages pass them.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_LARGE = 64 * 1024  # bytes: a body of more holds a picture
_READ_PAST = 8  # times the limit: as much as is politely read before the line is cut


@dataclass(frozen=True)
class Limit:
    """What a body may be, at the addresses that a pattern matches whole.

    Attributes:
        bytes: At most.
        message: What is said to who sends more.
        page: Where a browser's form is led then, with groups of the pattern in it; empty for none.
        paths: The pattern.
    """

    bytes: int
    message: str
    page: str = ""
    paths: str = ".*"

    def holds(self, path: str) -> bool:
        return re.fullmatch(self.paths, path) is not None

    def page_of(self, path: str) -> str:
        """Where a form that is sent to this path comes from."""
        return re.sub(self.paths, self.page, path, count=1)


class TooMany(Exception):
    """The bodies that are in memory leave no room for this one just now."""


class TooLarge(Exception):
    """More of a body came than its Content-Length promised, or than we take."""


class BodyLimit:
    """ASGI middleware: answers 413, or leads a form back to its page, above the limit of a path.

    Of large bodies below that, `at_once` are served at the same time; of those that wait, only so
    many bytes are held.
    """

    def __init__(
        self,
        app: Callable[..., Awaitable[None]],
        limits: Sequence[Limit],
        busy: str,
        *,
        at_once: int,
        most_held: int,
    ) -> None:
        """The first of `limits` that holds for a path counts; `busy` is said when it is full."""
        self.app = app
        self._places = asyncio.Semaphore(at_once)
        self.limits = limits
        self.busy = busy
        self.most_held = most_held
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; bodies are gathered here, in memory, up to the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next(limit for limit in self.limits if limit.holds(scope["path"]))
        body = _Body(self)
        try:
            await self._serve(limit, body, scope, receive, send)
        finally:
            body.let_go()

    async def _serve(
        self, limit: Limit, body: "_Body", scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            messages = await body.gather(receive, limit.bytes)
        except TooLarge:
            await _refuse(scope, send, limit)
            return
        except TooMany:
            await _answer(send, 503, "busy", self.busy)
            return
        if messages[-1]["type"] == "http.disconnect":
            return  # the sender hung up half-way: there is nobody to answer
        waiting = iter(messages)

        async def replay() -> dict[str, Any]:
            return next(waiting, None) or await receive()

        async with self._places if body.held > _LARGE else nullcontext():
            await self.app(scope, replay, send)


class _Body:
    """The body of one request, as much of it as is in memory."""

    def __init__(self, house: BodyLimit) -> None:
        self._house = house
        self.held = 0

    async def gather(self, receive: Receive, limit: int) -> list[dict[str, Any]]:
        """Read the whole body, and past its end if it is too large."""
        messages: list[dict[str, Any]] = []
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False) and size <= limit * _READ_PAST
            if size > limit:
                messages.clear()
                self.let_go()
            else:
                messages.append(message)
                self._hold(len(message.get("body", b"")))
        if size > limit:
            raise TooLarge
        return messages

    def _hold(self, count: int) -> None:
        if count and self._house.held + count > self._house.most_held:
            raise TooMany
        self.held += count
        self._house.held += count

    def let_go(self) -> None:
        self._house.held -= self.held
        self.held = 0


async def _refuse(scope: Scope, send: Send, limit: Limit) -> None:
    headers = dict(scope["headers"])
    if limit.page and b"text/html" in headers.get(b"accept", b""):
        page = f"{limit.page_of(scope['path'])}?too_large"
        await _send(send, 303, b"", (b"location", page.encode()))
    else:
        await _answer(send, 413, "too_large", limit.message)


async def _answer(send: Send, status: int, code: str, message: str) -> None:
    body = json.dumps({"error": {"code": code, "message": message}}).encode()
    await _send(send, status, body, (b"content-type", b"application/json"))


async def _send(send: Send, status: int, body: bytes, header: tuple[bytes, bytes]) -> None:
    headers = [header, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
