"""What the house says of itself to whoever watches it."""

import pytest
from django.core.cache import cache

from rockmatch import darkroom_sign, worker, workshop
from rockstar_site import health
from tests.factories import make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_there(monkeypatch):
    make_rock()
    checks = {name: lambda: True for name in ("worker", "weights")}
    monkeypatch.setattr(health, "_CHECKS", health._CHECKS | checks)


def test_up_is_up(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_is_what_a_selfie_needs(client, all_there):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert set(answer.json()["parts"]) == {"database", "redis", "worker", "weights", "museum"}


def test_without_a_worker_it_is_not(client, all_there, monkeypatch):
    monkeypatch.setattr(health, "_CHECKS", health._CHECKS | {"worker": worker.is_there})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["worker"]) == (503, False)


def test_a_darkroom_and_a_workshop_are_told_of_and_not_waited_for(client, all_there):
    assert client.get("/readyz").json()["also"] == {"darkroom": False, "workshop": False}
    assert client.get("/readyz").status_code == 200
    cache.set(darkroom_sign.SIGN.name, "open")
    assert client.get("/readyz").json()["also"] == {"darkroom": True, "workshop": False}
    cache.set(workshop.SIGN.name, "open")
    assert client.get("/readyz").json()["also"] == {"darkroom": True, "workshop": True}
