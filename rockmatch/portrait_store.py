"""Portraits and masks of bespoke rocks: a folder of the storage for each, gone as a whole."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_FOLDER = "rocks/bespoke"


def folder_of(request_id: UUID) -> str:
    return f"{_FOLDER}/{request_id}"


def keep(request_id: UUID, files: Mapping[int, bytes]) -> list[dict[str, Any]]:
    """Store WebP files by their size in pixels; returns what `Rock.portraits` holds of them.

    If one cannot be stored, none is.
    """
    try:
        return [
            {"size": size, "file": default_storage.save(_name(request_id, size, content), file)}
            for size, content in files.items()
            for file in [ContentFile(content)]
        ]
    except BaseException:
        remove(request_id)
        raise


def keep_mask(request_id: UUID, mask: bytes) -> str:
    """Store the mask of a rock beside its portraits; returns its name."""
    return default_storage.save(_name(request_id, "mask", mask), ContentFile(mask))


def read(file: str) -> bytes:
    """Read a portrait or a mask.

    Raises:
        FileNotFoundError: It is not there.
    """
    with default_storage.open(file) as opened:
        return bytes(opened.read())


def _name(request_id: UUID, what: int | str, content: bytes) -> str:
    """A name that never changes what it shows: such files are cached for a year."""
    digest = hashlib.sha256(content).hexdigest()[:8]
    return f"{folder_of(request_id)}/{what}.{digest}.webp"


def remove(request_id: UUID) -> None:
    """Delete everything that belongs to a request; there need not be anything."""
    _remove_folder(folder_of(request_id))


def _remove_folder(folder: str) -> None:
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        default_storage.delete(f"{folder}/{file}")
    default_storage.delete(folder)  # a bucket knows no folders, and minds no such deletion


def folders() -> set[UUID]:
    """The requests that anything is stored of."""
    try:
        names, _ = default_storage.listdir(_FOLDER)
    except FileNotFoundError:
        return set()
    return {UUID(name) for name in names}


def request_of(portraits: list[dict[str, Any]]) -> UUID | None:
    """The request whose folder holds these portraits of a rock; None if they are elsewhere."""
    for portrait in portraits:
        folder, _, _ = portrait["file"].rpartition("/")
        if folder.startswith(f"{_FOLDER}/"):
            return UUID(folder.removeprefix(f"{_FOLDER}/"))
    return None
