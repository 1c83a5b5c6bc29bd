"""A reader made by hand, and jobs that are kept until a test lets them be done."""

import io
from itertools import count

import numpy as np
import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from PIL import Image

from rockmatch import worker
from rockmatch.vision.alignment import TEMPLATE
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import Face
from rockmatch.vision.quality import Quality
from studio import human_store, tasks
from tests.factories import make_member, make_rock

NOBODY = (250, 250, 250)
_sizes = count(100)


def photograph(person, view=0, kind="PNG"):
    """A file of somebody: views within 10 of each other are the same photograph, within 90 perhaps
    the same person. Each file is another one."""
    file = io.BytesIO()
    Image.new("RGB", (next(_sizes), 100), (person, 0, view)).save(file, kind)
    return file.getvalue()


def nobody():
    file = io.BytesIO()
    Image.new("RGB", (next(_sizes), 100), NOBODY).save(file, "PNG")
    return file.getvalue()


def vector_of(person, view=0):
    """People, who are tens, lie nearly at right angles; a view turns them to where nobody lies."""
    axis = np.zeros(128)
    axis[:64] = np.random.default_rng(round(person / 10)).normal(size=64)
    axis /= np.linalg.norm(axis)
    aside = np.zeros(128)
    aside[64:] = 1 / 8
    turned = np.cos(view / 100) * axis + np.sin(view / 100) * aside
    return turned.astype(np.float32)


class ToyReader:
    """Reads who it is from the red of a photograph, and the view from the blue."""

    def __init__(self):
        self.fails_with = None
        self.reads = 0

    def read(self, picture):
        self.reads += 1
        if self.fails_with:
            raise self.fails_with
        red, green, blue = picture.reshape(-1, 3).mean(0)
        if green > 200:
            raise FaceError("no_face")
        crop = np.full((160, 160, 3), (red, 0, blue), np.uint8)
        quality = Quality(9, 1, 99, 0)
        return Face((0, 0, 9, 9), TEMPLATE.astype(np.float32), crop, quality, vector_of(red, blue))


class Jobs:
    """What was queued, as the broker would have it."""

    def __init__(self):
        self.waiting = []

    def take(self, args, **_):
        self.waiting.append(args)

    def work(self):
        """Do all that waits; done jobs can be delivered again."""
        done, self.waiting = self.waiting, []
        for args in done:
            tasks.read_human.apply(args=args)
        return done


@pytest.fixture
def toy(monkeypatch):
    """The worker's reader, and its sign of life."""
    made = ToyReader()
    monkeypatch.setattr(worker, "reader", lambda: made)
    monkeypatch.setattr(worker, "is_there", lambda: True)
    human_store.client().flushdb()
    return made


@pytest.fixture
def jobs(monkeypatch, toy):
    made = Jobs()
    monkeypatch.setattr(tasks.read_human, "apply_async", made.take)
    return made


@pytest.fixture
def curator():
    return make_curator()


def make_curator(username=""):
    member = make_member(username, rock=make_rock())
    member.groups.add(Group.objects.get(name="curators"))
    return member


def sealed():
    """The names of photographs that wait in Redis."""
    return list(human_store.client().scan_iter("human:*"))


def crops():
    """The files in the storage of humans."""
    try:
        return storages["humans"].listdir("")[1]
    except FileNotFoundError:
        return []
