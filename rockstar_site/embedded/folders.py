"""VAR_DIR: that it is ours, that there is room, and that nobody else runs on it."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from rockstar_site.embedded import paths
from rockstar_site.embedded.errors import StartError

NEEDED_BYTES = 500_000_000  # an empty database, the weights, logs


def prepare(var_dir: Path, needed_bytes: int = NEEDED_BYTES) -> None:
    """Make VAR_DIR and its `logs` folder.

    Raises:
        StartError: It cannot be made, belongs to somebody else, or the disk is full.
    """
    try:
        var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = var_dir.stat().st_uid
        if owner == os.geteuid():
            paths.logs(var_dir).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StartError(f"Cannot use {var_dir}: {error.strerror}. Set VAR_DIR.") from error
    if owner != os.geteuid():
        raise StartError(
            f"{var_dir} belongs to another user (id {owner}): start as that user, or set VAR_DIR."
        )
    free = shutil.disk_usage(var_dir).free
    if free < needed_bytes:
        raise StartError(
            f"The disk of {var_dir} is nearly full: {free / 1e9:.1f} GB are free and "
            f"{needed_bytes / 1e9:.1f} GB are needed. Make room, or set VAR_DIR."
        )


def private(folder: Path) -> Path:
    """Make `folder` with mode 0700, into which nobody else may write.

    Raises:
        StartError: It is a link, or belongs to another user.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise StartError(f"{folder} is not a folder of ours: remove it, or set another VAR_DIR.")
    if found.st_mode & 0o022:
        folder.chmod(0o700)
    return folder


def remove_runtime(var_dir: Path) -> None:
    """Remove the folder of the sockets if it lies outside VAR_DIR: nobody would find it there."""
    runtime = paths.runtime_dir(var_dir)
    with contextlib.suppress(OSError):
        if runtime.parent != var_dir.resolve() and runtime.lstat().st_uid == os.geteuid():
            shutil.rmtree(runtime)


@contextlib.contextmanager
def locked(var_dir: Path, url: str) -> Iterator[None]:
    """Hold VAR_DIR for this process, and note `url` and the process id for whoever asks.

    The kernel frees the lock when we end, however that happens.

    Raises:
        StartError: Another copy holds it.
    """
    with (var_dir / "supervisor.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise StartError(_who_holds(file.name, var_dir)) from error
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "url": url}))
        file.flush()
        yield
        file.truncate(0)


def _who_holds(lock: str, var_dir: Path) -> str:
    try:
        holder = json.loads(Path(lock).read_text())
        who = f"{holder['url'] or 'a command'} (process {holder['pid']})"
    except (ValueError, KeyError):
        who = "it is just starting or stopping"
    return (
        f"A second copy is running on {var_dir}: {who}. Stop it first, or give this one a folder "
        "and a port of its own: VAR_DIR=... PORT=... make up"
    )
