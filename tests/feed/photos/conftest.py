"""A darkroom whose detectors are made by hand: what it is sent it does when a test lets it."""

import io
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from django.core.cache import cache
from PIL import Image

from feed import tasks
from feed.models import Figure, Photo
from feed.services import drafts, figures, photos
from rockmatch import darkroom_sign, picture_store
from rockmatch.photos import rockify
from rockmatch.photos.hanging import Rockified
from rockmatch.photos.rockify import Looked, Standing
from rockmatch.vision.errors import PictureError
from tests.factories import make_member, make_rock

WIDTH, HEIGHT = 160, 120
DRAWN = ("dover-hush", "albie-downs", "rhuddan", "verdan-loom", "silk-orrin", "lowell-marl")


def face(x=0.3, y=0.5, **more):
    return Standing(x=x, y=y, half_width=0.1, half_height=0.16, **more)


def picture(kind="JPEG", size=(WIDTH, HEIGHT)):
    file = io.BytesIO()
    Image.new("RGB", size, (90, 120, 60)).save(file, kind)
    return file.getvalue()


@dataclass
class Darkroom:
    """Finds `faces`, draws rocks in turn, and notes what it was asked to hang."""

    faces: tuple = (face(0.3), face(0.7))
    jobs: list = field(default_factory=list)
    hung: list = field(default_factory=list)  # of each time: from what, and the places
    fails: list = field(default_factory=list)  # what it raises, the next time first
    own: tuple = ()  # the rocks of members' own that came along, the last time
    drawn: int = 0

    def look(self, data):
        self._stumble()
        Image.open(io.BytesIO(data)).load()
        return Looked(np.full((HEIGHT, WIDTH, 3), 90, np.uint8), self.faces)

    def hang(self, picture, places, own=()):
        self.own = own
        return self._made("original", places)

    def rehang(self, ground, places, own=()):
        self.own = own
        if ground != b"a ground":
            raise PictureError("not_an_image")
        return self._made("ground", places)

    def _made(self, source, places):
        self._stumble()
        self.hung.append((source, [place.rock for place in places]))
        files = {(kind, side): b"a photo" for side in (160, 80) for kind in ("webp", "avif")}
        return Rockified(
            width=WIDTH,
            height=HEIGHT,
            files=files,
            ground=b"a ground",
            faces=tuple(self._stood(place) for place in places),
            warnings=() if places else ("no_face",),
            colour="#5a783c",
            preview=b"small",
        )

    def _stood(self, place):
        if place.spared or place.rock:
            return place
        self.drawn += 1
        return replace(place, rock=DRAWN[(self.drawn - 1) % len(DRAWN)])

    def _stumble(self):
        if self.fails:
            raise self.fails.pop(0)

    def work(self):
        """Do all that it was sent."""
        while self.jobs:
            task, args = self.jobs.pop(0)
            task.apply(args=args)


@pytest.fixture
def darkroom(monkeypatch):
    made = Darkroom()
    for name in ("look", "hang", "rehang"):
        monkeypatch.setattr(rockify, name, getattr(made, name))
    for task in (tasks.develop_photo, tasks.hang_photo, tasks.rename_photos):
        monkeypatch.setattr(
            task, "apply_async", lambda args, task=task, **_: made.jobs.append((task, args))
        )
    cache.set(darkroom_sign.SIGN.name, "open")  # for longer than a busy machine takes
    return made


@pytest.fixture(autouse=True)
def empty_store():
    picture_store.client().flushdb()


def sealed():
    """The originals that wait in Redis."""
    return list(picture_store.client().scan_iter("photo:*"))


@pytest.fixture
def commit(django_capture_on_commit_callbacks, darkroom):
    """Do something, and all that follows once it is committed; also what the darkroom does."""

    def do(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            done = act(*args, **kwargs)
        while darkroom.jobs:
            with django_capture_on_commit_callbacks(execute=True):
                darkroom.work()
        return done

    return do


@pytest.fixture
def hung(commit):
    """Make a photo of a member's that is ready: `hung(mira)`; gives it and its key."""

    def make(member, **more):
        submitted = commit(photos.submit, member, picture(), **more)
        photo = Photo.objects.get(pk=submitted.photo.pk)
        assert photo.is_done
        return photo, submitted.key

    return make


def at(photo, number=0):
    return Figure.objects.get(photo=photo, number=number)


def shown(photo):
    return list(Figure.objects.filter(photo=photo).values_list("shown", flat=True))


@pytest.fixture
def photo(mira, hung):
    """Two figures, in a draft of Mira's."""
    return hung(mira, draft=drafts.start_draft(mira, "Us"))[0]


@pytest.fixture
def ada():
    return make_member("ada", rock=make_rock("Meringue"))


@pytest.fixture
def posted(mira, ada, photo, commit):
    """In a post, with Ada named."""
    commit(figures.name, at(photo), "@Ada")
    post = commit(drafts.publish_draft, mira, photo.draft_id)
    photo.refresh_from_db()
    assert photo.post == post
    return photo


@pytest.fixture
def agreed(posted, ada, commit):
    commit(figures.answer, ada, at(posted), is_me=True)
    return posted
