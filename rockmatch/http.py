"""Small things that views share."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from rockmatch import cards


def member_of(request: HttpRequest | Any) -> AbstractBaseUser:
    """The logged-in member, in views that let nobody else in."""
    return cast("AbstractBaseUser", request.user)


def optional_member_of(request: HttpRequest | Any) -> AbstractBaseUser | None:
    """The logged-in member, or None for a visitor."""
    return member_of(request) if request.user.is_authenticated else None


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks, and not somebody's browser by itself."""
    return request.accepts("application/json") and not request.accepts("text/html")


def card_response(request: HttpRequest, card: cards.Card | None) -> HttpResponseBase:
    """Send a card, or tell a cache that it has the right one.

    Raises:
        Http404: There is no card, or the portrait on it is not there.
    """
    if card is None:
        raise Http404
    etag = quote_etag(card.version)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(cards.read(card), content_type="image/jpeg")
        except FileNotFoundError:
            raise Http404 from None
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=86400"
    return response
