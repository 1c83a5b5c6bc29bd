"""The navigation of the settings."""

from typing import Any

from django import template
from django.template import Context

from profiles.account.devices import browser_and_system
from profiles.account.rooms import rooms_of

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_rooms(context: Context) -> list[dict[str, Any]]:
    """The rooms that the viewer has: `room`, and whether the page is in it or is it."""
    request = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"room": room, "is_here": here == room.url_name, "is_inside": here in room.inner}
        for room in rooms_of(is_member=request.user.is_authenticated)
    ]


@register.filter
def device(user_agent: str) -> str:
    """`Firefox · Linux`, from a User-Agent header."""
    return " · ".join(name for name in browser_and_system(user_agent) if name)
