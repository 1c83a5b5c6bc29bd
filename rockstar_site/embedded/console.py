"""What the operator reads: short lines, with the seconds that a long step took."""

import contextlib
import time
from collections.abc import Iterator


def say(line: str) -> None:
    """Print a line at once. A terminal that went away does not stop the house."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what was done and how long it took, if it took long enough to wonder."""
    start = time.monotonic()
    yield
    seconds = time.monotonic() - start
    say(f"  {what}" + (f" ({seconds:.1f} s)" if seconds >= 1 else ""))


def tail(log: bytes, lines: int = 15) -> str:
    """Return the last lines of a log, indented, for showing why a process died."""
    last = log.decode(errors="replace").rstrip().splitlines()[-lines:]
    return "\n".join(f"    | {line}" for line in last) or "    | (it printed nothing)"
