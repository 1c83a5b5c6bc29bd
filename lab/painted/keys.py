"""The key to a painting: in a cookie that only that sitting's pages are sent, and nowhere here."""

import binascii
from base64 import urlsafe_b64decode
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def _cookie(sitting_id: UUID) -> dict[str, Any]:
    path = reverse("lab-sitting", args=[sitting_id])
    return {"key": "sitting", "path": path, "samesite": "Strict"}


def give_key(response: HttpResponse, sitting_id: UUID, key: str) -> None:
    """Let the member's browser keep the key, for as long as there may be a painting."""
    response.set_cookie(
        **_cookie(sitting_id),
        value=key,
        max_age=2 * settings.PAINTING_TTL,  # it waits, and then it is there
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def take_key_back(response: HttpResponse, sitting_id: UUID) -> None:
    response.delete_cookie(**_cookie(sitting_id))


def key_of(request: HttpRequest) -> bytes:
    """The key that comes with a request; empty if none does."""
    return read_key(request.COOKIES.get("sitting", ""))


def read_key(text: str) -> bytes:
    """A key as it travels; empty if it is none."""
    try:
        return urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return b""
