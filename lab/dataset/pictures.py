"""The picture of a stone, measured."""

import hashlib
import io
from pathlib import PurePosixPath
from typing import NamedTuple

from PIL import Image

from lab.models import Stimulus
from lab.pictures import read_picture


class Picture(NamedTuple):
    """What was shown of a stone, read again whenever it is wanted: all would fill the memory."""

    stimulus: Stimulus
    digest: str
    """SHA-256, hexadecimal."""
    width: int
    height: int

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.stimulus.file).suffix

    def read(self) -> bytes:
        return read_picture(self.stimulus)


def picture_of(stimulus: Stimulus) -> Picture | None:
    """The picture of a stone; None if it is not there, or is no picture."""
    try:
        content = read_picture(stimulus)
        with Image.open(io.BytesIO(content)) as opened:
            width, height = opened.size
    except OSError:  # also Pillow's, of what is no picture
        return None
    return Picture(stimulus, hashlib.sha256(content).hexdigest(), width, height)
