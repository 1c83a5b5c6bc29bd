"""Makes the virtual environment and installs the locked requirements, if that is still to do.

Run it with a Python that `bin/find-python` found: `python bin/bootstrap.py [--dev | --up]`.
Standard library alone. VENV names another folder than `.venv`.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import steps

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"  # DEV holds all of RUNTIME

# TensorFlow alone is 1.3 GB unpacked, beside what was downloaded.
SPACE = {RUNTIME: 3_000_000_000, DEV: 3_500_000_000}
SPACE_FOR_CHANGES = 1_000_000_000

# On all cores at once, where pip takes one. A file that cannot be compiled is not our business.
_COMPILE = """
import compileall, re, sysconfig
site = sysconfig.get_path("purelib")
compileall.compile_dir(site, quiet=2, workers=0, maxlevels=30, rx=re.compile("/tests?/"))
"""

_ADVICE = " (is there a network, and does pip or uv reach its package index?)"
_RECORD = "rockstar.json"  # in the environment: the hashes of the locks that it has
_UNFINISHED = "rockstar.unfinished"  # in the environment while we work on it


def main(argv: list[str]) -> int:
    """Bring the environment up to date; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    parser.add_argument("--up", action="store_true", help="first see whether the site could start")
    options = parser.parse_args(argv)
    steps.stop_on_signals()
    venv = ROOT / os.environ.get("VENV", ".venv")
    try:
        with steps.alone(venv.parent):
            bring_up_to_date(venv, dev=options.dev, up=options.up)
    except steps.BootstrapError as error:
        steps.say(f"RockStar: {error}")
        return 1
    except OSError as error:
        place = error.filename or venv
        steps.say(f"RockStar: Cannot use {place}: {error.strerror}. Set VENV to another folder.")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def bring_up_to_date(venv: Path, *, dev: bool, up: bool = False) -> None:
    """Make `venv` if it is missing or half-made, and install what its record does not show.

    Args:
        venv: The environment's folder.
        dev: Also what the tests and checks need.
        up: The site is to start next, so look at its port and VAR_DIR before minutes of work.

    Raises:
        BootstrapError: No room, no network, a folder that is not ours to replace, or no site.
        OSError: A folder cannot be made or written to.
    """
    record = read_record(venv)
    dev = dev or DEV in record
    lock = DEV if dev else RUNTIME
    wanted = {name: _digest(ROOT / name) for name in ((RUNTIME, DEV) if dev else (RUNTIME,))}
    usable = _is_usable(venv)
    if usable and all(record.get(name) == digest for name, digest in wanted.items()):
        return
    if up:
        check_site()
    steps.check_space(venv, SPACE_FOR_CHANGES if usable else SPACE[lock], "the packages")
    if not usable:
        _make(venv)
    (venv / _UNFINISHED).touch()
    steps.run(f"packages of {lock}", _install_command(venv, ROOT / lock), advice=_ADVICE)
    steps.run("compiled", [venv / "bin" / "python", "-c", _COMPILE])
    (venv / _RECORD).write_text(json.dumps(wanted, indent=1))
    (venv / _UNFINISHED).unlink()


def check_site() -> None:
    """Ask what the supervisor will ask again: a port in use need not wait for the packages.

    Raises:
        BootstrapError: The supervisor would not start the site.
    """
    # The package without its __init__, which loads Celery. What we need of it imports nothing.
    package = types.ModuleType("rockstar_site")
    package.__path__ = [str(ROOT / "rockstar_site")]
    sys.modules["rockstar_site"] = package
    from rockstar_site.embedded import address, errors, folders, paths, plan

    var_dir = paths.default_var_dir()
    env = plan.environment(os.environ, var_dir)
    try:
        port = address.port_of(env)
        folders.prepare(var_dir)
        with folders.locked(var_dir, ""):
            address.check_free(env["HOST"], port)
    except errors.StartError as error:
        raise steps.BootstrapError(str(error)) from error


def read_record(venv: Path) -> dict[str, str]:
    """Return {lock: its sha256} of what was installed, empty if nothing was."""
    try:
        record = json.loads((venv / _RECORD).read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _is_usable(venv: Path) -> bool:
    """Whether `venv` is whole and has a Python that fits. One made by hand is taken as it is."""
    if (venv / _UNFINISHED).exists() or not (venv / "pyvenv.cfg").exists():
        return False
    fits = "import sys; sys.exit(not (3, 12) <= sys.version_info < (3, 14))"
    try:
        python = [str(venv / "bin" / "python"), "-c", fits]
        return subprocess.run(python, check=False, capture_output=True).returncode == 0  # noqa: S603
    except OSError:
        return False


def _make(venv: Path) -> None:
    """Make an empty environment in place of whatever half-made one is there."""
    if venv.exists():
        ours = (venv / _UNFINISHED).exists() or (venv / _RECORD).exists()
        if not ours and any(venv.iterdir()):
            raise steps.BootstrapError(
                f"{venv} is not a working environment of Python 3.12 or 3.13, and not made by us: "
                "remove it, or set VENV to another folder."
            )
        shutil.rmtree(venv)
    venv.mkdir(parents=True)
    (venv / _UNFINISHED).touch()
    if uv := shutil.which("uv"):
        command: list[str | Path] = [
            uv,
            "venv",
            "--no-project",
            "--allow-existing",
            "--python",
            sys.executable,
            venv,
        ]
    else:
        command = [sys.executable, "-m", "venv", venv]
    steps.run("virtual environment", command)


def _install_command(venv: Path, lock: Path) -> list[str | Path]:
    """Install what a lock names and nothing else: pyproject.toml says what is left out of it."""
    python = venv / "bin" / "python"
    if uv := shutil.which("uv"):
        installer: list[str | Path] = [uv, "pip", "install", "--python", python]
        return [*installer, "--no-deps", "--require-hashes", "-r", lock]
    installer = [python, "-m", "pip", "install", "--no-user", "--disable-pip-version-check"]
    installer += ["--no-input", "--progress-bar=off", "--no-compile", "--no-deps"]
    return [*installer, "--require-hashes", "-r", lock]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
