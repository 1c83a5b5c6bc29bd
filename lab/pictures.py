"""The pictures of the lab's stones, as bytes."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from lab.ladder import FOLDER
from lab.models import Stimulus


def read_picture(stimulus: Stimulus) -> bytes:
    """Read the picture that people and machines are shown.

    Raises:
        OSError: It is not there.
    """
    if stimulus.kind == Stimulus.Kind.LADDER:
        return (FOLDER / PurePosixPath(stimulus.file).name).read_bytes()
    if not stimulus.file:
        raise FileNotFoundError(f"{stimulus.key} has no picture")
    with default_storage.open(stimulus.file) as file:
        return bytes(file.read())
