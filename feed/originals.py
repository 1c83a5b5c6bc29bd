"""The original of a photo, as long as its author may want to change something beneath a rock.

It is sealed in Redis. The key is in the darkroom's job, and with the author: in a cookie that only
that photo's pages are sent, or as a client of the API keeps it. It is in no log, row or address.
"""

import binascii
from base64 import urlsafe_b64decode
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rockmatch.picture_store import PictureStore

HEADER: Final = "Original-Key"
STORE: Final = PictureStore("photo", "PHOTO_TTL")
destroy = STORE.destroy


def get(photo_id: UUID, key: str) -> bytes | None:
    """Return the original; None if it is gone, or this is not its key."""
    read = _read(key)
    return None if read is None else STORE.get(photo_id, read)


def reduce_to(photo_id: UUID, key: str, picture: bytes) -> None:
    """Keep only as much of the original as is still needed, no longer than it."""
    if (read := _read(key)) is not None:
        STORE.replace(photo_id, read, picture)


def _read(key: str) -> bytes | None:
    try:
        return urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        return None


def _cookie(photo_id: UUID) -> dict[str, str]:
    return {"key": f"original-{photo_id.hex}", "path": f"/photos/{photo_id}/"}


def give_key(response: HttpResponse, photo_id: UUID, key: str) -> None:
    """Let the author's browser keep the key, for that photo's pages alone."""
    response.set_cookie(
        **_cookie(photo_id),
        value=key,
        max_age=settings.PHOTO_TTL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def take_key_back(response: HttpResponse, photo_id: UUID) -> None:
    response.delete_cookie(**_cookie(photo_id), samesite="Strict")


def key_of(request: HttpRequest, photo_id: UUID) -> str:
    """The key that comes with a request; empty if none does."""
    return request.headers.get(HEADER) or request.COOKIES.get(_cookie(photo_id)["key"], "")
