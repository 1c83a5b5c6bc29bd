"""The house starts, says where it is, and leaves nothing behind, however it is ended."""

import os
import pty
import signal
import socket
import sys
import time
import urllib.request

import psycopg
import pytest

from rockstar_site.embedded import kernel, paths
from tests.embedded.conftest import TOY, is_alive

# For what does not need our own servers: they are not started, and nobody connects to these.
ELSEWHERE = {"DATABASE_URL": "postgresql://rock@db.example/rocks", "REDIS_URL": "redis://x/0"}
URL = r"RockStar is at http://localhost:(\d+)/"


def ask(port, path="/healthz"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process(toy, free_port, tmp_path, number):
    house = toy("whole")
    assert house.wait_for(URL)[1] == str(free_port)
    assert ask(free_port) == paths.database_url(tmp_path / "var")
    house.send(number)
    assert house.end() == 0
    assert house.output.endswith("RockStar has stopped.\n")
    # Two servers with the helpers of one, a web server, a worker and its child.
    assert len(house.seen) >= 6
    house.assert_nothing_left()


def test_ctrl_c_reaches_the_whole_foreground_group_and_still_stops_in_order(toy):
    house = toy("whole")
    house.wait_for(URL)
    house.members()
    os.killpg(house.process.pid, signal.SIGINT)
    assert house.end() == 0
    house.assert_nothing_left()
    assert "Traceback" not in house.output


def test_nohup_is_respected(start, free_port):
    code = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
    code += "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    house = start("-c", code, TOY, "web", **ELSEWHERE)
    house.wait_for(URL)
    house.send(signal.SIGHUP)
    assert ask(free_port)
    house.send(signal.SIGTERM)
    assert house.end() == 0
    house.assert_nothing_left()


def test_a_terminal_that_goes_away_stops_the_house(env):
    """Also where the first process of the session, like make, does not pass the news on."""
    leader = "import signal, subprocess, sys; signal.signal(signal.SIGHUP, lambda *_: None);"
    leader += "subprocess.call([sys.executable, *sys.argv[1:]])"
    line = [sys.executable, "-c", leader, str(TOY), "web"]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(line[0], line, env | ELSEWHERE)
    output = b""
    while b"RockStar is at" not in output:
        output += os.read(terminal, 4096)
    seen = kernel.descendants(pid)
    os.close(terminal)
    assert len(seen) == 2
    deadline = time.monotonic() + 20
    while left := [member for member in (pid, *seen) if is_alive(member)]:
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.05)
    assert os.waitpid(pid, 0)[1] == 0


def test_a_killed_supervisor_takes_all_with_it_and_the_data_survive(toy, tmp_path, free_port):
    house = toy("whole")
    house.wait_for(URL)
    url = paths.database_url(tmp_path / "var")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE stones AS SELECT 'granite' AS kind")
    house.send(signal.SIGKILL)
    house.end()
    second = toy("whole")
    second.wait_for(URL)
    house.assert_nothing_left()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT kind FROM stones").fetchone() == ("granite",)
    second.send(signal.SIGTERM)
    assert second.end() == 0
    second.assert_nothing_left()


def test_a_stop_during_set_up_stops_at_once(toy):
    house = toy("slow setup", **ELSEWHERE)
    house.wait_for("slow")
    house.send(signal.SIGINT)
    assert house.end() == 0
    house.assert_nothing_left()


def test_a_second_copy_is_refused_with_the_address_of_the_first(toy, free_port):
    first = toy("web", **ELSEWHERE)
    first.wait_for(URL)
    second = toy("web", PORT="1")
    assert second.end() == 1
    (line,) = second.output.splitlines()
    assert "A second copy is running" in line
    assert f"http://localhost:{free_port}/" in line
    assert f"process {first.process.pid}" in line
    assert ask(free_port)


def test_a_port_in_use_is_refused_before_anything_starts(toy, tmp_path, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        house = toy("web")
        assert house.end() == 1
    assert house.output == (
        f"RockStar: Port {free_port} is in use: stop the other program, or "
        f"PORT={free_port + 1} make up\n"
    )
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "٨٠٠٠", " 8000"])
def test_what_is_no_port_is_refused(toy, port):
    house = toy("web", PORT=port)
    assert house.end() == 1
    assert "is not a port" in house.output


def test_servers_of_the_operator_are_used_instead(toy, tmp_path, free_port):
    house = toy("web", **ELSEWHERE)
    house.wait_for(URL)
    assert ask(free_port) == ELSEWHERE["DATABASE_URL"]
    assert len(house.members()) == 1, "the web server alone"
    assert not (tmp_path / "var" / "postgres").exists()
    house.send(signal.SIGTERM)
    assert house.end() == 0
    house.assert_nothing_left()


def test_a_service_that_dies_is_reported_and_started_again(toy):
    house = toy("falling worker", **ELSEWHERE)
    house.wait_for(r"worker is started again\.(.|\n)*worker ended with status 7; next start in 2 s")
    assert "| I fell over my own feet" in house.output
    house.send(signal.SIGTERM)
    assert house.end() == 0


def test_a_worker_that_is_killed_leaves_no_child_and_is_replaced(toy):
    house = toy("family", **ELSEWHERE)
    house.wait_for(URL)
    before = set(house.members())
    os.kill(house.member("deaf child"), signal.SIGKILL)
    house.wait_for(r"worker was killed by SIGKILL(.|\n)*worker is started again")
    house.seen = before - {house.member("http.server")}
    house.assert_nothing_left()
    house.send(signal.SIGTERM)
    assert house.end() == 0


def test_without_its_database_the_house_stops(toy):
    house = toy("whole")
    house.wait_for(URL)
    os.kill(house.member("postgres"), signal.SIGQUIT)
    assert house.end() == 1
    assert "RockStar: postgres " in house.output
    house.assert_nothing_left()


def test_a_set_up_that_fails_ends_everything(toy):
    house = toy("bad setup")
    house.wait_for("Redis is running")
    house.members()
    assert house.end() == 1
    assert "RockStar: setup ended with status 3" in house.output
    house.assert_nothing_left()


def test_a_site_that_does_not_come_up_is_an_error_and_not_a_loop(toy):
    house = toy("bad web", **ELSEWHERE)
    assert house.end() == 1
    assert "RockStar: web ended with status 7 while starting" in house.output
    assert "| I fell over my own feet" in house.output
