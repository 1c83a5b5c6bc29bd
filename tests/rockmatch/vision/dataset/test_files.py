import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.vision.dataset import files
from rockmatch.vision.dataset.files import (
    CannotGoOn,
    Unreadable,
    as_text,
    prepare_folder,
    read_bytes,
    require_apart,
    save,
    shown,
    write_whole,
)


@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_any_name_becomes_text_that_can_be_stored_and_shown(name):
    text = as_text(os.fsdecode(name))
    assert text.encode("utf-8").decode("utf-8") == text
    assert shown(text).isprintable()


def test_plain_names_stay_as_they_are():
    assert as_text("Zoë Ångström/図.jpg") == "Zoë Ångström/図.jpg"
    assert as_text(os.fsdecode(b"caf\xe9")) == r"caf\xe9"
    assert shown("a\nb\x1b[31m") == r"a\nb\x1b[31m"


def test_reads_a_file(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert read_bytes(tmp_path / "x", 3) == b"abc"
    with pytest.raises(Unreadable, match="too large"):
        read_bytes(tmp_path / "x", 2)


def test_waits_for_no_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(Unreadable, match="no regular file"):
        read_bytes(tmp_path / "pipe.jpg", 100)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "a folder"),
        (lambda path: path.symlink_to("nowhere"), "no such file"),
        (lambda path: path.symlink_to(path.name), "too many levels"),
    ],
)
def test_says_why_something_cannot_be_read(make, reason, tmp_path):
    make(tmp_path / "x.jpg")
    with pytest.raises(Unreadable, match=reason):
        read_bytes(tmp_path / "x.jpg", 100)


def test_replaces_a_file_only_by_a_whole_one(tmp_path, monkeypatch):
    path = tmp_path / "x"
    write_whole(path, b"one")
    monkeypatch.setattr(files.Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"two")
    assert [one.name for one in tmp_path.iterdir()] == ["x"]
    assert path.read_bytes() == b"one"


def test_a_full_disk_leaves_what_was_there(tmp_path, full_disk):
    path = tmp_path / "x"
    write_whole(path, b"one")
    with full_disk(1000), pytest.raises(CannotGoOn, match="Make room"):
        write_whole(path, bytes(2000))
    assert [one.name for one in tmp_path.iterdir()] == ["x"]
    assert path.read_bytes() == b"one"


def test_a_name_that_is_taken_by_a_folder_is_said(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(CannotGoOn, match="is a directory"):
        save(tmp_path / "x", b"one")
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("target", ["in", "in/out", ".", "in/../in", "link", "link/out"])
def test_what_is_written_lies_apart_from_what_is_read(target, root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    with pytest.raises(CannotGoOn, match="lie in one another"):
        require_apart(root, tmp_path / target)
    require_apart(root, tmp_path / "inside")


def test_a_root_has_to_be_a_folder(tmp_path):
    (tmp_path / "file").touch()
    for name in ("file", "missing"):
        with pytest.raises(CannotGoOn, match="There is no folder"):
            require_apart(tmp_path / name, tmp_path / "out")


def test_a_folder_is_made_and_tried(tmp_path):
    prepare_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(CannotGoOn, match="Cannot write to"):
        prepare_folder(tmp_path / "file" / "out")


def test_a_folder_on_a_disk_that_is_read_only_is_refused(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(files.Path, "touch", refuse)
    with pytest.raises(CannotGoOn, match="read-only file system"):
        prepare_folder(tmp_path)
