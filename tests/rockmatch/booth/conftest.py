import pytest

from rockmatch import picture_store, tasks
from tests.factories import make_pairing
from tests.pictures import make_rock_with_portrait
from tests.rockmatch.booth.visiting import press, read


@pytest.fixture
def booth(settings, worker_there, client):
    """A site that has a booth, and nobody in it; gives the visitors' client."""
    settings.BOOTH = settings.BOOTH_MAILS = True
    picture_store.client().flushdb()
    return client


@pytest.fixture
def jobs(monkeypatch):
    """The jobs that were sent, which nobody takes up by themself."""
    sent = []
    monkeypatch.setattr(
        tasks.read_visitor, "apply_async", lambda args, **how: sent.append((args, how))
    )
    return sent


@pytest.fixture
def rock():
    """A rock whose portrait is there."""
    return make_rock_with_portrait("Only Tor", colour="#5c6b73")


@pytest.fixture
def found(booth, jobs, monkeypatch, picture, face, unit, rock):
    """Find the rock of a visitor through a pairing that has these fields; gives their address."""

    def visit(**fields):
        make_pairing(rock, unit(0), **fields)
        address = press(booth, picture()).json()["url"]
        read(monkeypatch, jobs, face)
        return address

    return visit
