"""Whether there is a darkroom: it shows itself every few seconds, like the reader of selfies."""

from typing import Any, Final

from django.core.cache import cache
from redis.exceptions import RedisError

_SIGN: Final = "feed-darkroom"
_SIGN_SECONDS: Final = 10


def is_open() -> bool:
    """Tell whether a darkroom has shown itself within the last ten seconds."""
    try:
        return cache.get(_SIGN) is not None
    except RedisError:
        return False


def show_up(**_: Any) -> None:
    """Give a sign of life."""
    cache.set(_SIGN, "open", timeout=_SIGN_SECONDS)


def sign_off(**_: Any) -> None:
    cache.delete(_SIGN)
