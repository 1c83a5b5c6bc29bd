"""Where pictures of stones lie until a curator decides: a storage that nothing serves.

Of each stone there is a folder. What is in it has passed the gate.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils import timezone

SETTLED: Final = timedelta(hours=1)  # after which a folder without a row is nobody's


def storage() -> Storage:
    return storages["stones"]


def keep(stone_id: UUID, portraits: Mapping[int, bytes], stored: list[str]) -> list[dict[str, Any]]:
    """Store WebP files by their size; returns what `FoundStone.pictures` holds of them.

    Each name is noted in `stored` as soon as there is a file.
    """
    return [
        {"size": size, "file": keep_file(stone_id, str(size), content, stored)}
        for size, content in portraits.items()
    ]


def keep_file(stone_id: UUID, what: str, content: bytes, stored: list[str]) -> str:
    """Store one file of a stone; returns its name."""
    digest = hashlib.sha256(content).hexdigest()[:8]
    name = f"{stone_id}/{what}.{digest}.webp"
    stored.append(storage().save(name, ContentFile(content)))
    return stored[-1]


def read(name: str) -> bytes:
    """Read a file.

    Raises:
        FileNotFoundError: It is not there.
    """
    with storage().open(name) as file:
        return bytes(file.read())


def remove(stone_id: UUID) -> None:
    """Delete all files of a stone; there need not be any."""
    folder = str(stone_id)
    for file in _files(folder):
        storage().delete(f"{folder}/{file}")
    storage().delete(folder)  # a bucket knows no folders, and minds no such deletion


def settled() -> set[UUID]:
    """The stones that there are files of, which have lain there for a while."""
    try:
        folders, _ = storage().listdir("")
    except FileNotFoundError:
        return set()
    return {UUID(folder) for folder in folders if _is_settled(folder)}


def _files(folder: str) -> list[str]:
    try:
        return list(storage().listdir(folder)[1])
    except FileNotFoundError:
        return []


def _is_settled(folder: str) -> bool:
    limit = timezone.now() - SETTLED
    try:
        return all(
            storage().get_modified_time(f"{folder}/{file}") < limit for file in _files(folder)
        )
    except FileNotFoundError:  # they have just gone
        return False
