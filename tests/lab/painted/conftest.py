"""A site that paints, with a painter made by hand; `tests/rockmatch/painting` has the real one."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from lab import tasks
from lab.painted import painter
from rockmatch import darkroom_sign, picture_store
from tests import faces
from tests.factories import make_member
from tests.lab.painted.painter_by_hand import Painter
from tests.pictures import make_rock_with_portrait


@pytest.fixture
def studio(monkeypatch):
    """The painter, and nothing in Redis."""
    picture_store.client().flushdb()
    darkroom_sign.SIGN.show()
    made = Painter()
    monkeypatch.setattr(painter, "paint_apart", made.paint_apart)
    monkeypatch.setattr(
        tasks.paint_sitting, "apply_async", lambda args, **how: made.jobs.append((args, how))
    )
    yield made
    darkroom_sign.SIGN.hide()
    picture_store.client().flushdb()


@pytest.fixture
def rock():
    return make_rock_with_portrait("Quiet Heron")


@pytest.fixture
def member(rock):
    return make_member("mira", rock=rock)


@pytest.fixture
def sit(client, member, studio):
    """Send a picture as a script does; gives the answer."""
    client.force_login(member)

    def sit(picture=None, *, by=client, script=True, **fields):
        image = ContentFile(faces.selfie() if picture is None else picture, "me.jpg")
        sent = {"consent": "true", "image": image} | fields
        headers = {"Accept": "application/json"} if script else {}
        return by.post(reverse("lab-painted"), sent, headers=headers)

    return sit
