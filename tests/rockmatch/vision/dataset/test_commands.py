"""``align_faces`` and ``embed_faces``, as a user meets them."""

import csv
import io
import os
import pickle
import signal
import sys

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from rockmatch.management import dataset_command
from rockmatch.management.commands import align_faces, embed_faces
from rockmatch.vision.dataset.tables import read_table
from tests.datasets import NOBODY, TWO, ToyDetector, ToyFaceNet


@pytest.fixture(autouse=True)
def toys(monkeypatch, settings, tmp_path):
    """No network is loaded."""
    for command in (align_faces, embed_faces):
        monkeypatch.setattr(command, "make_detector", lambda name, engine: ToyDetector())
    monkeypatch.setattr(embed_faces, "FaceNet", lambda weights, engine: ToyFaceNet())
    weights = tmp_path / "weights.h5"
    monkeypatch.setattr(embed_faces, "verify_weights", lambda path: None)
    settings.FACENET_WEIGHTS = weights


def fails(*arguments, **options):
    with pytest.raises(CommandError) as caught:
        call_command(*arguments, **options)
    return caught.value.returncode, str(caught.value)


def test_a_dataset_goes_all_the_way(paint, root, tmp_path, capsys):
    paint("Bo/1.jpg")
    paint("Al/1.jpg", TWO)
    crops, table, old = tmp_path / "crops", tmp_path / "new" / "faces.npz", tmp_path / "e.pickle"
    call_command("align_faces", root, crops)
    said = capsys.readouterr().out
    assert "2 crops made" in said
    assert "1 pictures hold several faces" in said
    call_command("embed_faces", crops, table, "--aligned", "--embeddings-dict", old)
    assert "2 vectors made" in capsys.readouterr().out
    assert read_table(table).rows.keys() == {"Al/1.png", "Bo/1.png"}
    assert f"{crops}/Al/1.png".encode() in old.read_bytes()


def test_the_command_line_of_the_seed_still_works(paint, root, tmp_path):
    paint("Bo/1.jpg")
    seed = ["--image_size", "160", "--margin", "32", "--random_order"]
    call_command("align_faces", str(root), str(tmp_path / "crops"), *seed)
    assert (tmp_path / "crops" / "Bo" / "1.png").exists()


def test_failures_are_told_with_their_reason(paint, root, tmp_path, capsys):
    paint("Bo/1.jpg")
    paint("Bo/-none, really.jpg", NOBODY)
    (root / "Bo" / os.fsdecode(b"a\nb\xff.jpg")).write_text("no picture")
    report = tmp_path / "report.csv"
    code, said = fails("align_faces", root, tmp_path / "crops", report=report)
    assert (code, said) == (1, "2 of 3 failed.")
    out = capsys.readouterr().out
    assert "Bo/-none, really.jpg: no face found\n" in out
    assert r"Bo/a\nb\xff.jpg: not a picture" in out
    assert "1 crops made" in out
    with report.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["path", "reason"]
    assert ["Bo/-none, really.jpg", "no face found"] in rows
    assert len(rows) == 3


