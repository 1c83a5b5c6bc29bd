"""Write all pairings of humans to an archive: a card, two tables, and pictures that may be shown.

A vector is biometric data, whoever holds it: it leaves the site only by an explicit wish. Without
it nothing tells who those humans are who may not be shown, nor what curators noted. Members who
offered themselves are in no archive: they could not withdraw from it.
"""

import os
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rockmatch.importers.archive import CARD
from rockmatch.importers.card import Counts, card
from rockmatch.importers.tables import PAIRINGS, ROCKS, Row, write_table
from rockmatch.models import Pairing, Rock
from rockmatch.models.rocks import long_columns
from rockmatch.vision.dataset.files import CannotGoOn, unwritable

_CHUNK: Final = 500  # rows


@dataclass
class Export:
    """One archive."""

    with_pictures: bool = False
    with_vectors: bool = False

    def write(self, path: Path) -> Counts:
        """Write the archive; it appears under its name when it is whole.

        Raises:
            CannotGoOn: there is such a file already, or it cannot be written.
        """
        if path.exists():
            raise CannotGoOn("There is such a file already. Choose another name.")
        draft = path.with_name(f".{os.getpid()}-{secrets.token_hex(4)}.part")
        try:
            # One view of the data, whatever curators do meanwhile.
            with transaction.atomic(), zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED) as archive:
                counts = self._fill(archive)
            draft.rename(path)
        except OSError as problem:
            raise unwritable(path, problem) from problem
        finally:
            draft.unlink(missing_ok=True)
        return counts

    def _fill(self, archive: zipfile.ZipFile) -> Counts:
        counts = Counts(made=timezone.now(), with_vectors=self.with_vectors)
        with archive.open(PAIRINGS, "w", force_zip64=True) as file:
            counts.pairings = write_table(file, PAIRINGS, self._pairings(counts))
        with archive.open(ROCKS, "w", force_zip64=True) as file:
            counts.rocks = write_table(file, ROCKS, self._rocks())
        if self.with_pictures:
            for name, storage, stored in self._pictures():
                counts.pictures += 1
                _copy(archive, name, storage, stored)
        archive.writestr(CARD, card(counts))
        return counts

    def _pairings(self, counts: Counts) -> Iterator[Row]:
        for pairing in _of_humans():
            human = pairing.human
            counts.humans.add(human.pk)
            counts.licences[human.licence if human.may_be_shown else "may not be shown"] += 1
            yield {
                "pairing": pairing.name,
                "rock": pairing.rock.slug,
                "human": str(human.pk),
                "may_be_shown": human.may_be_shown,
                "held_out": pairing.held_out,
                "picture": self._picture(human),
                **(self._who(pairing) if human.may_be_shown or self.with_vectors else {}),
            }

    def _who(self, pairing: Pairing) -> Row:
        human: Any = pairing.human
        return {
            "human_name": human.name,
            "human_digest": human.digest,
            "source": human.source,
            "licence": human.licence,
            "licence_url": human.licence_url,
            **(self._private(pairing) if self.with_vectors else {}),
        }

    def _private(self, pairing: Pairing) -> Row:
        return {"note": pairing.note, "vector": [float(n) for n in pairing.embedding]}

    def _picture(self, human: Any) -> str | None:
        if self.with_pictures and human.may_be_shown and human.crop:
            return f"humans/{human.pk}.webp"
        return None

    def _rocks(self) -> Iterator[Row]:
        for rock in _paired_rocks():
            columns = ("slug", "name", "geology", "stone", "sentence", "alt", "origin", "digest")
            shown = self.with_pictures and _has_a_photograph(rock)
            picture = f"rocks/{rock.slug}.webp" if shown else None
            yield {column: getattr(rock, column) for column in columns} | {"picture": picture}

    def _pictures(self) -> Iterator[tuple[str, Storage, str]]:
        """Name in the archive, storage, name there: each picture once."""
        told = set()
        for pairing in _of_humans():
            human: Any = pairing.human
            name = self._picture(human)
            if name and human.pk not in told:
                told.add(human.pk)
                yield name, storages["humans"], human.crop
        for rock in _paired_rocks():
            if _has_a_photograph(rock):
                largest = max(rock.portraits, key=lambda portrait: portrait["size"])
                yield f"rocks/{rock.slug}.webp", default_storage, largest["file"]


def _pairings_of_humans() -> QuerySet[Pairing]:
    return Pairing.objects.filter(human__isnull=False, human__member=None)


def _of_humans() -> Iterator[Any]:
    found = _pairings_of_humans().select_related("human", "rock")
    narrow = found.defer("key", "human__embedding", *long_columns("rock")).order_by("pk")
    return narrow.iterator(chunk_size=_CHUNK)


def _paired_rocks() -> Iterator[Rock]:
    paired = _pairings_of_humans().values("rock")
    return Rock.objects.filter(pk__in=paired).for_walls().order_by("pk").iterator(_CHUNK)


def _has_a_photograph(rock: Rock) -> bool:
    """Whether it came as a photograph, and may be seen; the museum's own are everywhere."""
    return rock.origin == Rock.Origin.UPLOADED and rock.is_on_show


def _copy(archive: zipfile.ZipFile, name: str, storage: Storage, stored: str) -> None:
    with storage.open(stored) as file:
        archive.writestr(name, file.read(), compress_type=zipfile.ZIP_STORED)
