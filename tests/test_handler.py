"""Requests on one thread from the first middleware to the view, streams on the loop."""

import asyncio
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from rockstar_site.handler import OneHopHandler
from tests.loops import run

pytestmark = pytest.mark.urls("tests.test_handler")


class Notes:
    """A middleware that notes where it runs."""

    threads: list[threading.Thread] = []

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        Notes.threads.append(threading.current_thread())
        response = self.get_response(request)
        Notes.threads.append(threading.current_thread())
        return response


def plain(request):
    Notes.threads.append(threading.current_thread())
    return HttpResponse("a stone")


async def stream(request):
    loop = asyncio.get_running_loop()

    async def stones():
        for number in range(3):
            await asyncio.sleep(0)
            assert asyncio.get_running_loop() is loop
            yield f"stone {number};"

    return StreamingHttpResponse(stones())


def failing(request):
    raise ValueError("a stone fell")


urlpatterns = [path("plain", plain), path("stream", stream), path("failing", failing)]


def get(address):
    """Ask the application as a server would; gives the status and the body."""
    scope = {"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": []}
    sent = []

    async def asked():
        came = iter([{"type": "http.request"}])

        async def receive():
            return next(came, None) or await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        await OneHopHandler()(scope, receive, send)

    with override_settings(MIDDLEWARE=["tests.test_handler.Notes"] * 2, ALLOWED_HOSTS=["*"]):
        run(asked())
    return sent[0]["status"], b"".join(it.get("body", b"") for it in sent)


def test_middleware_and_view_share_a_thread():
    Notes.threads.clear()
    assert get("/plain") == (200, b"a stone")
    assert len(Notes.threads) == 5
    assert len(set(Notes.threads)) == 1


def test_a_stream_comes_in_pieces_from_the_loop():
    assert get("/stream") == (200, b"stone 0;stone 1;stone 2;")


def test_a_view_that_fails_is_answered():
    assert get("/failing")[0] == 500
