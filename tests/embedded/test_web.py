"""The web server in several processes: they serve, and none of them stays behind."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from rockstar_site.embedded import kernel
from tests.embedded.conftest import is_alive
from tests.live import ROOT, free_port, wait_for


class Web:
    """A running server."""

    def __init__(self, processes, port):
        self.port = port
        env = os.environ | {"PORT": str(port), "WEB_PROCESSES": str(processes)}
        command = [sys.executable, "-m", "rockstar_site.web"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env)

    def answers(self):
        with suppress(URLError, ConnectionError), urlopen(self.url, timeout=20) as answer:
            return answer.status == 200
        return False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/healthz"

    def all_processes(self):
        return [self.process.pid, *kernel.descendants(self.process.pid)]


@pytest.fixture
def web():
    port = free_port()
    started = []

    def start(processes):
        started.append(Web(processes, port))
        wait_for(started[0].answers, seconds=120, what="the web server")
        return started[0]

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("processes", [1, 2])
def test_nothing_of_it_stays_behind(web, processes, end):
    server = web(processes)
    seen = server.all_processes()
    assert len(seen) >= (3 if processes > 1 else 1)
    server.process.send_signal(end)
    server.process.wait(60)
    wait_for(lambda: not any(map(is_alive, seen)), seconds=60, what=f"the end of {seen}")


def test_one_that_is_killed_is_replaced(web):
    server = web(2)
    before = set(server.all_processes())
    os.kill(max(before), signal.SIGKILL)
    wait_for(lambda: set(server.all_processes()) - before, seconds=60, what="another process")
    wait_for(server.answers, seconds=60, what="an answer")
    assert server.process.poll() is None
