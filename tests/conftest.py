"""Fixtures that every test may use. Those that start real processes live in `tests.live`."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection
from django.utils import translation

from rockmatch.vision.reader import FaceReader
from rockmatch.vision.weights import WeightsError, verify_weights, weights_path
from tests.live import ROOT, Site

pytest_plugins = ["tests.parallel"]

LANGUAGE_CODE = "en"
LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let tests connect to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def plain_house(settings: Any, tmp_path: Path) -> None:
    """Media of their own, static files without a manifest, and a fast password hash."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        **{
            name: {**settings.STORAGES[name], "OPTIONS": {"location": tmp_path / name}}
            for name in settings.PRIVATE_STORAGES
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="module")
def no_dead_faces(django_db_blocker: Any) -> None:
    """Clear the index of faces of what earlier tests rolled back.

    They use the same few vectors over and over. Thousands of equal ones are islands in an HNSW
    graph, from which the living are not found; a museum has none, and its autovacuum.
    """
    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # no test has needed the database yet
    beside_a_browser = suppress(SynchronousOnlyOperation)  # where Django refuses its database
    with django_db_blocker.unblock(), beside_a_browser, connection.cursor() as cursor:
        cursor.execute("VACUUM rockmatch_pairing, rockmatch_human")


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Start without rate limits and signs of life of an earlier test."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Leave no language behind: a request sets its own, and nobody takes it back in a test."""
    yield
    translation.activate(LANGUAGE_CODE)


@pytest.fixture
def unit() -> Callable[..., np.ndarray[Any, np.dtype[np.float32]]]:
    """Make a unit vector: `unit(3)` along an axis, `unit(3, 0.2)` turned towards the next one."""

    def make(axis: int, turned: float = 0.0) -> np.ndarray[Any, np.dtype[np.float32]]:
        vector = np.zeros(128, np.float32)
        vector[axis], vector[axis + 1] = np.cos(turned), np.sin(turned)
        return vector

    return make


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start the whole house, as `make up` does: its own servers, web, worker and beat."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.house_settings"}
    with Site.started(tmp_path_factory.mktemp("site"), **settings) as running:
        yield running


@pytest.fixture(scope="session")
def weights() -> Path:
    """The FaceNet weights; a run without them fails, for it would prove nothing."""
    var_dir = os.environ.get("VAR_DIR") or ROOT / "var"
    path = weights_path(var_dir, os.environ.get("FACENET_WEIGHTS"))
    try:
        verify_weights(path)
    except WeightsError as problem:
        pytest.fail(str(problem))
    return path


@pytest.fixture(scope="session")
def reader(weights: Path) -> FaceReader:
    """Detector and network, loaded once for all tests that need them."""
    return FaceReader(weights)
