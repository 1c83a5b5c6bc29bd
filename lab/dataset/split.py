"""Which split a stone is in, in all editions: by its family, so that no rock is in two."""

import hashlib
from functools import lru_cache
from typing import Final

SPLITS: Final = ("train", "validation", "test")
_UP_TO: Final = (70, 85, 100)  # in a hundred
FOLDS: Final = 4


@lru_cache(maxsize=10_000)
def split_of(family: str) -> str:
    """One of `SPLITS`: 70 families in a hundred train, 15 validate, 15 test."""
    place = _number(f"split {family}") % 100
    return next(split for split, end in zip(SPLITS, _UP_TO, strict=True) if place < end)


def fold_of(family: str) -> int:
    """One of four folds for cross-validation, whatever its split."""
    return _number(f"fold {family}") % FOLDS


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
