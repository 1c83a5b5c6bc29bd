"""One child process: its log, its end, and that nothing of it stays behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rockstar_site.embedded import console, kernel
from rockstar_site.embedded.paths import BASE_DIR

_GENERATIONS = 3


def rotate(log: Path) -> None:
    """Put the log of the last run aside as `.1`, that one as `.2`, and so on."""
    if not log.exists() or log.stat().st_size == 0:
        return
    for number in range(_GENERATIONS, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)


class Child:
    """A process in a session of its own, so that Ctrl-C reaches the supervisor alone.

    Args:
        name: What it is called in messages, and its log: `<name>.log`.
        command: Program and arguments.
        env: Its whole environment.
        log: File that takes its output; None: it shares our terminal.
        stop_signal: Asks it to end in good order.
        death_signal: What the kernel sends when the supervisor itself is killed.
        patience: Seconds between asking and SIGKILL.
        own_session: False: it stays in our session and gets the terminal's Ctrl-C itself.
        cwd: Its working directory.
        become: Called between fork and exec, to change the user.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | os.PathLike[str]],
        *,
        env: Mapping[str, str],
        log: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals = signal.SIGKILL,
        patience: float = 10,
        own_session: bool = True,
        cwd: Path = BASE_DIR,
        become: Callable[[], None] | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        self.patience = patience
        self.own_session = own_session
        self.started = time.monotonic()
        self._log_start = 0
        parent = os.getpid()

        def between_fork_and_exec() -> None:
            if become is not None:
                become()
            kernel.die_with_parent(parent, death_signal)

        with contextlib.ExitStack() as stack:
            output = None
            if log is not None:
                descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                output = stack.enter_context(os.fdopen(descriptor, "ab"))
                self._log_start = log.stat().st_size
            # preexec_fn is safe here: the supervisor has one thread, and PDEATHSIG is bound to it.
            self._popen = subprocess.Popen(  # noqa: S603
                list(command),
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL if own_session else None,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=own_session,
                preexec_fn=between_fork_and_exec,
            )
        self.pid = self._popen.pid

    @property
    def uptime(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started

    def poll(self) -> int | None:
        """Return its exit status, or None while it runs; whatever is left of it is killed.

        The status is looked at before it is collected: until then its process group cannot be
        anybody else's.
        """
        if self._popen.returncode is None and self._has_ended():
            if self.own_session:
                self._signal_group(signal.SIGKILL)
            self._popen.wait()
            with contextlib.suppress(ChildProcessError):
                while self.own_session and os.waitpid(-self.pid, os.WNOHANG)[0]:
                    pass  # grandchildren that we adopted
        return self._popen.returncode

    def _has_ended(self) -> bool:
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, flags) is not None

    def _signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def ask_to_stop(self) -> None:
        if self.poll() is None:
            self._popen.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End it and its whole process group now."""
        if self.poll() is None:
            if self.own_session:
                self._signal_group(signal.SIGKILL)
            self._popen.kill()
            self._popen.wait()

    def last_words(self) -> str:
        """Return the last lines that it wrote into its log in this run."""
        if self.log is None:
            return ""
        with self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(self._log_start, size - 8000))
            return console.tail(file.read())
