import os
from functools import cache

import numpy as np
import pytest
from django.contrib.auth.models import Group

from rockmatch import worker
from rockmatch.found.stone import make
from rockmatch.picture_store import client
from studio import stone_tasks
from studio.services import stones
from studio.services.stones import ORIGINALS
from tests.factories import make_member, make_rock
from tests.stones import Eyes, photograph, photograph_file

WORDS = {
    "name": "Grumpy Crail",
    "geology": "igneous",
    "stone": "basalt",
    "sentence": "It lay in the surf.",
    "alt": "A dark stone, two hollows.",
    "found_by": "Ann",
    "found_where": "Crail, Scotland",
}


def photographs():
    """The names of those that wait in Redis."""
    return list(client().scan_iter(f"{ORIGINALS.kind}:*"))


@pytest.fixture
def curator():
    """Somebody of the group."""
    member = make_member("ann", rock=make_rock())
    member.groups.add(Group.objects.get(name="curators"))
    return member


@pytest.fixture
def worker_there():
    """Give the sign of life that a running worker gives."""
    worker.cache.set(worker._loaded(os.getpid()), "loaded")
    worker.show_up()


@pytest.fixture
def eyes(monkeypatch):
    """What the worker sees with; it can be told what to see."""
    seeing = Eyes()
    monkeypatch.setattr(stone_tasks, "Networks", lambda: seeing)
    return seeing


@pytest.fixture
def jobs(monkeypatch):
    """The jobs that are queued, each as a function that does it."""
    queued = []

    def queue(args, **_):
        queued.append(lambda: stone_tasks.look_at_stone(*args))

    monkeypatch.setattr(stone_tasks.look_at_stone, "apply_async", queue)
    yield queued
    for key in photographs():
        client().delete(key)


@pytest.fixture
def bring(worker_there, eyes, jobs):
    """Let a member bring a stone; the worker has yet to look at it."""

    def brought(member, picture=None, *, wanted="cut", is_given=True, **words):
        worker.show_up()  # its sign is seen for ten seconds
        return stones.bring(
            member,
            photograph_file() if picture is None else picture,
            wanted=wanted,
            is_given=is_given,
            **(WORDS | words),
        )

    return brought


@pytest.fixture
def looked_at(bring, jobs):
    """A stone that the worker has looked at."""

    def made(member=None, **how):
        stone = bring(member or make_member(), **how)
        jobs[-1]()
        stone.refresh_from_db()
        return stone

    return made


@cache
def made_of(wanted):
    """What the worker makes of the photograph, made once for all tests."""
    return make(np.asarray(photograph()[0]), cut=wanted == "cut", eyes=Eyes())


@pytest.fixture
def waiting(bring):
    """A stone that waits for a curator, with its files; no worker had to look at it."""

    def made(member=None, *, wanted="cut", **how):
        stone = bring(member or make_member(), wanted=wanted, **how)
        stones.finish(stone.pk, made_of(wanted))
        stones.ORIGINALS.destroy(stone.pk)
        stone.refresh_from_db()
        return stone

    return made
