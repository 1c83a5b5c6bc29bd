"""Which files are pictures of whom: ``root/Person/IMG``, as in D. Sandberg's facenet."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from rockmatch.vision.dataset.files import CannotGoOn, as_text, sentence, shown
from rockmatch.vision.dataset.outcome import Outcome

# What aligning leaves beside the people's folders, here and in rockstar-ai.
_BESIDE_CROPS = re.compile(r"bounding_boxes_\d{5}\.txt|revision_info\.txt")
_TWIN = "another one has this name, but for bytes that are no text"


class Picture(NamedTuple):
    """A file that should be a picture; nothing of it has been read."""

    path: Path
    person: str
    """Name of its folder, as text."""

    @property
    def key(self) -> str:
        """``Person/IMG`` as text."""
        return f"{self.person}/{as_text(self.path.name)}"

    def failed(self, reason: str) -> Outcome:
        """Say why it failed, in half a sentence."""
        return Outcome(self.key, "failed", reason)


class Walk(NamedTuple):
    """What lies in a dataset."""

    pictures: list[Picture]
    """Sorted by person and name."""
    failed: list[Outcome]
    """What lies in the wrong place, folders that cannot be read, people without pictures."""
    hidden: int
    """Files and folders whose names begin with a dot: passed over."""


def walk(root: Path) -> Walk:
    """List the pictures of a dataset: what is in a person's folder and is no folder.

    Links are followed. Nothing deeper is looked at, so a loop of links has no end to run into.

    Raises:
        CannotGoOn: the root cannot be read.
    """
    found = Walk([], [], 0)
    try:
        people, hidden = _visible(root)
    except OSError as problem:
        raise CannotGoOn(f"Cannot read {shown(as_text(root))}: {sentence(problem)}.") from problem
    names: set[str] = set()
    for entry in people:
        name = as_text(entry.name)
        if not _is_folder(entry):
            if _BESIDE_CROPS.fullmatch(name):
                continue
            found.failed.append(Outcome(name, "failed", "lies in no person's folder"))
            continue
        if name in names:
            found.failed.append(Outcome(f"{name}/", "failed", _TWIN))
            continue
        names.add(name)
        try:
            entries, more = _visible(Path(entry.path))
        except OSError as problem:
            found.failed.append(Outcome(f"{name}/", "failed", sentence(problem)))
            continue
        hidden += more
        _sort_out(name, entries, found)
    return found._replace(hidden=hidden)


def _sort_out(person: str, entries: list[os.DirEntry[str]], found: Walk) -> None:
    if not entries:
        found.failed.append(Outcome(f"{person}/", "failed", "an empty folder"))
    keys: set[str] = set()
    for entry in entries:
        picture = Picture(Path(entry.path), person)
        if _is_folder(entry):
            found.failed.append(picture.failed("a folder"))
        elif picture.key in keys:
            found.failed.append(picture.failed(_TWIN))
        else:
            keys.add(picture.key)
            found.pictures.append(picture)


def _visible(folder: Path) -> tuple[list[os.DirEntry[str]], int]:
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda entry: os.fsencode(entry.name))
    visible = [entry for entry in entries if not entry.name.startswith(".")]
    return visible, len(entries) - len(visible)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