def test_many_failures_are_counted_by_reason(paint, root, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(dataset_command, "SHOWN", 2)
    for number in range(5):
        paint(f"Bo/{number}.jpg", NOBODY)
    assert fails("align_faces", root, tmp_path / "crops")[0] == 1
    out = capsys.readouterr().out
    assert out.count("Bo/") == 2
    assert "and 3 more" in out
    assert "5 x no face found" in out


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar_and_a_table(paint, root, tmp_path, monkeypatch):
    paint("Bo/1.jpg")
    paint("Bo/[red]none[bold].jpg", NOBODY)
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("COLUMNS", "100")
    assert fails("align_faces", root, tmp_path / "crops")[0] == 1
    assert "2/2" in err.getvalue()
    assert "Why it failed" in out.getvalue()
    assert "Bo/[red]none[bold].jpg" in out.getvalue()


def test_names_reach_a_terminal_that_knows_ascii_only(paint, root, tmp_path, monkeypatch):
    paint("Bo/ü.jpg", NOBODY)
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert fails("align_faces", root, tmp_path / "crops", stdout=out)[0] == 1
    out.flush()
    assert rb"Bo/\xfc.jpg" in out.buffer.getvalue()


@pytest.mark.parametrize("name", ["align_faces", "embed_faces"])
def test_it_says_why_it_cannot_work(name, paint, root, tmp_path):
    paint("Bo/1.jpg")
    good = tmp_path / ("crops" if name == "align_faces" else "faces.npz")
    inside = root / good.name
    (tmp_path / "file").touch()
    for source, target, word in (
        (tmp_path / "missing", good, "There is no folder"),
        (root, inside, "lie in one another"),
        (root, tmp_path / "file" / good.name, "Cannot write to"),
    ):
        code, said = fails(name, source, target)
        assert (code, word in said) == (2, True), said
    assert sorted(path.name for path in root.rglob("*")) == ["1.jpg", "Bo"]


def test_embedding_wants_a_format_that_it_knows(root, tmp_path):
    assert fails("embed_faces", root, tmp_path / "faces.pickle")[0] == 2


@pytest.mark.parametrize(
    "options", [("--margin", "-3"), ("--image-size", "0"), ("--image-size", "big")]
)
def test_sizes_are_whole_numbers(options, root, tmp_path):
    with pytest.raises(CommandError, match="is no whole number"):
        call_command("align_faces", str(root), str(tmp_path / "crops"), *options)


def test_embedding_without_weights_says_so(paint, root, tmp_path, monkeypatch):
    monkeypatch.undo()
    paint("Bo/1.jpg")
    code, said = fails("embed_faces", root, tmp_path / "faces.npz")
    assert code == 2
    assert "fetch_weights" in said


def test_dlib_that_is_not_installed_is_a_sentence(paint, root, tmp_path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "dlib", None)
    paint("Bo/1.jpg")
    code, said = fails("align_faces", root, tmp_path / "crops", "--detector", "dlib")
    assert code == 2
    assert "requirements-dlib.lock" in said


def test_a_full_disk_stops_with_a_sentence(paint, root, tmp_path, full_disk, drafts, capsys):
    paint("Bo/1.jpg")
    with full_disk(100):
        code, said = fails("align_faces", root, tmp_path / "crops")
    assert code == 2
    assert "Make room" in said
    assert "0 crops made" in capsys.readouterr().out
    assert not drafts()


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(name, paint, root, tmp_path, monkeypatch, drafts):
    class Interrupted(ToyDetector):
        def detect_many(self, pictures):
            if self.seen:
                os.kill(os.getpid(), name)
            return super().detect_many(pictures)

    for number in range(40):
        paint(f"Bo/{number:02}.jpg", size=(30, 30))
    monkeypatch.setattr(embed_faces, "make_detector", lambda name, engine: Interrupted())
    table = tmp_path / "faces.parquet"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may ignore it
    try:
        code, said = fails("embed_faces", root, table)
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 130
    assert "goes on from here" in said
    assert len(read_table(table).rows) == 32
    assert not drafts()
    monkeypatch.setattr(embed_faces, "make_detector", lambda name, engine: ToyDetector())
    call_command("embed_faces", root, table)
    assert len(read_table(table).rows) == 40


def test_a_table_says_how_it_was_made(paint, root, tmp_path):
    paint("Bo/1.jpg")
    table = tmp_path / "faces.parquet"
    call_command("embed_faces", root, table, "--margin", "44")
    about = read_table(table).about
    assert {"model", "weights_sha256", "engine", "precision", "detector"} <= about.keys()
    assert about["cut"] == "margin 44"
    code, said = fails("embed_faces", root, table, "--aligned")
    assert code == 2
    assert "cannot be compared" in said


def test_nothing_is_ever_unpickled(paint, root, tmp_path, monkeypatch):
    def never(*_, **__):
        raise AssertionError("a pickle was loaded")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, never)
    paint("Bo/1.jpg")
    table, old = tmp_path / "faces.npz", tmp_path / "e.pickle"
    np.savez(table, vector=np.array([{"a": 1}], dtype=object))
    old.write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    assert fails("embed_faces", root, table)[0] == 2
    table.unlink()
    call_command("embed_faces", root, table, "--embeddings-dict", old)
    call_command("embed_faces", root, table, "--embeddings-dict", old)
