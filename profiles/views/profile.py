"""A member's card. The profile page lists posts, and so lives in feed."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from profiles import cards
from profiles.http import named
from rockmatch.http import card_response


@require_safe
def profile_card(request: HttpRequest, username: str) -> HttpResponseBase:
    """The picture that a link to a member shows elsewhere."""
    return card_response(request, cards.of_member(named(username)))
