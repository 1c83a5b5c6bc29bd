"""Who is looking at which human just now, so that two curators are not handed the same one.

A claim is soft: it ends by itself, and whoever pairs without one pairs all the same.
"""

import uuid
from typing import Final

from django.core.cache import cache

LASTS: Final = 120  # seconds


def claim(human_id: uuid.UUID, curator_id: int) -> bool:
    """Look at a human; False if another curator does."""
    key = f"studio:human:{human_id}"
    if not cache.add(key, curator_id, LASTS):
        if cache.get(key) != curator_id:
            return False
        cache.touch(key, LASTS)
    cache.set(_place(curator_id), str(human_id), LASTS)
    return True


def looks_at(curator_id: int) -> uuid.UUID | None:
    """Whom a curator looks at, or has gone back to."""
    known = cache.get(_place(curator_id))
    return uuid.UUID(known) if known else None


def go_back_to(human_id: uuid.UUID, curator_id: int) -> None:
    """Let a human be the next one of a curator, if the human waits."""
    cache.set(_place(curator_id), str(human_id), LASTS)


def let_go(human_id: uuid.UUID, curator_id: int) -> None:
    """Be done with a human."""
    key = f"studio:human:{human_id}"
    if cache.get(key) == curator_id:
        cache.delete(key)
    cache.delete(_place(curator_id))


def _place(curator_id: int) -> str:
    return f"studio:at:{curator_id}"
