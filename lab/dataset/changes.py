"""What changed since the edition before: above all, who has withdrawn."""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from lab.dataset.edition import NAME, Edition, Version
from rockmatch.vision.dataset.files import CannotGoOn

# What a file that is none of ours may lead to: an encrypted zip is a RuntimeError.
_BROKEN: Final = (OSError, ValueError, LookupError, RuntimeError, zipfile.BadZipFile, zlib.error)
_KEY: Final = ["stone", "rater", "round", "place"]


@dataclass(frozen=True)
class Changes:
    """Between two editions."""

    before: str
    raters_gone: int
    raters_withdrawn: int
    """Of those who are gone: they are no longer in the lab at all."""
    raters_new: int
    answers_gone: int
    answers_new: int

    def text(self, edition: Edition) -> str:
        """``CHANGES.md``."""
        return f"""# What is new in {edition.version}

Since {self.before}:

| | gone | new |
| --- | --- | --- |
| raters | {self.raters_gone:,} | {self.raters_new:,} |
| answers | {self.answers_gone:,} | {self.answers_new:,} |

Of the raters who are gone, {self.raters_withdrawn:,} withdrew, and their answers are deleted:
please keep no copy of {self.before}. Others are gone because they are marked as careless by now, or
because too few looked at the same stones.
"""


class Former:
    """An earlier edition, as a folder or as a zip."""

    def __init__(self, path: Path, edition: Edition) -> None:
        """Read its head.

        Raises:
            CannotGoOn: it is no edition of this dataset, or not an earlier one.
        """
        self._path = path
        try:
            head = json.loads(self._read("dataset.json"))
            self.version = Version.read(head["version"])
            is_simulated = bool(head["simulated"])
            if head["name"] != NAME:
                raise ValueError(head["name"])
        except (*_BROKEN, TypeError) as problem:
            raise CannotGoOn(f"{path.name} is no edition of this dataset.") from problem
        if self.version >= edition.version:
            raise CannotGoOn(
                f"The edition before is {self.version}: {edition.version} must be a higher version."
            )
        if is_simulated != edition.is_simulated:
            raise CannotGoOn("One of the two editions is simulated and the other is not.")

    def changes(self, folder: Path, present: set[str]) -> Changes:
        """Compare with the edition that lies in `folder`; `present` is everybody in the lab."""
        try:
            old_raters = _raters(self._read("raters.csv").decode())
            old_answers = _answers(io.BytesIO(self._read("answers.parquet")))
        except _BROKEN as problem:
            raise CannotGoOn(f"{self._path.name} has no answers that can be read.") from problem
        new_raters = _raters((folder / "raters.csv").read_text(encoding="utf-8"))
        with (folder / "answers.parquet").open("rb") as file:
            new_answers = _answers(file)
        gone = old_raters - new_raters
        return Changes(
            before=str(self.version),
            raters_gone=len(gone),
            raters_withdrawn=len(gone - present),
            raters_new=len(new_raters - old_raters),
            answers_gone=len(old_answers - new_answers),
            answers_new=len(new_answers - old_answers),
        )

    def _read(self, name: str) -> bytes:
        if self._path.is_dir():
            return (self._path / name).read_bytes()
        with zipfile.ZipFile(self._path) as archive:
            return archive.read(f"{self._root(archive)}/{name}")

    @staticmethod
    def _root(archive: zipfile.ZipFile) -> str:
        return next(iter(archive.namelist()), "").partition("/")[0]


def _raters(table: str) -> set[str]:
    return {row["rater"] for row in csv.DictReader(io.StringIO(table))}


def _answers(file: BinaryIO) -> set[int]:
    """What stands for each answer, in 8 bytes as there may be millions."""
    from pyarrow.parquet import ParquetFile

    found: set[int] = set()
    for batch in ParquetFile(file).iter_batches(20_000, columns=_KEY):
        for row in zip(*(batch.column(name).to_pylist() for name in _KEY), strict=True):
            digest = hashlib.blake2b("\n".join(map(str, row)).encode(), digest_size=8).digest()
            found.add(int.from_bytes(digest))
    return found
