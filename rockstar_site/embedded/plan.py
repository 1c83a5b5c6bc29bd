"""What `make up` runs, as data: what prepares the house and the processes that are it.

An environment value may stand in an argument as `{NAME}`.
"""

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rockstar_site.embedded import paths


@dataclass(frozen=True)
class Service:
    """A process that runs until the house stops, and is started again if it dies."""

    name: str
    arguments: tuple[str, ...]
    patience: float = 10


@dataclass(frozen=True)
class Plan:
    """Everything that the supervisor starts on top of the two servers.

    Attributes:
        setup: Arguments of this Python for commands that have to succeed first. Their output is
            the operator's and goes into no log.
        services: Started in this order; the one called `web` must answer before the next starts.
        health_path: Where it answers with status 200.
        welcome: Arguments of this Python for commands that have something to say to the operator
            once the site answers.
    """

    setup: tuple[tuple[str, ...], ...]
    services: tuple[Service, ...]
    health_path: str = "/healthz"
    welcome: tuple[tuple[str, ...], ...] = ()


def _service(name: str, module: str) -> Service:
    return Service(name, ("-m", *module.split()))


def _workshop() -> tuple[Service, ...]:
    """Where the renderer is installed, the worker that makes bespoke rocks."""
    if importlib.util.find_spec("mitsuba") is None:
        return ()
    return (_service("workshop", "rockstar_site.workshop"),)


HOUSE = Plan(
    setup=(("-m", "rockstar_site.embedded.prepare"),),
    services=(
        _service("web", "rockstar_site.web"),
        _service(
            "beat",
            "celery -A rockstar_site beat --loglevel INFO --schedule {VAR_DIR}/beat.schedule "
            "--pidfile=",
        ),
        _service(
            "worker",
            "celery -A rockstar_site worker --loglevel INFO --without-gossip --without-mingle",
        ),
        _service("darkroom", "rockstar_site.darkroom"),
        *_workshop(),
    ),
)


def command(arguments: tuple[str, ...], env: Mapping[str, str]) -> list[str]:
    """Return the command line, with `{NAME}` replaced by its value in `env`."""
    return [sys.executable, *(argument.format_map(env) for argument in arguments)]


def environment(base: Mapping[str, str], var_dir: Path) -> dict[str, str]:
    """Return what every child gets: `base`, VAR_DIR, and the defaults of what is not set."""
    defaults = {
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "WORKER_PROCESSES": "0",
        "WORKER_THREADS": "0",
        "MALLOC_ARENA_MAX": "2",  # glibc keeps memory for every thread that ever opened a picture
        "DATABASE_URL": paths.database_url(var_dir),
        "REDIS_URL": paths.redis_url(var_dir),
    }
    chosen = {key: base.get(key) or default for key, default in defaults.items()}
    return {**base, **chosen, "VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1"}
