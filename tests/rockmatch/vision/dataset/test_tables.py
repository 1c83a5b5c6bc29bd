import io
import pickle
import pickletools

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision.dataset.files import CannotGoOn
from rockmatch.vision.dataset.tables import (
    Row,
    Table,
    read_table,
    write_embeddings_dict,
    write_table,
)
from rockmatch.vision.facenet import unit_length

ABOUT = {"model": "toy", "margin": "32"}


def table(*keys):
    vectors = unit_length(np.random.default_rng(3).normal(size=(len(keys), 128)))
    rows = {
        key: Row(key.partition("/")[0], vector, f"{place:064x}")
        for place, (key, vector) in enumerate(zip(keys, vectors, strict=True))
    }
    return Table(rows, ABOUT)


def assert_same(one, other):
    assert one.about == other.about
    assert list(one.rows) == sorted(other.rows)
    for key, row in one.rows.items():
        assert (row.person, row.digest) == (other.rows[key].person, other.rows[key].digest)
        assert row.vector.dtype == np.float32
        assert (row.vector == other.rows[key].vector).all()


@pytest.mark.parametrize("suffix", [".parquet", ".npz"])
@pytest.mark.parametrize("keys", [(), ("Bo/1.jpg",), ("Bo/ü\n2.jpg", "Al/1.jpg", "Bo/1.jpg")])
def test_what_is_written_is_read(suffix, keys, tmp_path):
    path = tmp_path / f"faces{suffix}"
    write_table(path, table(*keys))
    assert_same(read_table(path), table(*keys))


@settings(max_examples=30, deadline=None)
@given(name=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_is_a_name(name, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    for suffix in (".parquet", ".npz"):
        written = table(f"Bo/{name}")
        write_table(folder / f"faces{suffix}", written)
        assert_same(read_table(folder / f"faces{suffix}"), written)


def test_parquet_has_plain_columns_and_says_how_it_was_made(tmp_path):
    path = tmp_path / "faces.parquet"
    write_table(path, table("Bo/1.jpg"))
    schema = pq.read_schema(path)
    assert schema.names == ["path", "person", "vector", "sha256"]
    assert schema.field("vector").type == pa.list_(pa.float32(), 128)
    assert schema.metadata == {b"model": b"toy", b"margin": b"32"}


def test_npz_needs_no_pickle(tmp_path):
    path = tmp_path / "faces.npz"
    write_table(path, table("Bo/1.jpg", "Al/1.jpg"))
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["path"].tolist() == ["Al/1.jpg", "Bo/1.jpg"]
        assert arrays["person"].tolist() == ["Al", "Bo"]
        assert (arrays["vector"].shape, arrays["vector"].dtype) == ((2, 128), np.float32)


def test_nothing_there_is_no_table(tmp_path):
    assert read_table(tmp_path / "faces.parquet") is None


def other_parquet():
    file = io.BytesIO()
    pq.write_table(pa.table({"path": ["a"]}), file)
    return file.getvalue()


def pickled_npz():
    file = io.BytesIO()
    np.savez(file, vector=np.array([{"a": 1}], dtype=object))
    return file.getvalue()


@pytest.mark.parametrize("suffix", [".parquet", ".npz"])
@pytest.mark.parametrize("content", [b"", b"text", other_parquet(), pickled_npz(), None])
def test_a_file_that_is_something_else_is_left_alone(suffix, content, tmp_path):
    path = tmp_path / f"faces{suffix}"
    if content is None:
        write_table(path, table("Bo/1.jpg"))
        content = path.read_bytes()[:-100]
    path.write_bytes(content)
    with pytest.raises(CannotGoOn, match="no whole table of face vectors"):
        read_table(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("suffix", [".parquet", ".npz"])
def test_a_full_disk_leaves_the_older_table(suffix, tmp_path, full_disk):
    path = tmp_path / f"faces{suffix}"
    write_table(path, table("Bo/1.jpg"))
    with full_disk(1000), pytest.raises(CannotGoOn, match="Make room"):
        write_table(path, table("Bo/1.jpg", "Bo/2.jpg"))
    assert_same(read_table(path), table("Bo/1.jpg"))
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


class Cautious(pickle.Unpickler):
    """Loads arrays and nothing else."""

    def find_class(self, module, name):
        assert (module, name) == ("numpy", "ndarray")
        return np.ndarray


def test_the_pickle_has_the_shape_that_rockstar_ai_reads(tmp_path):
    path = tmp_path / "embeddings_dict.pickle"
    rows = table("Bo/1.png", "Al/1.png").rows
    write_embeddings_dict(path, "data/humans_mtcnn/", rows)
    with path.open("rb") as file:
        loaded = Cautious(file).load()
    assert list(loaded) == ["data/humans_mtcnn/Al/1.png", "data/humans_mtcnn/Bo/1.png"]
    vector = loaded["data/humans_mtcnn/Bo/1.png"]
    assert (vector.shape, vector.dtype) == ((1, 128), np.float32)
    assert (vector[0] == rows["Bo/1.png"].vector).all()
    # A Python of the seed's time has protocol 4, and a NumPy of its time no numpy._core.
    opcodes = [(code.name, value) for code, value, _ in pickletools.genops(path.read_bytes())]
    assert ("PROTO", 4) in opcodes
    assert not any("_core" in str(value) for _, value in opcodes)
