"""Starting the supervisor as its own process, the way an operator does."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rockstar_site.embedded import kernel, paths

TOY = Path(__file__).with_name("toy.py")
PATIENCE = 60


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class House:
    """A running `python ... ` that owns servers, and what it prints."""

    def __init__(self, line: list[str], env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            line,
            env=env,
            cwd=paths.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # The house leaves a signal ignored that was ignored before it, as under nohup: the
            # tests may themselves run under nohup, and mean a house started at a terminal.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        self.output = ""
        self.seen: set[int] = set()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read its output until `pattern` shows up."""
        deadline = time.monotonic() + PATIENCE
        while not (match := re.search(pattern, self.output)):
            assert time.monotonic() < deadline, f"no {pattern!r} in:\n{self.output}"
            assert self._read(), f"it ended without {pattern!r}:\n{self.output}"
        return match

    def _read(self) -> bool:
        stream = self.process.stdout
        assert stream is not None
        if select.select([stream], [], [], 1)[0]:
            text = os.read(stream.fileno(), 65536).decode()
            self.output += text
            return bool(text)
        return True

    def members(self) -> list[int]:
        """Return the processes below it now, and remember them for `assert_nothing_left`."""
        found = kernel.descendants(self.process.pid)
        self.seen.update(found)
        return found

    def member(self, word: str) -> int:
        """Return the process just below it whose command line has `word`."""
        for pid in self.members():
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            if word in command and int(parent) == self.process.pid:
                return pid
        raise AssertionError(f"no {word} below {self.process.pid}")

    def send(self, number: signal.Signals) -> None:
        self.members()
        self.process.send_signal(number)

    def end(self) -> int:
        """Wait until it has ended, read the rest, and return its status."""
        status = self.process.wait(PATIENCE)
        while self._read():
            pass
        return status

    def assert_nothing_left(self) -> None:
        """Every process that was ever seen below it is gone, or goes in a moment."""
        assert self.seen, "nobody was seen: the test would say nothing"
        deadline = time.monotonic() + 20
        while left := [pid for pid in self.seen if is_alive(pid)]:
            assert time.monotonic() < deadline, f"still there: {left}"
            time.sleep(0.05)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def env(tmp_path: Path, free_port: int) -> dict[str, str]:
    """The environment of a house of its own, whatever servers the tests themselves run on."""
    foreign = ("DATABASE_URL", "REDIS_URL", "SITE_URL", "HOST")
    ours = {key: value for key, value in os.environ.items() if key not in foreign}
    root = str(paths.BASE_DIR)
    return ours | {"VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port), "PYTHONPATH": root}


@pytest.fixture
def start(env: dict[str, str]) -> Iterator[Callable[..., House]]:
    """Start `python ARGUMENTS` with `env`; what the test leaves running is killed."""
    houses: list[House] = []

    def start_one(*arguments: str | Path, **more: str) -> House:
        house = House([sys.executable, *map(str, arguments)], env | more)
        houses.append(house)
        return house

    yield start_one
    for house in houses:
        house.process.kill()
        house.process.wait()
        assert house.process.stdout is not None
        house.process.stdout.close()


@pytest.fixture
def toy(start: Callable[..., House]) -> Callable[..., House]:
    """Start one of the plans of `toy.py`."""
    return lambda plan, **more: start(TOY, plan, **more)
