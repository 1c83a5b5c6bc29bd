"""What goes into an archive, and that it comes back the same; archives by somebody hostile."""

import io
import stat
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rockmatch.importers.archive import ArchiveLayout
from rockmatch.importers.reasons import Left
from rockmatch.importers.tables import COLUMNS, PAIRINGS, ROCKS, TableReader, write_table
from rockmatch.models import Human, Pairing, Rock
from rockmatch.vision.dataset.files import CannotGoOn
from tests.factories import make_human, make_pairing, make_rock
from tests.rockmatch.importers.conftest import png, run, vector_of

ANN, BOB, STONE, OTHER = (90, 20, 30), (130, 60, 30), (90, 80, 70), (60, 60, 60)
DIGEST = "ab" * 32


def export(path, *options):
    out = io.StringIO()
    call_command("export_pairings", str(path), *options, stdout=out, stderr=out)
    return out.getvalue()


def table_of(path, name=PAIRINGS):
    with zipfile.ZipFile(path) as archive:
        return pa.parquet.read_table(io.BytesIO(archive.read(name))).to_pylist()


def state():
    """All that an archive is to give back; names say who is meant."""
    columns = (
        *("name", "note", "held_out", "origin", "human__id", "human__name", "human__digest"),
        *("human__source", "human__licence", "human__licence_url", "human__may_be_shown"),
        *("rock__slug", "rock__name", "rock__alt", "rock__digest", "rock__origin"),
    )
    vectors = {pairing.name: pairing.embedding for pairing in Pairing.objects.all()}
    return list(Pairing.objects.order_by("name").values_list(*columns)), vectors


