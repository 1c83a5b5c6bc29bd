"""`root/Person/IMG`, and a table (CSV) that says who is paired with which rock.

Columns: `picture` (its path below the folder) and `rock` (the address of a rock of this site, such
as `moss-hollow`, or the path of a photograph of a stone below the folder); if wanted `name`,
`source`, `licence`, `licence_url`, `may_be_shown` (yes or no) and `note`. It is read row by row.
"""

import csv
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import Final, TextIO

from rockmatch.importers.folder import Folder
from rockmatch.importers.proposals import Hanging, Photograph, Proposal, Rights, Stone, Words
from rockmatch.importers.reasons import Left, LeftOut
from rockmatch.importers.wording import from_file_name, tidy
from rockmatch.vision.dataset.files import CannotGoOn, sentence, shown

NEEDED: Final = ("picture", "rock")
COLUMNS: Final = (*NEEDED, "name", "source", "licence", "licence_url", "may_be_shown", "note")
_YES, _NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n", ""}
_SLUG: Final = re.compile(r"[a-z0-9_-]{1,60}")
_MOST_CHARACTERS: Final = 8_000  # of a row
_WEB: Final = re.compile(r"https?://[^\s\"<>]{1,290}")


class ListedLayout:
    """A folder of people, and its table."""

    hidden = 0

    def __init__(self, root: Path, table: Path, rights: Rights) -> None:
        """Read the head of the table and count its rows.

        Args:
            root: The folder.
            table: The CSV file, UTF-8, with commas or semicolons.
            rights: Where a row says nothing of them.

        Raises:
            CannotGoOn: there is no such folder or table, or its head lacks a column.
        """
        self._folder, self._table, self._rights = Folder(root), table, rights
        self.total = sum(1 for _ in self._rows())

    def __iter__(self) -> Iterator[Proposal | Left]:
        """Tell of each row."""
        for number, row in self._rows():
            key = f"row {number}"
            try:
                if row is None:
                    raise LeftOut("bad_row", "too long, or its quotes do not end")
                yield self._proposal(key, row)
            except LeftOut as left:
                yield Left(key, left.code, left.detail)

    def _rows(self) -> Iterator[tuple[int, dict[str, str] | None]]:
        try:
            # Bytes that are no UTF-8 become lone surrogates: as such they name files, and no text.
            with self._table.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as f:
                yield from _read(f)
        except OSError as problem:
            raise CannotGoOn(f"The table cannot be read: {sentence(problem)}.") from problem

    def _proposal(self, key: str, row: dict[str, str]) -> Proposal:
        picture = _inside(row["picture"])
        name = row.get("name") or from_file_name(_person(picture), 80)
        human = Photograph(
            tidy(name, 80), partial(self._folder.read, picture), self._rights_of(row)
        )
        told = f"{key}, {shown(_as_text(row['picture']))}"
        return Proposal(
            told, human, self._rock(row["rock"].strip()), tidy(row.get("note", ""), 300)
        )

    def _rock(self, said: str) -> Stone | Hanging:
        if _SLUG.fullmatch(said):
            return Hanging(said)
        path = _inside(said)
        name = from_file_name(PurePath(path).stem, 60) or "Stone"
        return Stone(_as_text(said), Words(name), partial(self._folder.read, path))

    def _rights_of(self, row: dict[str, str]) -> Rights:
        shown_ = row.get("may_be_shown", "").strip().lower()
        if shown_ not in _YES | _NO:
            raise LeftOut("bad_row", "may_be_shown is neither yes nor no")
        url = row.get("licence_url", "").strip()
        if url and not _WEB.fullmatch(url):
            raise LeftOut("bad_row", "licence_url is no web address")
        return Rights(
            source=tidy(row.get("source", ""), 300) or self._rights.source,
            licence=tidy(row.get("licence", ""), 80) or self._rights.licence,
            licence_url=url or self._rights.licence_url,
            may_be_shown=shown_ in _YES if shown_ else self._rights.may_be_shown,
        )


def _read(file: TextIO) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Number and content of each row; None for one that cannot be read."""
    head = file.readline(_MOST_CHARACTERS)
    if "\0" in head or head.startswith(("\udcff\udcfe", "\udcfe\udcff")):
        raise CannotGoOn("The table is not UTF-8. Save it as CSV in UTF-8.")
    mark = ";" if head.count(";") > head.count(",") else ","
    columns = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark), [])]
    if missing := [name for name in NEEDED if name not in columns]:
        raise CannotGoOn(f"The table's first row lacks: {', '.join(missing)}.")
    if unknown := [name for name in columns if name not in COLUMNS]:
        told = shown(_as_text(", ".join(unknown)))[:200]
        raise CannotGoOn(f"The table has columns that are not known: {told}.")
    rows = csv.reader(_lines(file), delimiter=mark)
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
            continue
        if not cells:
            continue
        fits = len(cells) == len(columns) and sum(map(len, cells)) <= _MOST_CHARACTERS
        yield number, dict(zip(columns, cells, strict=True)) if fits else None


def _lines(file: TextIO) -> Iterator[str]:
    """Lines of bounded length: a longer one comes in parts, none of which makes a row."""
    while line := file.readline(2 * _MOST_CHARACTERS):
        yield line


def _inside(said: str) -> str:
    """The path of a row, as text: `PurePath` would keep each of its parts for ever."""
    if not said:
        raise LeftOut("bad_row", "an empty path")
    if said.startswith("/") or "\0" in said or "\\" in said or ".." in said.split("/"):
        raise LeftOut("outside")
    return said


def _person(picture: str) -> str:
    """The folder that a picture lies in, else its own name."""
    parts = picture.split("/")
    return parts[-2] if len(parts) > 1 else parts[0].rpartition(".")[0] or parts[0]


def _as_text(said: str) -> str:
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
