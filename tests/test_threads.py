"""Requests on threads that are kept: what a view sees of them."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async

from rockstar_site.threads import KeptThreads
from tests.loops import run

HTTP = {"type": "http"}


class Site:
    """An application whose synchronous view waits until it may end, and notes its thread."""

    def __init__(self, idle):
        self.threads, self.seen = [], threading.Semaphore(0)
        self.may_end = threading.Event()
        self.may_end.set()
        self.app = KeptThreads(self.serve, idle=idle)

    async def serve(self, scope, receive, send):
        await sync_to_async(self.view)()

    def view(self):
        self.threads.append(threading.current_thread())
        self.seen.release()
        assert self.may_end.wait(20)

    async def visit(self):
        await self.app(HTTP, None, None)

    async def have_come(self, count):
        for _ in range(count):
            assert await asyncio.to_thread(self.seen.acquire, timeout=20)

    async def visit_at_once(self, count):
        self.may_end.clear()
        visits = [asyncio.create_task(self.visit()) for _ in range(count)]
        await self.have_come(count)
        self.may_end.set()
        await asyncio.gather(*visits)


def test_one_after_the_other_they_share_a_thread():
    site = Site(idle=2)

    async def visits():
        for _ in range(20):
            await site.visit()

    run(visits())
    assert len(set(site.threads)) < 20


def test_at_once_each_has_its_own():
    site = Site(idle=2)
    run(site.visit_at_once(5))
    assert len(set(site.threads)) == 5


def test_no_more_are_kept_than_asked_for():
    site = Site(idle=2)
    run(site.visit_at_once(5))
    ended = [thread for thread in site.threads if not _lives_on(thread)]
    assert len(ended) >= 3


def _lives_on(thread):
    thread.join(timeout=1)
    return thread.is_alive()


def test_a_view_whose_visitor_left_keeps_its_thread_until_it_ends():
    site = Site(idle=2)

    async def leave_and_come():
        site.may_end.clear()
        gone = asyncio.create_task(site.visit())
        await site.have_come(1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        other = asyncio.create_task(site.visit())
        await site.have_come(1)
        site.may_end.set()
        await other

    run(leave_and_come())
    assert site.threads[0] is not site.threads[1]


def test_a_view_that_fails_gives_its_thread_back():
    async def fail(scope, receive, send):
        await sync_to_async(int)("a stone")

    app = KeptThreads(fail, idle=1)

    async def visits():
        for _ in range(3):
            with pytest.raises(ValueError, match="a stone"):
                await app(HTTP, None, None)

    run(visits())
