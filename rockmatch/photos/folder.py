"""Rockify a file or a folder: what is written beside what, and what is done already.

For each picture there are its files and, written last, a record of it as JSON: what was read, and
which rock stands where. A picture whose record is there, and which has not changed since, is kept.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rockmatch.photos.errors import PhotoError
from rockmatch.photos.limits import MAX_BYTES
from rockmatch.photos.rockify import Rockified
from rockmatch.vision.dataset.files import (
    CannotGoOn,
    Unreadable,
    as_text,
    prepare_folder,
    read_bytes,
    require_apart,
    sentence,
    shown,
    write_whole,
)
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.errors import PictureError

Rockify = Callable[[bytes], Rockified]
Record = dict[str, Any]

RECORD: Final = ".json"


@dataclass(frozen=True)
class Job:
    """One picture to read, and what the files made of it are named after."""

    path: Path
    key: str
    """Below the root, as text."""
    target: Path
    """Without size and suffix."""

    @property
    def record(self) -> Path:
        """The file that says that the picture is done."""
        return self.target.with_name(self.target.name + RECORD)


def plan(source: Path, out: Path) -> list[Job]:
    """List the pictures of a file or folder, sorted; hidden files and links to folders are not.

    Raises:
        CannotGoOn: there is nothing to read, or one of the two lies in the other.
    """
    if source.is_file():
        if source.resolve().parent == out.resolve():
            raise CannotGoOn("What is written must not lie beside the original. Choose a folder.")
        files, root = [source], source.parent
    else:
        require_apart(source, out)
        files, root = sorted(_files(source)), source
    prepare_folder(out)
    stems = [path.relative_to(root).with_suffix("") for path in files]
    twins = {stem for stem, times in Counter(stems).items() if times > 1}
    jobs = []
    for path, stem in zip(files, stems, strict=True):
        below = path.relative_to(root)
        jobs.append(Job(path, as_text(below), out / (below if stem in twins else stem)))
    return jobs


def work(jobs: list[Job], rockify: Rockify, say: Callable[[str], str]) -> Iterator[Outcome]:
    """Rockify what is not there yet.

    Args:
        jobs: from ``plan``.
        rockify: turns bytes into a photo without faces.
        say: the sentence of an error code.

    Raises:
        CannotGoOn: the disk is full or cannot be written to.
    """
    for job in jobs:
        if read_record(job) is not None:
            yield Outcome(job.key, "kept")
            continue
        try:
            result = rockify(read_bytes(job.path, MAX_BYTES))
        except Unreadable as problem:
            yield Outcome(job.key, "failed", str(problem))
            continue
        except (PictureError, PhotoError) as problem:
            yield Outcome(job.key, "failed", say(problem.code))
            continue
        try:
            _write(job, result)
        except OSError as problem:
            yield Outcome(job.key, "failed", sentence(problem))
            continue
        yield Outcome(job.key, "made", faces=len(result.faces))


def read_record(job: Job) -> Record | None:
    """What was made of a picture in an earlier run; None if it has to be made."""
    try:
        record: Record = json.loads(job.record.read_text(encoding="utf-8"))
        fresh = record["read"] == _identity(job.path)
        whole = all((job.target.parent / name).is_file() for name in record["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if fresh and whole else None


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as problem:
        told = shown(as_text(folder))
        raise CannotGoOn(f"Cannot read {told}: {sentence(problem)}.") from problem
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            yield Path(entry.path)


def _identity(path: Path) -> list[int]:
    """What tells whether a file has changed: its size, and when it was written (nanoseconds)."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _write(job: Job, result: Rockified) -> None:
    job.target.parent.mkdir(parents=True, exist_ok=True)
    names = []
    for (kind, side), content in result.files.items():
        path = job.target.with_name(f"{job.target.name}-{side}.{kind}")
        write_whole(path, content)
        names.append(path.name)
    record = {
        "read": _identity(job.path),
        "files": names,
        "width": result.width,
        "height": result.height,
        "colour": result.colour,
        "faces": [asdict(face) for face in result.faces],
        "warnings": list(result.warnings),
    }
    write_whole(job.record, (json.dumps(record, indent=1) + "\n").encode())
