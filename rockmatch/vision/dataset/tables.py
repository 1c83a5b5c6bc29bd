"""Vectors with names, in files: Parquet, NPZ, and the pickle that rockstar-ai reads."""

import io
import json
import pickle  # written for others; nothing here ever loads one
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.dataset.files import CannotGoOn, as_text, save, shown
from rockmatch.vision.facenet import DIMENSIONS

SUFFIXES = (".parquet", ".npz")


class Row(NamedTuple):
    """One embedded picture; ``Person/IMG`` is its key in a table."""

    person: str
    vector: NDArray[np.float32]
    """128 numbers, unit length."""
    digest: str
    """SHA-256 of the picture's file, hexadecimal."""


class Table(NamedTuple):
    """Vectors of a dataset."""

    rows: dict[str, Row]
    about: dict[str, str]
    """How the vectors were made."""


_Parts = tuple[dict[str, list[str]], NDArray[np.float32], dict[str, str]]


def write_table(path: Path, table: Table) -> None:
    """Write a table, sorted by key, in the format that the path ends in.

    Parquet has the columns ``path``, ``person``, ``vector`` (a fixed-size list of 128 float32)
    and ``sha256``, and ``about`` as the schema's metadata. An NPZ has the arrays ``path``,
    ``person``, ``vector`` (n x 128, float32) and ``sha256``, and ``about`` as one string of JSON;
    none of them needs a pickle.

    Raises:
        CannotGoOn: the disk is full, or this file cannot be written.
    """
    keys = sorted(table.rows)
    rows = [table.rows[key] for key in keys]
    columns = {
        "path": keys,
        "person": [row.person for row in rows],
        "sha256": [row.digest for row in rows],
    }
    vectors = np.array([row.vector for row in rows], np.float32).reshape(-1, DIMENSIONS)
    write = _write_parquet if path.suffix == ".parquet" else _write_npz
    file = io.BytesIO()
    write(file, columns, vectors, table.about)
    save(path, file.getbuffer())


def read_table(path: Path) -> Table | None:
    """Read a table that was written here; None where there is none.

    Raises:
        CannotGoOn: the file is something else, or broken.
    """
    if not path.exists():
        return None
    import pyarrow as pa

    read = _read_parquet if path.suffix == ".parquet" else _read_npz
    try:
        columns, vectors, about = read(path)
        rows = [
            Row(str(person), vector, str(digest))
            for person, vector, digest in zip(
                columns["person"], vectors, columns["sha256"], strict=True
            )
        ]
        keys = (str(key) for key in columns["path"])
        return Table(dict(zip(keys, rows, strict=True)), about)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, EOFError) as problem:
        raise _foreign(path) from problem
    except zipfile.BadZipFile as problem:
        raise _foreign(path) from problem


def write_embeddings_dict(path: Path, root: str, rows: Mapping[str, Row]) -> None:
    """Write rockstar-ai's ``embeddings_dict``: {``root/Person/IMG``: float32, 1 x 128}, a pickle.

    Its programs load it with ``pickle.load`` and cut the person out of the key. It is written to
    load in any Python from 3.4 on and any NumPy: the only name in it is ``numpy.ndarray``.

    Raises:
        CannotGoOn: the disk is full, or this file cannot be written.
    """
    vectors = {
        f"{root.rstrip('/')}/{key}": row.vector.reshape(1, -1) for key, row in sorted(rows.items())
    }
    file = io.BytesIO()
    _PlainPickler(file, protocol=4).dump(vectors)
    save(path, file.getbuffer())


class _PlainPickler(pickle.Pickler):
    """Writes an array as ``numpy.ndarray(shape, dtype, bytes)``.

    NumPy 2 would name a function that NumPy 1 does not have.
    """

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, np.ndarray):
            return np.ndarray, (obj.shape, obj.dtype.str, obj.tobytes())
        return NotImplemented


def _write_parquet(
    file: BinaryIO,
    columns: dict[str, list[str]],
    vectors: NDArray[np.float32],
    about: dict[str, str],
) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    flat = pa.array(vectors.reshape(-1), pa.float32())
    table = pa.table(
        {
            "path": pa.array(columns["path"], pa.string()),
            "person": pa.array(columns["person"], pa.string()),
            "vector": pa.FixedSizeListArray.from_arrays(flat, DIMENSIONS),
            "sha256": pa.array(columns["sha256"], pa.string()),
        }
    )
    pa.parquet.write_table(table.replace_schema_metadata(about), file)


def _read_parquet(path: Path) -> _Parts:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path, partitioning=None, memory_map=False)
    metadata = table.schema.metadata or {}
    about = {key.decode(): value.decode() for key, value in metadata.items()}
    vectors = table["vector"].combine_chunks().flatten().to_numpy().reshape(-1, DIMENSIONS)
    columns = {name: table[name].to_pylist() for name in ("path", "person", "sha256")}
    return columns, vectors, about


def _write_npz(
    file: BinaryIO,
    columns: dict[str, list[str]],
    vectors: NDArray[np.float32],
    about: dict[str, str],
) -> None:
    texts = {name: np.array(column, np.str_) for name, column in columns.items()}
    np.savez(file, allow_pickle=False, vector=vectors, about=np.array(json.dumps(about)), **texts)


def _read_npz(path: Path) -> _Parts:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        vectors = arrays["vector"].astype(np.float32).reshape(-1, DIMENSIONS)
        columns = {name: arrays[name].tolist() for name in ("path", "person", "sha256")}
        return columns, vectors, json.loads(str(arrays["about"]))


def _foreign(path: Path) -> CannotGoOn:
    return CannotGoOn(
        f"{shown(as_text(path))} is there already and is no whole table of face vectors. "
        "Remove it, or choose another name."
    )
