"""An archive that `export_pairings` made, or that somebody says it did.

Nothing is unpacked to a name that the archive chooses: its tables go to a file without a name, of
bounded size, and a picture is read into memory, of bounded size too, when it is its turn.
"""

import re
import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import numpy as np
from numpy.typing import NDArray

from rockmatch.importers.proposals import Bytes, Crop, Hanging, Proposal, Rights, Stone, Words
from rockmatch.importers.reasons import Left, LeftOut
from rockmatch.importers.tables import PAIRINGS, ROCKS, Row, TableReader
from rockmatch.importers.wording import tidy
from rockmatch.vision.dataset.files import CannotGoOn, shown
from rockmatch.vision.facenet import DIMENSIONS
from rockmatch.vision.pictures import MAX_BYTES

CARD: Final = "README.md"
MOST_FILES: Final = 500_000
MOST_OF_A_TABLE: Final = 512 * 1024 * 1024  # bytes, unpacked
_PICTURE: Final = re.compile(r"(?:humans|rocks)/[a-z0-9_-]{1,80}\.webp")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME: Final = re.compile(r"[a-z0-9_-]{1,80}")
_WEB: Final = re.compile(r"https?://[^\s\"<>]{1,290}")
_BROKEN: Final = (
    zipfile.BadZipFile,
    OSError,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,  # it is encrypted, or packed in a way that we do not know
)
_MAKERS_UNIX: Final = 3


class ArchiveLayout:
    """A zip with tables and pictures."""

    hidden = 0

    def __init__(self, path: Path) -> None:
        """Open the archive and the heads of its tables.

        Raises:
            CannotGoOn: it is no zip, or none of ours.
        """
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as problem:  # a name that is not in the encoding that it claims, too
            raise CannotGoOn("This is no archive of pairings, or it is broken.") from problem
        self._files = ExitStack()
        self._files.enter_context(self._zip)
        try:
            self._left: list[Left] = []
            self._members = self._trusted()
            self._rocks = {row["slug"]: row for row in self._table(ROCKS) if row["slug"]}
            self._pairings = self._table(PAIRINGS)
            self.total = self._pairings.total + len(self._left)
        except BaseException:
            self._files.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def __iter__(self) -> Iterator[Proposal | Left]:
        """Tell of what should not be in an archive, then of each row."""
        yield from self._left
        for number, row in enumerate(self._pairings, 1):
            key = f"row {number}"
            try:
                yield self._proposal(key, row)
            except LeftOut as left:
                yield Left(key, left.code, left.detail)

    def _trusted(self) -> dict[str, zipfile.ZipInfo]:
        """Files of the archive that we may read; the others are told of as left out."""
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MOST_FILES:
            raise CannotGoOn("The archive has too many files.")
        times = Counter(info.filename for info in infos)
        trusted = {}
        for info in infos:
            told = shown(info.filename)[:200]
            mode = info.external_attr >> 16
            if info.create_system == _MAKERS_UNIX and stat.S_ISLNK(mode):
                self._left.append(Left(told, "a_link"))
            elif times[info.filename] > 1:
                self._left.append(Left(told, "twice"))
            elif info.filename in (PAIRINGS, ROCKS) or _PICTURE.fullmatch(info.filename):
                trusted[info.filename] = info
            elif ".." in info.filename or info.filename.startswith("/") or "\\" in info.filename:
                self._left.append(Left(told, "outside"))
            elif info.filename != CARD:
                self._left.append(Left(told, "not_named"))
        return trusted

    def _table(self, name: str) -> TableReader:
        info = self._members.get(name)
        if info is None:
            raise CannotGoOn(f"There is no {name} in the archive.")
        file = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        try:
            self._unpack(info, file)
        except _BROKEN as problem:
            raise CannotGoOn(f"{name} in the archive is broken.") from problem
        file.seek(0)
        return TableReader(file, name)

    def _unpack(self, info: zipfile.ZipInfo, file: BinaryIO) -> None:
        size = 0
        with self._zip.open(info) as packed:
            while part := packed.read(1024 * 1024):
                size += len(part)
                if size > MOST_OF_A_TABLE:
                    raise CannotGoOn(f"{info.filename} in the archive is too large.")
                file.write(part)

    def _picture(self, name: str) -> bytes:
        """Read a picture; what it declares as its size is not believed."""
        info = self._members.get(name)
        if info is None:
            raise LeftOut("unreadable", f"{shown(name)[:200]} is not in the archive")
        if info.file_size > MAX_BYTES:
            raise LeftOut("too_large")
        try:
            with self._zip.open(info) as packed:
                data = packed.read(MAX_BYTES + 1)
        except _BROKEN:
            raise LeftOut("unreadable", "it is broken, or encrypted") from None
        if len(data) > MAX_BYTES:
            raise LeftOut("too_large")
        return data

    def _proposal(self, key: str, row: Row) -> Proposal:
        if not _DIGEST.fullmatch(row["human_digest"] or ""):
            raise LeftOut("withheld")
        url = row["licence_url"] or ""
        if url and not _WEB.fullmatch(url):
            raise LeftOut("bad_row", "licence_url is no web address")
        crop = Crop(
            name=tidy(row["human_name"] or "", 80),
            digest=row["human_digest"],
            rights=Rights(
                source=tidy(row["source"] or "", 300),
                licence=tidy(row["licence"] or "", 80),
                licence_url=url,
                may_be_shown=row["may_be_shown"] is True,
            ),
            read=self._reads(row["picture"]),
            vector=_vector(row["vector"]),
            id=_matching(_ID, row["human"]),
        )
        if crop.read is None and crop.vector is None:
            raise LeftOut("withheld")
        return Proposal(
            f"{key}, {crop.name}",
            crop,
            self._rock(row["rock"] or ""),
            tidy(row["note"] or "", 300),
            row["held_out"] is True,
            _matching(_NAME, row["pairing"]),
        )

    def _reads(self, name: str | None) -> Bytes | None:
        return partial(self._picture, name) if name else None

    def _rock(self, slug: str) -> Stone | Hanging:
        row = self._rocks.get(slug)
        if row is None:
            return Hanging(slug)
        digest = _matching(_DIGEST, row["digest"])
        read = self._reads(row["picture"])
        if read is None:
            return Hanging(slug, digest=digest)
        words = Words(
            name=tidy(row["name"] or "", 60) or "Stone",
            geology=_matching(_NAME, row["geology"]),
            stone=tidy(row["stone"] or "", 40) or Words.stone,
            sentence=tidy(row["sentence"] or "", 300) or Words.sentence,
            alt=tidy(row["alt"] or "", 300) or Words.alt,
        )
        return Stone(f"rocks/{slug}", words, read, digest)


def _matching(pattern: re.Pattern[str], text: str | None) -> str:
    """The text if it is of this form, else nothing."""
    return text if text and pattern.fullmatch(text) else ""


def _vector(numbers: list[float] | None) -> NDArray[np.float32] | None:
    """Check a vector that somebody wrote; LeftOut where it is none of a face."""
    if numbers is None:
        return None
    vector = np.array([np.nan if number is None else number for number in numbers], np.float32)
    if vector.shape != (DIMENSIONS,) or not abs(float(np.linalg.norm(vector)) - 1) < 1e-3:
        raise LeftOut("bad_vector")
    return vector
