"""Threads for synchronous views that outlive a request, each with its database connection.

Django's ASGI handler starts a thread for each request, and with it a connection: PostgreSQL forks a
process, which learns the tables anew. That costs more than most pages do.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.db import close_old_connections, connections


class KeptThreads:
    """ASGI middleware: gives each request a thread of its own, and takes it back afterwards.

    There are as many threads as requests at once; of those without work, `idle` are kept.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], idle: int) -> None:
        self.app = app
        self.idle = idle
        self._free: deque[ThreadPoolExecutor] = deque()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection; Django's own context gives way to this one."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            thread = self._free.pop()  # the last one in: the others may grow old
        except IndexError:
            thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.app(scope, receive, send)
        finally:
            # A view whose visitor has left may still be running: the thread is free after that.
            thread.submit(self._take_back, thread)

    def _take_back(self, thread: ThreadPoolExecutor) -> None:
        """Keep this very thread, or let it end."""
        if len(self._free) < self.idle:
            close_old_connections()
            self._free.append(thread)
        else:
            connections.close_all()
            thread.shutdown(wait=False)
