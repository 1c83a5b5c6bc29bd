"""Which layout a folder or a file has."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rockmatch.importers.archive import ArchiveLayout
from rockmatch.importers.listed import ListedLayout
from rockmatch.importers.proposals import Layout, Rights
from rockmatch.importers.seed import HUMANS, ROCKS, SeedLayout
from rockmatch.vision.dataset.files import CannotGoOn

TABLE: Final = "pairs.csv"


@dataclass(frozen=True)
class Wishes:
    """What a curator says of a source beside its place."""

    rights: Rights
    table: Path | None = None
    """The CSV file, if it is not `pairs.csv` in the folder."""
    every_number: bool = False
    all_stones: bool = False


def open_layout(source: Path, wishes: Wishes) -> Layout:
    """Open a zip, a folder with a table, or rockstar-ai's folders, in this order.

    Raises:
        CannotGoOn: it is none of these, or broken.
    """
    if source.is_file():
        return ArchiveLayout(source)
    table = wishes.table or source / TABLE
    if wishes.table or table.is_file():
        return ListedLayout(source, table, wishes.rights)
    if (source / HUMANS).is_dir() and (source / ROCKS).is_dir():
        return SeedLayout(
            source,
            wishes.rights,
            every_number=wishes.every_number,
            all_stones=wishes.all_stones,
        )
    raise CannotGoOn(
        f"There is neither a {TABLE} nor {HUMANS} and {ROCKS} in this folder, and it is no archive."
    )
