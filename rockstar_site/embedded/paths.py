"""Where the embedded servers live, computed from VAR_DIR alone.

Every process finds the same servers this way: those that the supervisor starts, and a
`python manage.py shell` in another terminal.
"""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parents[2]
DATABASE = USER = "rockstar"
PG_PORT = 5432  # no TCP port: it only names the socket file

# Linux takes 107 bytes for the path of a Unix socket, macOS 103.
_LONGEST_SOCKET = 100
_SHARED_TEMPORARY = Path("/tmp")  # noqa: S108  (not $TMPDIR: it differs between processes)


def default_var_dir() -> Path:
    """Return VAR_DIR, absolute: of the environment, else `var/` in the repository."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").expanduser().resolve()


def runtime_dir(var_dir: Path) -> Path:
    """Return the folder of the sockets: `VAR_DIR/run`, or a short one elsewhere.

    Elsewhere if that is too deep for a socket, or has characters that a URL would have to quote
    (not all clients undo it). The short one carries the user's id and a hash of VAR_DIR, so that
    it is the same for every process of that user and another for every VAR_DIR. Whoever makes it
    checks its owner.
    """
    var_dir = var_dir.expanduser().resolve()
    near = var_dir / "run"
    socket = str(_pg_socket(near))
    if len(socket) < _LONGEST_SOCKET and quote(socket) == socket:
        return near
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    return _SHARED_TEMPORARY / f"rockstar-{os.getuid()}-{digest}"


def _pg_socket(runtime: Path) -> Path:
    return runtime / "postgres" / f".s.PGSQL.{PG_PORT}"


def postgres_socket_dir(var_dir: Path) -> Path:
    return runtime_dir(var_dir) / "postgres"


def valkey_socket(var_dir: Path) -> Path:
    return runtime_dir(var_dir) / "valkey.sock"


def postgres_data(var_dir: Path) -> Path:
    return var_dir / "postgres"


def logs(var_dir: Path) -> Path:
    return var_dir / "logs"


def database_url(var_dir: Path, database: str = DATABASE) -> str:
    """Return the URL of the embedded PostgreSQL, in libpq's form for a Unix socket.

    The port is spelled out because libpq would take PGPORT from the environment otherwise.
    """
    host = quote(str(postgres_socket_dir(var_dir)), safe="")
    return f"postgresql://{USER}@:{PG_PORT}/{database}?host={host}"


def redis_url(var_dir: Path) -> str:
    """Return the URL of the embedded Redis, in redis-py's form."""
    return f"unix://{valkey_socket(var_dir)}"
