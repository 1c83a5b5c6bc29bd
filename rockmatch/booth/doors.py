"""Who may use the booth: whether there is one, who holds its key, and how often."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from rockmatch.allowance import of_address

COOKIE: Final = "booth"
_SALT: Final = "rockstar.booth"
_YEAR: Final = 365 * 24 * 3600  # seconds


def is_open(request: HttpRequest) -> bool:
    """Tell whether there is a booth, and whether this browser was shown its key, if it has one."""
    if not settings.BOOTH:
        return False
    shown = request.get_signed_cookie(COOKIE, "", salt=_SALT) or ""
    return not settings.BOOTH_KEY or constant_time_compare(shown, _mark())


def unlock(key: str) -> HttpResponse:
    """Lead to the booth, and let the browser stay in; the key goes out of its address.

    Raises:
        Http404: There is no booth, or it has another key.
    """
    if not settings.BOOTH or not constant_time_compare(key, settings.BOOTH_KEY):
        raise Http404
    response = redirect("booth")
    response.set_signed_cookie(
        COOKIE,
        _mark(),
        salt=_SALT,
        max_age=_YEAR,
        path=reverse("booth"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # a link with the key may come from a mail
    )
    return response


def _mark() -> str:
    """What the cookie holds: another key makes it worthless."""
    return salted_hmac(_SALT, settings.BOOTH_KEY, algorithm="sha256").hexdigest()


def may(request: HttpRequest, scope: str) -> bool:
    """Count one act of a kind; tells whether an address may do it. `settings` has the rates."""
    return of_address(request, scope).take()
