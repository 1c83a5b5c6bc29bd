"""The files of photos: what everybody may see lies among the media, the ground does not.

All files of one version lie in a folder that nobody can guess, and go as a whole.
"""

import secrets
from datetime import timedelta
from typing import Final, Literal

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.utils import timezone

FORMATS: Final = ("avif", "webp")  # the smaller one first
type Files = dict[tuple[Literal["webp", "avif"], int], bytes]
_FOLDER: Final = "photos"
_SETTLED: Final = timedelta(hours=1)  # after which a folder without a row is nobody's


def grounds() -> Storage:
    """Where grounds lie: not among the media, which everybody may fetch."""
    return storages["grounds"]


def new_token() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def name_of(token: str, side: int, kind: str) -> str:
    return f"{_FOLDER}/{token}/{side}.{kind}"


def keep(token: str, files: Files) -> None:
    """Store files by format and long side. If one cannot be stored, none is."""
    try:
        for (kind, side), content in files.items():
            default_storage.save(name_of(token, side, kind), ContentFile(content))
    except BaseException:
        remove(token)
        raise


def copy(token: str, other: str) -> None:
    """Store the files of a version once more, under another token."""
    folder = f"{_FOLDER}/{token}"
    for file in _files(folder):
        with default_storage.open(f"{folder}/{file}") as content:
            default_storage.save(f"{_FOLDER}/{other}/{file}", ContentFile(content.read()))


def _files(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def remove(token: str) -> None:
    """Delete the files of a version; there need not be any."""
    if not token:
        return
    folder = f"{_FOLDER}/{token}"
    for file in _files(folder):
        default_storage.delete(f"{folder}/{file}")
    default_storage.delete(folder)  # a bucket knows no folders, and minds no such deletion


def keep_ground(token: str, ground: bytes) -> str:
    """Store a ground; returns its name."""
    return grounds().save(f"{token}.webp", ContentFile(ground))


def read_ground(name: str) -> bytes:
    """Read a ground; nothing if it is not there, which is no picture."""
    try:
        with grounds().open(name) as file:
            return bytes(file.read())
    except (FileNotFoundError, IsADirectoryError):
        return b""


def remove_ground(name: str) -> None:
    """Delete a ground; there need not be one."""
    if name:
        grounds().delete(name)


def settled() -> tuple[set[str], set[str]]:
    """Tokens that there are files of, and names of grounds: those that lie there for a while."""
    try:
        folders, _ = default_storage.listdir(_FOLDER)
    except FileNotFoundError:
        folders = []
    try:
        _, names = grounds().listdir("")
    except FileNotFoundError:
        names = []
    return {token for token in folders if _is_settled(token)}, {
        name for name in names if _is_old(grounds(), name)
    }


def _is_settled(token: str) -> bool:
    folder = f"{_FOLDER}/{token}"
    return all(_is_old(default_storage, f"{folder}/{file}") for file in _files(folder))


def _is_old(storage: Storage, name: str) -> bool:
    try:
        return storage.get_modified_time(name) < timezone.now() - _SETTLED
    except FileNotFoundError:  # it has just gone
        return False
