"""The answers themselves: `answers.csv` and `answers.parquet`, a row for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Final

from lab.dataset.stones import POINTS, Stone
from lab.dataset.tables import Parquet, csv_file
from lab.queries.dataset import Answer

COLUMNS: Final = (
    *("stone", "kind", "family", "split", "rung", "strength"),
    *("rater", "round", "place", "way", "catch", "seen", "rt_ms"),
    *(f"{point}_{axis}" for point in POINTS for axis in "xy"),
    *("hardness", "mood", "being", "gender", "month", "marks", "simulated"),
)
_WHOLE: Final = {"rung", "round", "place", "rt_ms"}
_DECIMAL: Final = {"strength", *(f"{point}_{axis}" for point in POINTS for axis in "xy")}


class AnswerTables:
    """Both files at once."""

    def __init__(self, text: Any, parquet: Parquet) -> None:
        self._sinks = (text, parquet)

    def add(self, stone: Stone, answer: Answer) -> None:
        row = _row(stone, answer)
        for sink in self._sinks:
            sink.add(row)


@contextmanager
def answer_tables(folder: Path) -> Iterator[AnswerTables]:
    """Open both files in `folder`."""
    with (
        csv_file(folder / "answers.csv", COLUMNS) as text,
        Parquet(folder / "answers.parquet", _schema()) as parquet,
    ):
        yield AnswerTables(text, parquet)


def _row(stone: Stone, answer: Answer) -> list[Any]:
    taps = (answer.left_eye, answer.right_eye, answer.mouth)
    return [
        *(stone.key, stone.kind, stone.family, stone.split, stone.rung, stone.strength),
        *(str(answer.rater), answer.round, answer.place, answer.way, answer.catch, answer.seen),
        answer.rt_ms,
        *chain.from_iterable((None, None) if tap is None else map(_rounded, tap) for tap in taps),
        *(answer.hardness, answer.mood, answer.being, answer.gender),
        f"{answer.answered_at:%Y-%m}",
        " ".join(map(str, answer.marks)),
        answer.simulated,
    ]


def _rounded(share: float) -> float:
    return round(float(share), 4)


def _schema() -> Any:
    import pyarrow as pa

    def kind(column: str) -> Any:
        if column in _WHOLE:
            return pa.int32()
        if column in _DECIMAL:
            return pa.float32()
        return pa.bool_() if column == "simulated" else pa.string()

    return pa.schema([(column, kind(column)) for column in COLUMNS])
