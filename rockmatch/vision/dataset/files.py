"""Read one file, write one file: odd names, things that are no files, disks that are full."""

import errno
import os
import secrets
import stat
from pathlib import Path

# After one of these no other file could be written either.
_HOPELESS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class Unreadable(Exception):
    """A file cannot be read, or is no picture; the message is half a sentence that says why."""


class CannotGoOn(Exception):
    """Nothing can be read or written here; the message says what to do."""


def as_text(path: str | Path) -> str:
    r"""Make text of a path that every format can store: undecodable bytes become ``\xNN``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown(text: str) -> str:
    """Make one line of any text, without control characters, to be printed."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def sentence(problem: OSError) -> str:
    """Say what the system said, without the path."""
    return (problem.strerror or type(problem).__name__).lower()


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """Read a whole file; a pipe or a device is refused, not waited for.

    Raises:
        Unreadable: no such file, no regular one, none that may be read, or one too large.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("a folder" if stat.S_ISDIR(found.st_mode) else "no regular file")
            if found.st_size > max_bytes:
                raise Unreadable(f"too large: {found.st_size / 1e6:,.0f} MB")
            return file.read(max_bytes + 1)
    except IsADirectoryError:
        raise Unreadable("a folder") from None
    except OSError as problem:
        raise Unreadable(sentence(problem)) from None


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write a file that appears under its name when it is whole, and leaves nothing otherwise.

    It is not forced to the disk: a loss of power may cost it.

    Raises:
        CannotGoOn: the disk is full or cannot be written to.
        OSError: this one file cannot be written.
    """
    draft = path.with_name(f".{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            file.write(data)
        draft.replace(path)
    except BaseException as problem:
        draft.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            stop_if_hopeless(problem, path.parent)
        raise


def stop_if_hopeless(problem: OSError, folder: Path) -> None:
    """Tell a full disk from a file that cannot be written.

    Raises:
        CannotGoOn: the next file could not be written either.
    """
    if problem.errno in _HOPELESS:
        raise unwritable(folder, problem) from problem


def save(path: Path, data: bytes | memoryview) -> None:
    """Write a whole file that the run is for.

    Raises:
        CannotGoOn: it cannot be written.
    """
    try:
        write_whole(path, data)
    except OSError as problem:
        raise unwritable(path, problem) from problem


def unwritable(path: Path, problem: OSError) -> CannotGoOn:
    """Say that a file or a folder cannot be written to, and why."""
    advice = " Make room, or choose another place." if problem.errno in _HOPELESS else ""
    return CannotGoOn(f"Cannot write to {shown(as_text(path))}: {sentence(problem)}.{advice}")


def require_apart(source: Path, target: Path) -> None:
    """See that there is something to read, and that what is written cannot mix with it.

    Raises:
        CannotGoOn: ``source`` is no folder, or one of the two lies in the other.
    """
    if not source.is_dir():
        raise CannotGoOn(f"There is no folder {shown(as_text(source))}.")
    read, written = source.resolve(), target.resolve()
    if read == written or read in written.parents or written in read.parents:
        raise CannotGoOn(
            f"{shown(as_text(target))} and {shown(as_text(source))} lie in one another. "
            "Choose a place beside it, so that what is written is never read as a picture."
        )


def prepare_folder(folder: Path) -> None:
    """Make a folder, unless it is there, and see that it can be written to.

    Raises:
        CannotGoOn: it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / f".{os.getpid()}-{secrets.token_hex(4)}.part"
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError as problem:
        raise unwritable(folder, problem) from problem
