"""What templates ask of rocks and of the site's address."""

from hashlib import sha256
from typing import Any

from django import template
from django.conf import settings

from rockmatch.models import Rock
from rockmatch.queries.stones import one_of_each_mood

register = template.Library()


@register.simple_tag(takes_context=True)
def fitting_rock(context: template.Context, mood: str, seed: str = "") -> Rock | None:
    """Give a rock of a mood for a page that has none: `{% fitting_rock "shy" as rock %}`.

    The same page shows the same rock at each visit, and asks the database once however many it
    shows. Where no rock has the mood another one comes; None if the museum is empty.
    """
    request = context.get("request")
    rocks: dict[str, Rock] | None = getattr(request, "rocks_of_moods", None)
    if rocks is None:
        seed = seed or (request.path if request else "")
        rocks = one_of_each_mood(sha256(seed.encode("utf-8", "replace")).hexdigest())
        if request:
            request.rocks_of_moods = rocks
    return rocks.get(mood) or next(iter(rocks.values()), None)


@register.filter
def absolute(path: Any) -> str:
    """Turn a path of this site into the address that others reach it at."""
    text = str(path)
    return text if "://" in text else f"{settings.PUBLIC_URL}{text}"
