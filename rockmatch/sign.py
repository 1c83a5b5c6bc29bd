"""Signs of life: a worker shows itself every few seconds, and the web process asks for it.

So nobody waits for who is not coming.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache
from redis.exceptions import RedisError

SECONDS: Final = 10  # that a sign is seen


@dataclass(frozen=True)
class Sign:
    """The sign of one worker, by its name in the cache."""

    name: str

    def is_there(self) -> bool:
        """Tell whether the worker has shown itself within the last ten seconds."""
        try:
            return cache.get(self.name) is not None
        except RedisError:
            return False

    def show(self, **_: Any) -> None:
        """Be seen for a while; a receiver of Celery's signals."""
        cache.set(self.name, "here", timeout=SECONDS)

    def hide(self, **_: Any) -> None:
        """Be seen no more."""
        cache.delete(self.name)
