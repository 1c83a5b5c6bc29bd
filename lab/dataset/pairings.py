"""Humans, the rock that a curator gave each, FaceNet's, and whom people side with.

`pairings.csv` has a row for each human with two rocks, `choices.csv` each single answer. A human
has an id that is made for this dataset, and nothing else: no name, no picture, no source.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from lab.dataset.edition import Edition, Tally
from lab.dataset.tables import csv_file, write_csv
from lab.queries.dataset import Sided, choices, curated_pairings
from studio.human_forms import LICENCES

COLUMNS: Final = (
    *("human", "curated", "machine", "origin", "licence", "licence_url"),
    *("raters", "chose_curated", "chose_machine"),
)
CHOICES: Final = (
    *("human", "curated", "machine"),
    *("rater", "chose", "curated_is_left", "rt_ms", "marks", "simulated"),
)
type Key = tuple[UUID, str]


@dataclass(frozen=True)
class _Counted:
    machine: str
    sided: list[Sided]

    @property
    def careful(self) -> list[Sided]:
        return [one for one in self.sided if not one.marks]


def write_pairings(folder: Path, edition: Edition, tally: Tally) -> None:
    """Write both tables; what fewer raters answered than are wanted is not counted in them."""
    asked = _asked(edition)
    with csv_file(folder / "choices.csv", CHOICES) as table:
        write_csv(folder / "pairings.csv", COLUMNS, _rows(asked, edition, tally, table))


def public_human(pk: UUID) -> str:
    """The id under which a human is published; the same in each edition of one site."""
    return salted_hmac("lab.dataset.human", str(pk), algorithm="sha256").hexdigest()[:16]


def _asked(edition: Edition) -> dict[Key, list[_Counted]]:
    """What was answered, by human and curated rock: FaceNet may have had several rocks by now."""
    found: dict[Key, list[_Counted]] = {}
    told = choices(simulated=edition.is_simulated, with_marked=edition.with_marked)
    for (human, curated, machine), some in groupby(told, key=lambda one: one[:3]):
        found.setdefault((human, curated), []).append(_Counted(machine, list(some)))
    return found


def _rows(
    asked: dict[Key, list[_Counted]], edition: Edition, tally: Tally, table: Any
) -> Iterator[list[Any]]:
    for human, curated, origin, licence in curated_pairings():
        for one in asked.get((human, curated), [_Counted("", [])]):
            tally.pairings += 1
            machine = f"rock-{one.machine}" if one.machine else ""
            key = [public_human(human), f"rock-{curated}", machine]
            is_published = len(one.careful) >= edition.raters
            if is_published:
                _add_choices(table, key, one.sided, tally)
            else:
                tally.left_out["choices between rocks that too few made"] += len(one.sided)
            counts = _counts(one.careful) if is_published else (None, None, None)
            yield [*key, origin, *_licence(licence), *counts]


def _add_choices(table: Any, key: list[str], sided: Iterable[Sided], tally: Tally) -> None:
    for one in sided:
        tally.choices += 1
        tally.raters.add(str(one.rater))
        marks = " ".join(map(str, one.marks))
        said = (str(one.rater), one.chose, one.curated_is_left, one.rt_ms)
        table.add([*key, *said, marks, one.simulated])


def _counts(careful: list[Sided]) -> tuple[int, int, int]:
    for_curator = sum(one.chose == "curated" for one in careful)
    return len(careful), for_curator, len(careful) - for_curator


def _licence(said: str) -> tuple[str, str]:
    """A licence that we know by its name: curators may have written who took the photograph."""
    return (said, LICENCES[said]) if said in LICENCES else ("other", "")
