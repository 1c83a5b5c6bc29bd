"""The two tables of an archive, as Parquet: `pairings.parquet` and `rocks.parquet`."""

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import IO, Any, BinaryIO, Final

from rockmatch.vision.dataset.files import CannotGoOn
from rockmatch.vision.facenet import DIMENSIONS

PAIRINGS, ROCKS = "pairings.parquet", "rocks.parquet"
VECTOR: Final = "vector"
FLAGS: Final = {"may_be_shown", "held_out"}
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    PAIRINGS: (
        *("pairing", "rock", "human", "human_name", "human_digest"),
        *("source", "licence", "licence_url", "may_be_shown"),
        *("picture", VECTOR, "note", "held_out"),
    ),
    ROCKS: ("slug", "name", "geology", "stone", "sentence", "alt", "origin", "digest", "picture"),
}
_BATCH: Final = 256  # rows
_MOST_ROWS: Final = {PAIRINGS: 1_000_000, ROCKS: 50_000}  # the latter are in memory
_MOST_CHARACTERS: Final = 400  # of a text
_MOST_OF_A_GROUP: Final = 64 * 1024 * 1024  # bytes, unpacked
_VERSION: Final = {"rockstar_pairings": "1"}

type Row = dict[str, Any]


def write_table(file: IO[bytes], name: str, rows: Iterable[Row]) -> int:
    """Write a table, some rows at a time; returns how many there were."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    schema = pa.schema([(column, _kind(column)) for column in COLUMNS[name]], metadata=_VERSION)
    count = 0
    with ParquetWriter(file, schema, compression="zstd") as writer:
        for some in batched(rows, 4096):
            writer.write_table(pa.Table.from_pylist(list(some), schema=schema))
            count += len(some)
    return count


def _kind(column: str) -> Any:
    import pyarrow as pa

    if column in FLAGS:
        return pa.bool_()
    return pa.list_(pa.float32(), DIMENSIONS) if column == VECTOR else pa.string()


class TableReader:
    """A table that anybody may have made: of bounded size, and of our columns alone."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Look at the head of the table.

        Raises:
            CannotGoOn: it is none of ours, or too large.
        """
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile

        self.name = name
        try:
            # Texts stay in their dictionaries: one that is repeated a million times is there once.
            texts = [c for c in COLUMNS[name] if c not in FLAGS | {VECTOR}]
            self._file = ParquetFile(file, read_dictionary=texts, memory_map=False)
            found, about = self._file.schema_arrow, self._file.metadata
            groups = [about.row_group(n).total_byte_size for n in range(about.num_row_groups)]
        except (pa.ArrowException, OSError, ValueError, KeyError) as problem:
            raise self._foreign() from problem
        if not set(COLUMNS[name]) <= set(found.names):
            raise self._foreign()
        if about.num_rows > _MOST_ROWS[name] or any(size > _MOST_OF_A_GROUP for size in groups):
            raise CannotGoOn(f"{name} in the archive is too large.")
        self.total: int = about.num_rows

    def __iter__(self) -> Iterator[Row]:
        """Read some rows at a time.

        Raises:
            CannotGoOn: it is broken, or has texts of a length that ours never have.
        """
        import pyarrow as pa

        try:
            for batch in self._file.iter_batches(_BATCH, columns=list(COLUMNS[self.name])):
                for column in batch.schema.names:
                    self._check(column, batch.column(column))
                yield from batch.to_pylist()
        except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as problem:
            raise self._foreign() from problem

    def _check(self, column: str, values: Any) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        if column in FLAGS:
            fits = pa.types.is_boolean(values.type)
        elif column == VECTOR:
            fits = pa.types.is_fixed_size_list(values.type) and values.type.list_size == DIMENSIONS
        else:
            texts = values.dictionary if pa.types.is_dictionary(values.type) else values
            fits = pa.types.is_string(texts.type)
            fits = fits and (pc.max(pc.binary_length(texts)).as_py() or 0) <= 4 * _MOST_CHARACTERS
        if not fits:
            raise self._foreign()

    def _foreign(self) -> CannotGoOn:
        return CannotGoOn(f"{self.name} in the archive is no table of ours, or is broken.")
