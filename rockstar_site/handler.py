"""Django behind ASGI, with middleware and view as one piece of work for one thread."""

from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class OneHopHandler(ASGIHandler):
    """Runs the whole chain of middleware on the request's thread, as a WSGI server does.

    Django's own handler keeps the chain on the event loop and sends each middleware's work to a
    thread by itself: a dozen journeys a request. Asynchronous views run on the loop all the same,
    and so does what they stream.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        return response
