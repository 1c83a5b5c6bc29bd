"""`run`: a command with the two servers beside it."""

import json
import os
import signal
import sys
from pathlib import Path

EMBEDDED = ("-m", "rockstar_site.embedded")
LOOK = """
import json, os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
    db.execute("CREATE EXTENSION IF NOT EXISTS vector")
    try:
        db.execute("SELECT '[0.4711]'::vector(2)")
    except psycopg.errors.DataException:
        pass
    (near,) = db.execute("SELECT '[0,3]'::vector <-> '[4,0]'::vector").fetchone()
    (tcp,) = db.execute("SHOW listen_addresses").fetchone()
cache = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
kept = cache.config_get("save") | cache.config_get("appendonly") | cache.config_get("port")
print("FOUND " + json.dumps({"near": near, "tcp": tcp, "kept": kept, "var": os.environ["VAR_DIR"]}))
raise SystemExit(5)
"""


def found(house):
    return json.loads(house.wait_for("FOUND (.*)")[1])


def test_a_command_finds_both_servers_and_its_status_is_ours(start, tmp_path):
    house = start(*EMBEDDED, "run", "--", sys.executable, "-c", LOOK)
    assert house.end() == 5
    assert found(house) == {
        "near": 5.0,
        "tcp": "",
        "kept": {"save": "", "appendonly": "no", "port": "0"},
        "var": str(tmp_path / "var"),
    }
    # A value in a statement that was refused may be a face: the log has the error alone.
    log = (tmp_path / "var" / "logs" / "postgres.log").read_text()
    assert "expected 2 dimensions, not 1" in log
    assert "0.4711" not in log


def test_any_folder_will_do(start, tmp_path):
    var_dir = str(tmp_path / ("a" * 90) / "größe 100%/?&#")
    house = start(*EMBEDDED, "run", "--", sys.executable, "-c", LOOK, VAR_DIR=var_dir)
    assert house.end() == 5
    assert found(house)["var"] == var_dir


def test_a_throwaway_folder_is_thrown_away(start):

    house = start(*EMBEDDED, "run", "--throwaway", "--", sys.executable, "-c", LOOK)
    assert house.end() == 5
    assert not Path(found(house)["var"]).exists()


def test_a_stop_reaches_the_command_and_then_the_servers(start):
    house = start(*EMBEDDED, "run", "--", "sh", "-c", "echo here; sleep 600; echo never")
    house.wait_for("here")
    house.send(signal.SIGTERM)
    assert house.end() == 130
    house.assert_nothing_left()


def test_a_command_that_gets_ctrl_c_too_may_end_in_its_own_way(start):
    tidy = 'trap "sleep 1; echo tidied up; exit 9" INT; echo here; while :; do sleep 0.1; done'
    house = start(*EMBEDDED, "run", "--", "sh", "-c", tidy, DATABASE_URL="postgresql://x/y")
    house.wait_for("here")
    os.killpg(house.process.pid, signal.SIGINT)
    assert house.end() == 130
    assert "tidied up" in house.output


def test_a_killed_supervisor_takes_the_command_with_it(start):
    house = start(*EMBEDDED, "run", "--", "sleep", "600", DATABASE_URL="postgresql://x/y")
    house.wait_for("Redis is running")
    while not any("sleep" in Path(f"/proc/{pid}/comm").read_text() for pid in house.members()):
        pass
    house.send(signal.SIGKILL)
    house.end()
    house.assert_nothing_left()


def test_a_command_that_does_not_exist_is_one_sentence(start):
    house = start(*EMBEDDED, "run", "--", "no-such-program", DATABASE_URL="postgresql://x/y")
    assert house.end() == 1
    assert "RockStar: Cannot run no-such-program: No such file or directory." in house.output


def test_a_dump_can_be_taken(start):
    script = '"$0" -m rockstar_site.embedded pg_dump --schema-only'

    house = start(*EMBEDDED, "run", "--throwaway", "--", "sh", "-c", script, sys.executable)
    assert house.end() == 0
    assert "PostgreSQL database dump complete" in house.output
