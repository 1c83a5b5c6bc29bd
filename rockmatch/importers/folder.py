"""Files of a folder that may come from a stranger: nothing outside of it is ever read."""

import os
from pathlib import Path
from typing import NamedTuple

from rockmatch.importers.reasons import LeftOut
from rockmatch.vision.dataset.files import CannotGoOn, Unreadable, as_text, read_bytes, shown
from rockmatch.vision.pictures import MAX_BYTES


class Found(NamedTuple):
    """Where a file is, and what it is called in reports."""

    path: Path
    key: str


class Folder:
    """A folder, by the place where it really lies."""

    def __init__(self, root: Path) -> None:
        """Raises CannotGoOn where there is no such folder."""
        if not root.is_dir():
            raise CannotGoOn(f"There is no folder {shown(as_text(root))}.")
        self.root = root.resolve()

    def read(self, path: str | Path) -> bytes:
        """Read a file of at most `MAX_BYTES`; a path that is not absolute begins in the folder.

        Raises:
            LeftOut: it lies outside, or cannot be read.
        """
        try:
            real = (self.root / path).resolve()
        except (OSError, RuntimeError, ValueError):  # a link to itself, a NUL in a name
            raise LeftOut("unreadable") from None
        if not real.is_relative_to(self.root):
            raise LeftOut("outside")
        try:
            return read_bytes(real, MAX_BYTES)
        except Unreadable as problem:
            raise LeftOut("unreadable", str(problem)) from None

    def files(self, below: Path) -> tuple[list[Found], int]:
        """All files below a folder, sorted; also how many hidden ones were passed over.

        Links to folders are not followed.
        """
        found: list[Found] = []
        hidden = 0
        for place, folders, names in os.walk(below):
            hidden += sum(name.startswith(".") for name in (*folders, *names))
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names, key=os.fsencode):
                if not name.startswith("."):
                    path = Path(place, name)
                    found.append(Found(path, as_text(path.relative_to(self.root))))
        return found, hidden
