import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from rockmatch.management.commands import rockify as command
from rockmatch.photos.rockify import rockify
from rockmatch.photos.rocks import NoRocks
from tests.photos import CentreFinder


@pytest.fixture
def photos(tmp_path, monkeypatch, rocks):
    """Two photos, one of them deeper, something that is none, and something hidden."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    picture = Image.fromarray(np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8))
    picture.save(folder / "a.png")
    picture.save(folder / "deep" / "b.jpg")
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.png").write_bytes(b"")
    monkeypatch.setattr(
        command,
        "_rockifier",
        lambda engine: lambda data: rockify(data, rocks=rocks, face_finder=CentreFinder()),
    )
    return folder


def run(*arguments, **options):
    with pytest.raises(CommandError) as caught:
        call_command("rockify", *map(str, arguments), **options)
    return caught.value.returncode, str(caught.value)


def test_a_folder_goes_all_the_way(photos, tmp_path, capsys):
    before = {path: path.read_bytes() for path in photos.rglob("*.*")}
    out, report = tmp_path / "out", tmp_path / "report.json"
    code, told = run(photos, out, report=report)
    assert (code, told) == (1, "1 of 3 failed.")
    said = capsys.readouterr().out
    assert "2 photos made" in said
    assert "notes.txt: That file is not a picture" in said
    assert (out / "a-120.webp").is_file()
    assert (out / "deep" / "b-120.avif").is_file()
    assert {path: path.read_bytes() for path in photos.rglob("*.*")} == before
    rows = {row["path"]: row for row in json.loads(report.read_text())["photos"]}
    assert rows["a.png"]["state"] == "made"
    assert len(rows["a.png"]["faces"]) == 1
    assert rows["notes.txt"]["state"] == "failed"
    assert ".hidden.png" not in rows


def test_it_goes_on_where_it_was_stopped(photos, tmp_path, capsys):
    (photos / "notes.txt").unlink()
    out = tmp_path / "out"
    call_command("rockify", str(photos), str(out))
    first = (out / "a-120.webp").read_bytes()
    (out / "deep" / "b-120.avif").unlink()
    capsys.readouterr()
    call_command("rockify", str(photos), str(out))
    assert "1 photos made" in capsys.readouterr().out
    assert (out / "a-120.webp").read_bytes() == first
    Image.new("RGB", (64, 64)).save(photos / "a.png")
    call_command("rockify", str(photos), str(out))
    assert (out / "a-64.webp").is_file()


def test_a_single_picture(photos, tmp_path):
    call_command("rockify", str(photos / "a.png"), str(tmp_path / "one"))
    assert (tmp_path / "one" / "a-120.webp").is_file()


def test_two_pictures_of_one_name_stay_apart(photos, tmp_path):
    Image.new("RGB", (64, 64)).save(photos / "a.jpg")
    run(photos, tmp_path / "out")
    assert (tmp_path / "out" / "a.jpg-64.webp").is_file()
    assert (tmp_path / "out" / "a.png-120.webp").is_file()


def test_nothing_is_written_among_the_originals(photos):
    assert run(photos, photos / "out")[0] == 2
    assert run(photos / "a.png", photos)[0] == 2
    assert not list(photos.rglob("*.webp"))


def test_nothing_to_read(tmp_path):
    code, told = run(tmp_path / "none", tmp_path / "out")
    assert code == 2
    assert "no folder" in told


def test_a_museum_without_cut_outs(photos, tmp_path, monkeypatch):
    def none():
        raise NoRocks("run cut_rocks")

    monkeypatch.setattr(command, "museum_rocks", none)
    assert run(photos, tmp_path / "out") == (2, "run cut_rocks")