def built(path, rows=(), rocks=(), files=(), tables=None):
    """An archive with these rows; what a row does not say is null."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in ((PAIRINGS, rows), (ROCKS, rocks)):
            file = io.BytesIO()
            empty = dict.fromkeys(COLUMNS[name])
            write_table(file, name, [empty | row for row in content])
            archive.writestr(name, (tables or {}).get(name, file.getvalue()))
        for name, content in files:
            archive.writestr(name, content)
    return path


def row(**changes):
    vector = [float(number) for number in vector_of(ANN)]
    plain = {"pairing": "p", "rock": "one", "human": "x", "human_name": "Ann", "vector": vector}
    return plain | {"human_digest": DIGEST} | changes


def codes(path):
    with ArchiveLayout(path) as layout:
        told = list(layout)
        assert len(told) == layout.total
    return {one.key: one.code for one in told if isinstance(one, Left)}


@pytest.fixture
def collection(listed, eyes):
    """Ann, who may be shown, and Bob, who may not, with a stone and a rock of the museum."""
    make_rock("Moss Hollow")
    columns = ("picture", "rock", "source", "licence", "licence_url", "may_be_shown", "note")
    rows = (
        *("Ann/1.png", "stones/grey bear.png", "The *Times*", "CC BY 4.0"),
        *("https://example.org/by", "yes", "her brow"),
        *("Bob/1.png", "moss-hollow", "a friend", "", "", "no", "his nose"),
    )
    table = [dict(zip(columns, rows[n : n + 7], strict=True)) for n in (0, 7)]
    files = {"Ann/1.png": ANN, "Bob/1.png": BOB, "stones/grey bear.png": png(STONE, (600, 520))}
    assert run(listed(table, files))[0] == 0
    Pairing.objects.filter(note="his nose").update(held_out=True)


@pytest.mark.django_db
class TestExport:
    def test_without_a_wish_no_vector_no_picture_and_nobody_hidden_leaves(
        self, collection, tmp_path
    ):
        told = export(tmp_path / "out.zip")
        assert "2 pairings of 2 humans with 2 rocks, 0 pictures." in told
        rows = {one["rock"]: one for one in table_of(tmp_path / "out.zip")}
        ann, bob = rows["grey-bear"], rows["moss-hollow"]
        assert (ann["human_name"], ann["source"], ann["licence"]) == (
            "Ann",
            "The *Times*",
            "CC BY 4.0",
        )
        private = ("human_name", "human_digest", "source", "licence", "vector", "note", "picture")
        assert {bob[column] for column in private} == {None}
        assert ann["vector"] is ann["note"] is ann["picture"] is None
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            assert set(archive.namelist()) == {PAIRINGS, ROCKS, "README.md"}
            whole = b"".join(archive.read(name) for name in archive.namelist())
            card = archive.read("README.md").decode()
        assert b"Bob" not in whole
        assert "There are no face vectors in it." in card
        assert "| CC BY 4.0 | 1 |" in card
        assert "| may not be shown | 1 |" in card

    def test_pictures_are_of_those_who_may_be_shown(self, collection, tmp_path):
        export(tmp_path / "out.zip", "--with-pictures")
        ann = Human.objects.get(name="Ann")
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            names = set(archive.namelist()) - {PAIRINGS, ROCKS, "README.md"}
            assert names == {f"humans/{ann.pk}.webp", "rocks/grey-bear.webp"}
            with storages["humans"].open(ann.crop) as crop:
                assert archive.read(f"humans/{ann.pk}.webp") == crop.read()
            portrait = Image.open(io.BytesIO(archive.read("rocks/grey-bear.webp")))
            assert portrait.size == (512, 512)

    def test_vectors_leave_by_an_explicit_wish_and_the_card_warns(self, collection, tmp_path):
        told = export(tmp_path / "out.zip", "--with-vectors")
        assert "give it to nobody" in told
        rows = table_of(tmp_path / "out.zip")
        assert all(len(one["vector"]) == 128 for one in rows)
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            assert b"**This archive holds face vectors.**" in archive.read("README.md")

    def test_a_file_that_is_there_is_not_replaced_and_a_broken_export_leaves_none(
        self, collection, tmp_path
    ):
        (tmp_path / "out.zip").write_text("mine")
        with pytest.raises(CommandError, match="such a file already"):
            export(tmp_path / "out.zip")
        assert (tmp_path / "out.zip").read_text() == "mine"
        storages["humans"].delete(Human.objects.get(name="Ann").crop)
        folder = tmp_path / "other"
        folder.mkdir()
        with pytest.raises(CommandError, match="Cannot write"):
            export(folder / "out.zip", "--with-pictures")
        assert list(folder.iterdir()) == []

    def test_imagined_pairings_are_not_in_it(self, tmp_path, unit):
        make_pairing(make_rock(), unit(0))
        assert "0 pairings of 0 humans" in export(tmp_path / "out.zip")

    def test_it_asks_no_more_of_the_database_for_more_pairings(
        self, tmp_path, unit, django_assert_max_num_queries
    ):
        for axis in range(30):
            make_pairing(make_rock(), unit(axis), human=make_human(unit(axis)))
        with django_assert_max_num_queries(8):
            export(tmp_path / "out.zip", "--with-vectors")


@pytest.mark.django_db
class TestThereAndBack:
    def test_an_archive_gives_back_the_same(self, collection, tmp_path):
        before, vectors = state()
        export(tmp_path / "out.zip", "--with-pictures", "--with-vectors")
        Pairing.objects.all().delete()
        Human.objects.all().delete()
        Rock.objects.filter(origin="uploaded").delete()
        assert run(tmp_path / "out.zip")[0] == 0
        after, again = state()
        assert after == before
        for name, vector in vectors.items():
            np.testing.assert_allclose(again[name], vector, atol=1e-6)
        assert run(tmp_path / "out.zip")[0] == 0
        assert state()[0] == before
        export(tmp_path / "second.zip", "--with-pictures", "--with-vectors")
        assert table_of(tmp_path / "second.zip") == table_of(tmp_path / "out.zip")
        assert table_of(tmp_path / "second.zip", ROCKS) == table_of(tmp_path / "out.zip", ROCKS)

    def test_of_a_given_away_archive_who_may_be_shown_comes_in(self, collection, tmp_path):
        export(tmp_path / "out.zip", "--with-pictures")
        Human.objects.all().delete()
        status, told = run(tmp_path / "out.zip")
        assert status == 1
        assert "neither a picture nor a vector was given away" in told
        assert [human.name for human in Human.objects.all()] == ["Ann"]
        assert abs(Human.objects.get().embedding @ vector_of(ANN) - 1) < 1e-5

    def test_on_the_site_that_it_came_from_nothing_is_brought_twice(self, collection, tmp_path):
        export(tmp_path / "out.zip", "--with-vectors")
        before = state()[0]
        assert run(tmp_path / "out.zip")[0] == 0
        assert state()[0] == before

    def test_a_long_table_is_written_and_read_in_parts(self, tmp_path):
        with (tmp_path / "table").open("wb") as file:
            rows = (dict.fromkeys(COLUMNS[PAIRINGS]) | row(pairing=f"p{n}") for n in range(9_000))
            assert write_table(file, PAIRINGS, rows) == 9_000
        with (tmp_path / "table").open("rb") as file:
            reader = TableReader(file, PAIRINGS)
            assert reader.total == 9_000
            assert reader._file.metadata.num_row_groups == 3
            assert sum(1 for _ in reader) == 9_000


class TestHostileArchives:
    def test_names_that_lead_out_links_and_strangers_are_told_of_and_not_read(self, tmp_path):
        link = zipfile.ZipInfo("humans/link.webp")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        files = [
            ("../../etc/cron.d/x", "x"),
            ("/etc/passwd", "x"),
            ("humans\\..\\x.webp", "x"),
            ("humans/../rocks/y.webp", "x"),
            ("run.sh", "x"),
            (link, "/etc/passwd"),
            ("README.md", "welcome"),
        ]
        assert codes(built(tmp_path / "a.zip", files=files)) == {
            "../../etc/cron.d/x": "outside",
            "/etc/passwd": "outside",
            "humans\\..\\x.webp": "outside",
            "humans/../rocks/y.webp": "outside",
            "run.sh": "not_named",
            "humans/link.webp": "a_link",
        }
        assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_files_of_one_name_are_both_left_out(self, tmp_path):
        files = [("humans/a.webp", "x"), ("humans/a.webp", "y")]
        assert codes(built(tmp_path / "a.zip", files=files)) == {"humans/a.webp": "twice"}

    def test_a_picture_that_the_table_names_outside_of_its_folders_is_not_read(self, tmp_path):
        path = built(tmp_path / "a.zip", [row(picture="../secret.webp", vector=None)])
        with ArchiveLayout(path) as layout:
            (told,) = layout
            with pytest.raises(Exception, match="is not in the archive"):
                told.human.read()

    def test_a_picture_that_unpacks_to_more_than_it_may_is_left_out(self, tmp_path):
        path = tmp_path / "a.zip"
        bomb = [row(picture="humans/a.webp", vector=None)]
        built(path, bomb)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("humans/a.webp", bytes(20_000_000))
        assert path.stat().st_size < 60_000
        with ArchiveLayout(path) as layout:
            (told,) = layout
            with pytest.raises(Exception, match="too large"):
                told.human.read()

    def test_a_size_that_is_a_lie_does_not_help(self, tmp_path):
        path = tmp_path / "a.zip"
        built(path, [row(picture="humans/a.webp", vector=None)])
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("humans/a.webp", bytes(20_000_000))
        data = path.read_bytes()
        size = (20_000_000).to_bytes(4, "little")
        assert data.count(size) == 2
        path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
        with ArchiveLayout(path) as layout:
            (told,) = layout
            with pytest.raises(Exception, match="broken"):
                told.human.read()

    @pytest.mark.parametrize(
        "vector",
        [[0.0] * 128, [1.0] * 128, [float("nan")] * 128, [float("inf")] + [0.0] * 127],
        ids=["nothing", "long", "nan", "infinite"],
    )
    def test_a_vector_of_no_face_is_left_out(self, tmp_path, vector):
        path = built(tmp_path / "a.zip", [row(vector=vector)])
        assert codes(path) == {"row 1": "bad_vector"}

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"human_digest": None}, "withheld"),
            ({"human_digest": "../x"}, "withheld"),
            ({"vector": None}, "withheld"),
            ({"licence_url": "javascript:alert(1)"}, "bad_row"),
        ],
    )
    def test_rows_that_cannot_be_used_are_told_of(self, tmp_path, changes, code):
        assert codes(built(tmp_path / "a.zip", [row(**changes)])) == {"row 1": code}

    def test_a_text_of_a_length_that_ours_never_have_ends_it(self, tmp_path):
        path = built(tmp_path / "a.zip", [row(note="n" * 5_000) for _ in range(500)])
        with ArchiveLayout(path) as layout, pytest.raises(CannotGoOn, match="broken"):
            list(layout)

    def test_a_table_of_other_columns_or_kinds_is_refused(self, tmp_path):
        other, same = io.BytesIO(), io.BytesIO()
        pa.parquet.write_table(pa.table({"x": [1]}), other)
        columns = {name: [1] for name in COLUMNS[PAIRINGS]}
        pa.parquet.write_table(pa.table(columns), same)
        for number, table in enumerate((other.getvalue(), b"PAR1 no PAR1", b"")):
            path = built(tmp_path / f"{number}.zip", tables={PAIRINGS: table})
            with pytest.raises(CannotGoOn, match="no table of ours"):
                ArchiveLayout(path)
        path = built(tmp_path / "kinds.zip", tables={PAIRINGS: same.getvalue()})
        with ArchiveLayout(path) as layout, pytest.raises(CannotGoOn, match="no table of ours"):
            list(layout)

    def test_what_is_no_archive_is_refused(self, tmp_path):
        (tmp_path / "a.zip").write_bytes(b"no zip")
        with pytest.raises(CannotGoOn, match="no archive"):
            ArchiveLayout(tmp_path / "a.zip")
        with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
            archive.writestr("x", "y")
        with pytest.raises(CannotGoOn, match=r"no rocks\.parquet"):
            ArchiveLayout(tmp_path / "b.zip")

    @pytest.mark.parametrize(("place", "value"), [(6, 1), (8, 99)])  # encrypted; packed strangely
    def test_a_table_that_cannot_be_unpacked_is_refused(self, tmp_path, place, value):
        data = bytearray(built(tmp_path / "odd.zip").read_bytes())
        for head, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):  # a file's own, and the list's
            data[data.index(head) + place + shift] = value
        path = tmp_path / "odder.zip"
        path.write_bytes(data)
        with pytest.raises(CannotGoOn, match="is broken"):
            ArchiveLayout(path)

    def test_a_name_in_another_encoding_than_it_claims_is_refused_or_told_of(self, tmp_path):
        path = built(tmp_path / "a.zip", files=[("humans/ä.webp", "x")])
        data = path.read_bytes()
        path.write_bytes(data.replace("ä".encode(), b"\xff\xfe"))
        with pytest.raises(CannotGoOn, match="no archive"):
            ArchiveLayout(path)

    @given(place=st.integers(0, 6_000), value=st.integers(0, 255))
    def test_a_broken_byte_breaks_nothing_but_the_archive(self, tmp_path_factory, place, value):
        path = built(tmp_path_factory.mktemp("broken") / "a.zip", [row()], [])
        data = bytearray(path.read_bytes())
        data[place % len(data)] = value
        path.write_bytes(data)
        try:
            with ArchiveLayout(path) as layout:
                assert len(list(layout)) <= 2
        except CannotGoOn:
            return
