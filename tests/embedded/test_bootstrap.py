"""From a bare machine to an environment: finding a Python, making `.venv`, and keeping it."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rockstar_site.embedded import folders
from rockstar_site.embedded.paths import BASE_DIR
from tests.embedded.conftest import is_alive

BIN = BASE_DIR / "bin"
NO_PYTHON = "RockStar needs Python 3.12 or 3.13 (found:{}): install one, or name it: "


@pytest.fixture
def machine(tmp_path):
    """A PATH with nothing but the programs that a test puts there; return how to put them."""
    (tmp_path / "path").mkdir()

    def program(name, answer="", status=0, folder=None):
        folder = folder or tmp_path / "path"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / name
        file.write_text(f"#!/bin/sh\nprintf '%s\\n' '{answer}'\nexit {status}\n")
        file.chmod(0o755)
        return file

    return program


@pytest.fixture
def find_python(tmp_path):
    def find(**env):
        plain = {"PATH": str(tmp_path / "path"), "HOME": str(tmp_path)}
        done = subprocess.run(
            ["/bin/sh", BIN / "find-python"], env=plain | env, capture_output=True, text=True
        )
        assert (done.returncode == 0) == bool(done.stdout) != bool(done.stderr)
        return done.stdout.strip() or done.stderr.strip()

    return find


def python(version, modules=True, where="/opt/python"):
    return f"{version} cpython 64 {modules}\n{where}"


def test_a_real_python_answers_the_question(find_python):
    executable = Path(sys.executable).resolve()
    assert Path(find_python(PYTHON=str(executable))).resolve() == executable


def test_the_newest_that_fits_is_taken(machine, find_python):
    machine("python3", python("3.12", where="/a"))
    machine("python3.13", python("3.13", where="/b"))
    assert find_python() == "/b"


def test_a_shim_that_fails_is_passed_over(machine, find_python, tmp_path):
    machine("python3.12", "command not found", status=127)
    machine("python3", python("3.11"))
    kept = tmp_path / ".pyenv" / "versions" / "3.12.1" / "bin"
    machine("python", python("3.12", where="/kept"), folder=kept)
    assert find_python() == "/kept"


@pytest.mark.parametrize("version", ["3.11", "3.14", "2.7"])
def test_other_versions_are_refused_in_one_sentence(machine, find_python, version):
    machine("python3", python(version))
    answer = find_python()
    assert answer.startswith(NO_PYTHON.format(f" {version}"))
    assert "\n" not in answer


@pytest.mark.parametrize(
    "build", ["3.13 cpythont 64 True", "3.12 pypy 64 True", "3.13 cpython 32 True"]
)
def test_builds_without_wheels_are_refused(machine, find_python, build):
    machine("python3", f"{build} True\n/x")
    assert find_python().startswith("RockStar needs Python")


def test_a_machine_without_python_gets_the_sentence(find_python):
    assert find_python().startswith(NO_PYTHON.format(" none"))


def test_a_python_without_venv_needs_uv(machine, find_python):
    machine("python3", python("3.12", modules=False, where="/usr/bin/python3"))
    assert "/usr/bin/python3 lacks the venv module" in find_python()
    machine("uv", status=1)
    assert find_python() == "/usr/bin/python3"


def test_a_named_python_is_not_silently_replaced(machine, find_python):
    machine("python3.13", python("3.13"))
    other = machine("other", python("3.11"))
    assert find_python(PYTHON=str(other)).startswith(f"RockStar: PYTHON={other} is not")


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone whose locks ask for nothing, so that installing needs no network."""
    folder = tmp_path / "clone"
    shutil.copytree(BIN, folder / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (folder / lock).write_text("# nothing\n")
    monkeypatch.delenv("VENV", raising=False)
    return folder


def bootstrap(clone, *arguments, code="", **env):
    """Run the bootstrap of `clone`; return its status and what it said. `code` runs before."""
    start = f"import sys; sys.path.insert(0, {str(clone / 'bin')!r}); import bootstrap, steps\n"
    go = f"{start}{code}\nsys.exit(bootstrap.main({list(arguments)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", go], env=os.environ | env, capture_output=True, text=True
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.fixture
def uv(tmp_path):
    """A PATH whose `uv` makes environments, and installs nothing.

    It refuses pebbles, and with glue it and its helper never come to an end.
    """
    program = tmp_path / "path" / "uv"
    program.parent.mkdir()
    program.write_text(
        f"""#!/bin/sh
for last; do :; done
case $1 in
venv) exec {sys.executable} -m venv --without-pip "$last" ;;
pip)
    if grep -q glue "$last"; then
        sleep 600 &
        echo $$ $! > "$GLUED.new" && mv "$GLUED.new" "$GLUED"
        wait
    fi
    ! grep pebbles "$last" ;;
esac
"""
    )
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def record(clone):
    return json.loads((clone / ".venv" / "rockstar.json").read_text())


