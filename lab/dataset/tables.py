"""Tables that are written row by row: CSV as pandas and spreadsheets read it, and Parquet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

GROUP = 20_000  # rows of Parquet that are in memory at a time


class Sink(Protocol):
    """Where a row goes."""

    def add(self, row: Sequence[Any]) -> None: ...


class _Csv:
    def __init__(self, file: Any) -> None:
        self.add = csv.writer(file, lineterminator="\n").writerow


@contextmanager
def csv_file(path: Path, columns: Sequence[str]) -> Iterator[Sink]:
    """Open a CSV file in UTF-8, with its head."""
    with path.open("w", encoding="utf-8", newline="") as file:
        sink = _Csv(file)
        sink.add(columns)
        yield sink


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a whole CSV file."""
    with csv_file(path, columns) as sink:
        for row in rows:
            sink.add(row)


class Parquet:
    """A Parquet file that takes rows as tuples, and writes them some thousands at a time."""

    def __init__(self, path: Path, schema: Any, group: int = GROUP) -> None:
        """Open the file. `group` is how many rows are held back until they are written."""
        from pyarrow.parquet import ParquetWriter

        self._schema, self._group = schema, group
        self._rows: list[Sequence[Any]] = []
        # Ours, and not Arrow's, so that a full disk is told as what it is.
        self._file = path.open("wb")
        self._writer = ParquetWriter(self._file, schema, compression="zstd")

    def __enter__(self) -> "Parquet":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        with self._file:
            if kind is None:
                self._flush()
            self._writer.close()

    def add(self, row: Sequence[Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= self._group:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        columns = zip(*self._rows, strict=True) if self._rows else ([] for _ in self._schema)
        arrays = [
            pa.array(column, field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
