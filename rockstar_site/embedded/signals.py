"""Waiting: for a moment, a child's end, or somebody who wants us to stop."""

import contextlib
import math
import os
import select
import signal
import time
from collections.abc import Callable
from types import FrameType

from rockstar_site.embedded.errors import StartError, Stopped
from rockstar_site.embedded.process import Child

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ONE_WISH = 1.0  # seconds
_STDIN = 0


class Waiter:
    """Sleeps without polling: every signal, a child's end included, wakes it.

    Handlers only count. What follows from a signal happens where we wait, never half-way through
    starting something.
    """

    def __init__(self) -> None:
        self.stop_requests = 0
        self.last_signal = 0
        self._last_request = -_ONE_WISH
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        self._poll = select.poll()
        self._poll.register(self._reader, select.POLLIN)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_stop)  # what `nohup` has ignored stays so
        if _has_terminal():
            self._poll.register(_STDIN, 0)  # 0: not its input, only that it hung up
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        # make passes a SIGTERM on that we may have got already: two at once are one wish.
        now = time.monotonic()
        if now - self._last_request > _ONE_WISH:
            self.stop_requests += 1
            self.last_signal = number
        self._last_request = now

    def nap(self, seconds: float | None) -> None:
        """Wait that long (None: as long as it takes), or until a signal arrives."""
        milliseconds = None if seconds is None else max(0, math.ceil(seconds * 1000))
        if _STDIN in dict(self._poll.poll(milliseconds)):
            # The kernel tells the session's first process alone; make waits for us to know too.
            self._poll.unregister(_STDIN)
            self._on_stop(signal.SIGHUP, None)
        with contextlib.suppress(BlockingIOError):
            os.read(self._reader, 4096)

    def pause(self, seconds: float | None) -> None:
        """Like `nap`, but raises `Stopped` if a stop was asked for."""
        if not self.stop_requests:
            self.nap(seconds)
        if self.stop_requests:
            raise Stopped

    def until(self, child: Child, ready: Callable[[], bool], *, timeout: float) -> None:
        """Wait until `ready()`.

        Raises:
            StartError: `child` ended before, or the time is up.
            Stopped: A stop was asked for.
        """
        deadline = time.monotonic() + timeout
        while not ready():
            status = child.poll()
            if status is not None:
                raise StartError(
                    f"{child.name} {describe(status)} while starting:\n{child.last_words()}"
                )
            if time.monotonic() > deadline:
                raise StartError(
                    f"{child.name} was not ready after {timeout:.0f} seconds:\n{child.last_words()}"
                )
            self.pause(0.05)

    def finish(self, child: Child) -> int:
        """Wait for the end of `child` and return its exit status."""
        while (status := child.poll()) is None:
            self.pause(None)
        return status

    def allow(self, child: Child, seconds: float) -> None:
        """Wait until `child` has ended by itself, or the time is up."""
        end = time.monotonic() + seconds
        while child.poll() is None and (left := end - time.monotonic()) > 0:
            self.nap(left)

    def stop(self, *children: Child) -> None:
        """Ask `children` to stop, all at once, and wait until they have.

        Whoever loses patience first kills what is left: the child's own, or a second Ctrl-C.
        """
        start = time.monotonic()
        requests = max(self.stop_requests, 1)
        for child in children:
            child.ask_to_stop()
        while left := [child for child in children if child.poll() is None]:
            end = start + min(child.patience for child in left)
            if self.stop_requests <= requests and time.monotonic() < end:
                self.nap(end - time.monotonic())
                continue
            for child in left:
                if self.stop_requests > requests or time.monotonic() >= start + child.patience:
                    child.kill()


def _has_terminal() -> bool:
    """Whether our standard input is the terminal in whose foreground we run."""
    try:
        return os.tcgetpgrp(_STDIN) == os.getpgrp()
    except OSError:
        return False


def describe(status: int) -> str:
    """Turn an exit status into words."""
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
