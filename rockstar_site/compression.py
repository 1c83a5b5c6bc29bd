"""Pages leave compressed. What is packed already and a stream that must not wait go as they are.

Django's middleware pads what it packs by chance (Heal the BREACH), and each page masks its token
anew, so that lengths tell nothing of either.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_PACKED = ("image/", "application/zip", "font/")


class CompressionMiddleware(GZipMiddleware):
    """GZip for whole answers of words; portraits and server-sent events pass by."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or kind.startswith(_PACKED):
            return response
        return super().process_response(request, response)
