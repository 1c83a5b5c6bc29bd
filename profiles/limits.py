"""How fast members may go on the web: the limits of the API, out of the same cache.

So who follows on pages and by a client has one allowance for both. `settings` has the rates.
"""

from collections.abc import Callable
from functools import wraps
from math import ceil
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from rest_framework.throttling import ScopedRateThrottle


class TooFast(ValidationError):
    """Says in a sentence when to go on; `seconds` is how long that is."""

    def __init__(self, seconds: int) -> None:
        minutes = ceil(seconds / 60)
        sentence = (
            ngettext(
                "Slowly, please: stones do. Go on in %(number)d second.",
                "Slowly, please: stones do. Go on in %(number)d seconds.",
                seconds,
            )
            % {"number": seconds}
            if seconds < 100
            else ngettext(
                "Slowly, please: stones do. Go on in %(number)d minute.",
                "Slowly, please: stones do. Go on in %(number)d minutes.",
                minutes,
            )
            % {"number": minutes}
        )
        super().__init__(sentence, code="too_fast")
        self.seconds = seconds


def take(request: HttpRequest, scope: str) -> None:
    """Count one act of a kind.

    Raises:
        TooFast: There were too many of them.
    """
    throttle = ScopedRateThrottle()
    asked: Any = request  # what the throttle asks of DRF's request, Django's has too
    if not throttle.allow_request(asked, SimpleNamespace(throttle_scope=scope)):  # type: ignore[arg-type]
        raise TooFast(ceil(throttle.wait() or 1))


def limited(scope: str) -> Callable[[Any], Any]:
    """Let a view be posted to as often as a scope allows; reading does not count."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                try:
                    take(request, scope)
                except TooFast as refusal:
                    return refuse(request, refusal)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def refuse(request: HttpRequest, refusal: TooFast) -> HttpResponse:
    """Answer with the sentence; a page that sent for a part of itself is loaded again, and says it.

    (htmx shows nothing of an error by itself.)
    """
    if request.htmx:  # type: ignore[attr-defined]
        messages.error(request, refusal.message)
        response = HttpResponse(status=429, headers={"HX-Refresh": "true"})
    else:
        response = render(request, "429.html", {"sentence": refusal.message}, status=429)
    response["Retry-After"] = str(refusal.seconds)
    return response
