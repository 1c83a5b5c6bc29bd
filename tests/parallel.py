"""Two processes that share the tests between them, as `make test` starts them (pytest-xdist).

Each has a test database of its own (pytest-django), a Redis of its own, and runs whole files.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from rockstar_site.embedded import folders, paths, valkey
from rockstar_site.embedded.process import Child
from tests.live import wait_for

# What both begin with, each with a running site and a browser of its own, and then single tests for
# which one process would wait at the end. The longest come first.
FIRST = (
    "tests/browser/test_axe.py",
    "tests/site/test_selfie.py",
    "tests/browser/",
    "tests/site/",
    "tests/profiles/test_relations_machine.py",
)


class WholeFiles(LoadScopeScheduling):
    """Hands out whole files, in the order in which they were collected.

    That is the order of pytest-django: a test that ends its transactions empties the database, what
    migrations put there too, so its file is in two parts and the second comes later.
    """

    @cached_property
    def _parts(self) -> dict[str, str]:
        collected = next(iter(self.registered_collections.values()))
        assert len(set(collected)) == len(collected)  # of two with one name, one would be lost
        return {
            nodeid: f"{number} {file}"
            for number, (file, together) in enumerate(groupby(collected, _file))
            for nodeid in together
        }

    def _split_scope(self, nodeid: str) -> str:
        return self._parts[nodeid]


class Patience:
    """Waits for a server, and leaves the signals to pytest."""

    def until(self, child: Child, ready: Callable[[], bool], *, timeout: float) -> None:
        wait_for(ready, seconds=timeout, what=f"{child.name} to answer")

    def stop(self, child: Child) -> None:
        child.kill()


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


@contextmanager
def own_redis() -> Iterator[str]:
    """Run a Redis that nobody else has, and give its address."""
    with TemporaryDirectory(prefix="redis-", dir=os.environ.get("VAR_DIR")) as folder:
        var_dir = Path(folder).resolve()
        folders.prepare(var_dir, needed_bytes=0)
        server = valkey.start(var_dir, os.environ, Patience())  # type: ignore[arg-type]
        try:
            yield paths.redis_url(var_dir)
        finally:
            server.kill()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Any) -> None:
    """Name each process its Redis before it reads Django's settings.

    Numbers would not do: what is published in one database is heard in all.
    """
    servers = ExitStack()
    config.add_cleanup(servers.close)
    for spec in specs:
        spec.env["REDIS_URL"] = servers.enter_context(own_redis())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles | None:
    if config.option.dist != "load":  # which -n alone means
        return None
    config.option.loadscopereorder = False
    return WholeFiles(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test a name of its own; in a process among others, put what takes long first."""
    for item in items:
        call = item.name.partition("[")[2].removesuffix("]")
        if call and item.id.params is None:  # schemathesis 4.32 puts it where pytest 9.2 drops it
            item._id = item.id.with_params(call)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: [not item.nodeid.startswith(files) for files in FIRST])
