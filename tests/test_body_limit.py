"""Large bodies wait for one another, and nobody waits for them."""

import asyncio

from rockstar_site.body_limit import BodyLimit
from tests.loops import run

HTTP = {"type": "http", "headers": [], "path": "/"}
PICTURE, LINE = b"p" * 200_000, b"a stone"


class Site:
    """An application that holds large bodies until it is told to let them go."""

    def __init__(self):
        self.inside = self.most = self.served = 0
        self.go_on = asyncio.Event()
        self.app = BodyLimit(self.serve, limit=1_000_000, message="too large", at_once=2)

    async def serve(self, scope, receive, send):
        body = (await receive())["body"]
        if body == PICTURE:
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.go_on.wait()
            self.inside -= 1
        self.served += 1

    async def visit(self, body):
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(HTTP, receive, None)


def test_of_many_pictures_few_are_served_at_once_and_all_in_the_end():
    async def come():
        site = Site()
        visits = [asyncio.create_task(site.visit(PICTURE)) for _ in range(5)]
        await asyncio.sleep(0)
        site.go_on.set()
        await asyncio.gather(*visits)
        return site

    site = run(come())
    assert (site.most, site.served) == (2, 5)


def test_a_page_passes_the_pictures_that_wait():
    async def come():
        site = Site()
        visits = [asyncio.create_task(site.visit(PICTURE)) for _ in range(5)]
        await site.visit(LINE)
        served = site.served
        site.go_on.set()
        await asyncio.gather(*visits)
        return served

    assert run(come()) == 1
