"""Large bodies wait for one another, and nobody waits for them."""

import asyncio

from rockstar_site.body_limit import BodyLimit, Limit
from tests.loops import run

HTTP = {"type": "http", "headers": [], "path": "/"}
PICTURE, LINE = b"p" * 200_000, b"a stone"


class Site:
    """An application that holds large bodies until it is told to let them go."""

    def __init__(self):
        self.inside = self.most = self.served = 0
        self.go_on = asyncio.Event()
        limits = [
            Limit(250_000, "small", page=r"/\1/", paths=r"/(small|\d+)/send/"),
            Limit(1_000_000, "all"),
        ]
        self.app = BodyLimit(self.serve, limits, "busy", at_once=2, most_held=1_100_000)

    async def serve(self, scope, receive, send):
        body = (await receive())["body"]
        if body == PICTURE:
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.go_on.wait()
            self.inside -= 1
        self.served += 1

    async def visit(self, body, path="/", accept=b"*/*"):
        """Come with a body; gives what was answered where it is not served."""

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            told.append(message)

        told = []
        await self.app(HTTP | {"path": path, "headers": [(b"accept", accept)]}, receive, send)
        return told


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


def test_each_address_has_its_limit():
    async def come():
        site = Site()
        site.go_on.set()
        body = b"b" * 300_000
        small = await site.visit(body, "/small/send/")
        form = await site.visit(body, "/7/send/", b"text/html")
        other = await site.visit(body, "/small/send/er/")
        large = await site.visit(b"b" * 1_000_001)
        return small, form, other, large, site.served

    small, form, other, large, served = run(come())
    assert (small[0]["status"], b"small" in small[1]["body"]) == (413, True)
    assert (form[0]["status"], (b"location", b"/7/?too_large") in form[0]["headers"]) == (303, True)
    assert (other, served) == ([], 1)
    assert large[0]["status"] == 413


def test_more_than_fits_into_memory_comes_back_later():
    async def come():
        site = Site()
        visits = [asyncio.create_task(site.visit(PICTURE)) for _ in range(5)]
        await asyncio.sleep(0)
        refused = await site.visit(PICTURE)
        site.go_on.set()
        await asyncio.gather(*visits)
        return refused, await site.visit(PICTURE), site.app.held

    refused, later, held = run(come())
    assert (refused[0]["status"], b"busy" in refused[1]["body"]) == (503, True)
    assert (later, held) == ([], 0)


def test_who_brings_too_much_of_a_face_is_led_back_to_where_they_were():
    from rockstar_site.asgi import application

    limits = {
        path: next(limit for limit in application.limits if limit.holds(path))
        for path in ("/selfie/", "/settings/offer/", "/curate/humans/new/")
    }
    assert [limit.page_of(path) for path, limit in limits.items()] == list(limits)
    selfie, offer, humans = (limit.bytes for limit in limits.values())
    assert selfie == offer < humans
