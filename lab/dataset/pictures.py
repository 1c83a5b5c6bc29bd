"""Where the picture of a stone lies in the house."""

import hashlib
import io
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from PIL import Image

from lab.models import Stimulus

SIZE = 512  # what the lab shows of a rock; the ladder has one size alone


class Picture(NamedTuple):
    """The picture that was shown, read again whenever it is wanted: all would fill the memory."""

    file: str
    is_static: bool
    digest: str
    """SHA-256, hexadecimal."""
    width: int
    height: int

    @property
    def suffix(self) -> str:
        return Path(self.file).suffix

    def read(self) -> bytes:
        return _read(self.file, is_static=self.is_static)


def picture_of(stimulus: Stimulus) -> Picture | None:
    """The picture of a stone, measured; None if it is not there, or is no picture."""
    is_static = stimulus.rock is None
    file = stimulus.file if stimulus.rock is None else _portrait(stimulus.rock.portraits)
    try:
        content = _read(file, is_static=is_static)
        with Image.open(io.BytesIO(content)) as opened:
            width, height = opened.size
    except OSError:  # also Pillow's, of what is no picture
        return None
    return Picture(file, is_static, hashlib.sha256(content).hexdigest(), width, height)


def _portrait(portraits: list[dict[str, int | str]]) -> str:
    """The file that `Rock.portrait_url` leads to."""
    by_size = sorted(portraits, key=lambda portrait: portrait["size"])
    return str(next((p for p in by_size if int(p["size"]) >= SIZE), by_size[-1])["file"])


def _read(file: str, *, is_static: bool) -> bytes:
    if not is_static:
        with default_storage.open(file) as opened:
            return bytes(opened.read())
    path = finders.find(file) if file else None
    if not path:
        raise FileNotFoundError(file)
    return Path(str(path)).read_bytes()