def test_an_environment_is_made_once_and_renewed_when_a_lock_changes(clone):
    status, said = bootstrap(clone)
    assert (status, "packages of requirements.lock (" in said) == (0, True), said
    assert list(record(clone)) == ["requirements.lock"]
    assert bootstrap(clone) == (0, "")

    # What the tests need goes into the same environment, which then serves `make up` as well.
    status, said = bootstrap(clone, "--dev")
    assert (status, "virtual environment" in said) == (0, False)
    assert set(record(clone)) == {"requirements.lock", "requirements-dev.lock"}
    assert bootstrap(clone) == bootstrap(clone, "--dev") == (0, "")

    (clone / "requirements-dev.lock").write_text("# nothing else\n")
    status, said = bootstrap(clone)
    assert (status, "packages of requirements-dev.lock (" in said) == (0, True)
    assert bootstrap(clone) == (0, "")


def test_a_half_made_environment_is_made_anew(clone, uv):
    (clone / "requirements.lock").write_text("pebbles and sand\n")
    status, said = bootstrap(clone, PATH=uv)
    assert status == 1
    assert "RockStar: packages of requirements.lock failed" in said
    assert "pebbles and sand" in said, "the installer's own words"
    leftover = clone / ".venv" / "leftover"
    leftover.touch()
    (clone / "requirements.lock").write_text("# nothing\n")
    status, said = bootstrap(clone, PATH=uv)
    assert (status, "virtual environment" in said) == (0, True)
    assert not leftover.exists()


def test_no_room_is_one_sentence_and_nothing_is_touched(clone):
    full = (
        "steps.shutil.disk_usage = lambda _: __import__('types').SimpleNamespace(free=12 * 10**8)"
    )
    status, said = bootstrap(clone, code=full)
    assert status == 1
    assert said.startswith(f"RockStar: 3.0 GB are needed in {clone} for the packages, and 1.2 GB")
    assert len(said.splitlines()) == 1
    assert not (clone / ".venv").exists()


def test_a_folder_that_is_not_ours_is_not_removed(clone, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear").touch()
    status, said = bootstrap(clone, VENV=str(tmp_path / "letters"))
    assert status == 1
    assert "not made by us" in said
    assert (tmp_path / "letters" / "dear").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(clone, tmp_path):
    (tmp_path / "file").touch()
    status, said = bootstrap(clone, VENV=str(tmp_path / "file" / "deep" / "venv"))
    assert status == 1
    assert said.startswith("RockStar: Cannot use ")
    assert said.endswith("Not a directory. Set VENV to another folder.\n")
    assert len(said.splitlines()) == 1


def test_what_would_stop_the_site_is_said_before_the_packages(clone, uv, tmp_path, free_port):
    ignored = shutil.ignore_patterns("__pycache__")
    package = "rockstar_site/embedded"
    shutil.copytree(BASE_DIR / package, clone / package, ignore=ignored)
    var_dir = tmp_path / "var"
    place = {"VAR_DIR": str(var_dir), "PORT": str(free_port), "HOST": "127.0.0.1"}
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        status, said = bootstrap(clone, "--up", **place)
    sentence = (
        f"Port {free_port} is in use: stop the other program, or PORT={free_port + 1} make up"
    )
    assert (status, said) == (1, f"RockStar: {sentence}\n")
    with folders.locked(var_dir, "http://localhost:1/"):
        status, said = bootstrap(clone, "--up", **place)
    assert status == 1
    assert said.startswith(f"RockStar: A second copy is running on {var_dir}: http://localhost:1/")
    assert not (clone / ".venv").exists()
    assert bootstrap(clone, "--up", PATH=uv, **place)[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_of_make_stops_the_installer_and_its_helpers(clone, uv, tmp_path, number):
    shutil.copy(BASE_DIR / "Makefile", clone)
    (clone / "requirements.lock").write_text("glue\n")
    glued = tmp_path / "glued"
    env = os.environ | {"PATH": uv, "PYTHON": sys.executable, "GLUED": str(glued)}
    line = ["make", "--directory", clone, "venv"]
    with subprocess.Popen(line, env=env, stderr=subprocess.PIPE, start_new_session=True) as make:
        deadline = time.monotonic() + 60
        while not glued.exists():
            assert time.monotonic() < deadline
            assert make.poll() is None
            time.sleep(0.05)
        # A terminal sends its Ctrl-C to all, and a service manager its SIGTERM to make alone.
        (os.killpg if number == signal.SIGINT else os.kill)(make.pid, number)
        assert make.wait(60) != 0
        # Who has ended is nobody's child any more: it may take init a moment to see that.
        while left := [pid for pid in map(int, glued.read_text().split()) if is_alive(pid)]:
            assert time.monotonic() < deadline, f"still there: {left}"
            time.sleep(0.05)


def test_the_scripts_can_be_run():
    for script in ("bin/find-python", ".ci/run"):
        assert (BASE_DIR / script).stat().st_mode & stat.S_IXUSR
