"""The one TCP port of the house: whether it is free, and whether the site answers on it."""

import http.client
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from rockstar_site.embedded.errors import StartError

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (a look-up, nothing is bound)


def port_of(env: Mapping[str, str]) -> int:
    """Return PORT.

    Raises:
        StartError: It is not a port.
    """
    text = env["PORT"]
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise StartError(f"PORT={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def check_free(host: str, port: int) -> None:
    """Raise StartError unless we can listen on `host`:`port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except PermissionError as error:
            raise StartError(f"Only root may use port {port}: PORT=8001 make up") from error
        except OSError as error:
            if error.errno is None or "in use" not in str(error):
                raise StartError(f"Cannot listen on HOST={host}: {error.strerror}.") from error
            raise StartError(
                f"Port {port} is in use: stop the other program, or PORT={port + 1} make up"
            ) from error


def url_of(env: Mapping[str, str]) -> str:
    """Return the address to print: SITE_URL if the operator has set one."""
    return (env.get("SITE_URL") or f"http://localhost:{env['PORT']}").rstrip("/") + "/"


def answers(env: Mapping[str, str], path: str) -> bool:
    """Whether the site answers `path` with status 200."""
    host = _ANYWHERE.get(env["HOST"], env["HOST"])
    connection = http.client.HTTPConnection(host, int(env["PORT"]), timeout=5)
    try:
        name = urlsplit(url_of(env)).hostname or "localhost"
        connection.request("GET", path, headers={"Host": name})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
