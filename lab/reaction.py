"""How long somebody took, as their browser measured it."""

from typing import Final

from django.http import HttpRequest

LONGEST_MS: Final = 10 * 60 * 1000  # who takes longer was away


def sent(request: HttpRequest) -> int | None:
    """The milliseconds that a form tells of; None without a script, or if that is no number."""
    text = request.POST.get("rt", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None


def kept(rt_ms: int | None, most: int = LONGEST_MS) -> int | None:
    """What is written down of it: nothing of what cannot be. `most` is what the server saw pass."""
    return rt_ms if rt_ms and 0 < rt_ms <= min(most, LONGEST_MS) else None
