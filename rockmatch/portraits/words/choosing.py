"""Chance that always falls the same way."""

import hashlib
from collections.abc import Iterable, Sequence


def ranked(options: Iterable[str], *key: object) -> list[str]:
    """The options in an order that only they and the key decide, the same on every machine.

    Each option draws its own number ("rendezvous hashing", Thaler and Ravishankar 1996): one that
    is added or taken away leaves the others in their order.
    """
    return sorted(options, key=lambda option: (_draw(option, key), option))


def pick(options: Sequence[str], *key: object) -> str:
    """One of the options, always the same for the same key."""
    return options[int.from_bytes(_draw("", key)) % len(options)]


def _draw(option: str, key: tuple[object, ...]) -> bytes:
    text = "\n".join([option, *map(str, key)])
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
