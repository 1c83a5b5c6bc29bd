"""Long steps of the bootstrap: their progress, and their output only when they fail.

Standard library alone: this runs before anything is installed.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

_CHATTER = ("WARNING", "Looking in", "DEPRECATION", "[notice]")
_NOT_FOR_CHILDREN = {"PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__"}
_EVERY = 10  # seconds between two lines where there is no terminal
_PATIENCE = 5  # seconds that a command has to end in when it is asked to


class BootstrapError(Exception):
    """Why we cannot go on, in one sentence that says what to do about it."""


def say(line: str) -> None:
    """Print to standard error: standard output is for results."""
    print(line, file=sys.stderr, flush=True)


def stop_on_signals() -> None:
    """Let SIGTERM, and SIGHUP unless `nohup` has it ignored, end us the way Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def run(title: str, command: Sequence[str | os.PathLike[str]], *, advice: str = "") -> None:
    """Run `command` and show how it goes. An exception here ends all that it started.

    Raises:
        BootstrapError: It could not be started or failed; holds `advice` and the end of its output.
    """
    # A PYTHONPATH of the user's would make packages elsewhere count as installed here.
    env = {key: value for key, value in os.environ.items() if key not in _NOT_FOR_CHILDREN}
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(  # noqa: S603
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=env,
                start_new_session=True,
            )
        except OSError as error:
            raise BootstrapError(f"{title}: cannot run {command[0]}: {error.strerror}.") from error
        try:
            _follow(title, process, output.fileno(), start)
        except BaseException:
            _end(process)
            raise
        seconds = time.monotonic() - start
        if process.returncode:
            lines = "\n".join(f"    | {line}" for line in _read(output.fileno())[-25:])
            raise BootstrapError(f"{title} failed after {seconds:.0f} s{advice}:\n{lines}")
    say(f"  {title} ({seconds:.0f} s)")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End `process` and its helpers, which share its process group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)


def _follow(title: str, process: subprocess.Popen[bytes], output: int, start: float) -> None:
    terminal = sys.stderr.isatty()
    spoken = 0
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
            break
        seconds = int(time.monotonic() - start)
        last = _doing(output)
        if terminal:
            line = f"  {title} {seconds} s  {last}"
            print(
                f"\r\033[K{line[: shutil.get_terminal_size().columns - 1]}", end="", file=sys.stderr
            )
        elif seconds - spoken >= _EVERY:
            spoken = seconds
            say(f"  {title} {seconds} s  {last[:60]}".rstrip())
    if terminal:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _read(output: int) -> list[str]:
    """Return the last lines written so far, without moving the writer's position."""
    size = os.fstat(output).st_size
    text = os.pread(output, 8000, max(0, size - 8000)).decode(errors="replace")
    return [line for line in text.replace("\r", "\n").splitlines() if line.strip()]


def _doing(output: int) -> str:
    """Return the installer's last line that says what it does."""
    lines = [line.strip() for line in _read(output) if not line.startswith(_CHATTER)]
    return lines[-1] if lines else ""


def check_space(folder: Path, needed_bytes: int, what: str) -> None:
    """Raise BootstrapError unless the disk of `folder` has room."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise BootstrapError(
            f"{needed_bytes / 1e9:.1f} GB are needed in {folder} for {what}, and "
            f"{free / 1e9:.1f} GB are free: make room, or set VENV to a folder on a larger disk."
        )


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time work in `folder`; the others wait. Needs no file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  another make is installing: waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
