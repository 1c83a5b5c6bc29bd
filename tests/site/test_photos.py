"""A photo through the whole house: HTTP, Redis, a darkroom process, its detectors, the disk."""

import io
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rockmatch.vision.finding import find_all_faces
from tests import faces
from tests.live import wait_for

pytestmark = [pytest.mark.worker, pytest.mark.weights]
DARKROOM = "rockstar_site.darkroom"


@pytest.fixture
def visitor(site):
    member = site.member()
    member.call("POST", "/api/v1/me/rock/", {"slug": "dover-hush"})
    return member


def send(site, visitor, picture):
    """Post a photo, once the darkroom has shown itself."""
    wait_for(site.has_darkroom, seconds=60, what="the darkroom")
    answer = site.upload(
        "/api/v1/photos/", picture, "us.jpg", {"alt": "An astronaut"}, token=visitor.token
    )
    assert answer.status == 202, answer.body
    return answer.json


def outcome(visitor, photo, *, seconds=120):
    def finished():
        state = visitor.call("GET", f"/api/v1/photos/{photo['id']}/").json
        settled = state["status"] in ("done", "failed") and not state["changing"]
        return state if settled else None

    return wait_for(finished, seconds=seconds, what="the photo")


def is_kept(site, photo):
    """Whether the original of this photo still lies in Redis; other tests' photos may."""
    keys = [key.decode() for key in site.redis(2).scan_iter("*")]
    return any(photo["id"] in key for key in keys)


def stored(site):
    """The names of all files of photos."""
    folders = (site.var_dir / "media" / "photos", site.var_dir / "grounds")
    return {str(path) for folder in folders for path in folder.rglob("*") if path.is_file()}


def words_of(site):
    """All that stands in a log."""
    return "".join(path.read_text() for path in Path(site.var_dir / "logs").glob("*.log"))


def middle_of(face):
    left, top, right, bottom = face.box
    return (left + right) / 2 / 512, (top + bottom) / 2 / 512


def stands(place, figures):
    """Whether a rock stands at a place, in shares of the photo."""
    x, y = place
    return any(
        abs(figure["x"] - x) < figure["half_width"] and abs(figure["y"] - y) < figure["half_height"]
        for figure in figures
    )


def test_a_rock_stands_for_the_face_and_only_that_is_stored(site, visitor):
    picture = faces.as_file(faces.astronaut(), quality=92)
    photo = send(site, visitor, picture)
    assert is_kept(site, photo)
    state = outcome(visitor, photo)
    assert state["status"] == "done"
    largest = next(file for file in state["picture"]["files"] if file["format"] == "webp")
    shown = site.call("GET", largest["url"].removeprefix(site.url)).body
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (largest["width"], largest["height"]) == (512, 512)
        assert not image.getexif()
        left = find_all_faces(np.asarray(image.convert("RGB")))
    [hers] = find_all_faces(np.asarray(faces.astronaut()))[:1]
    assert stands(middle_of(hers), state["figures"])
    assert all(stands(middle_of(face), state["figures"]) for face in left)  # a rock's own
    posted = visitor.call("POST", "/api/v1/posts/", {"text": "Up", "photos": [photo["id"]]})
    assert posted.json["photos"][0]["id"] == photo["id"]
    assert not is_kept(site, photo)
    assert photo["original_key"] not in words_of(site)


def test_another_rock_comes_from_the_ground_and_a_rock_goes_by_the_original(site, visitor):
    photo = send(site, visitor, faces.as_file(faces.astronaut()))
    first = outcome(visitor, photo)
    figure = f"/api/v1/photos/{photo['id']}/figures/0/"
    assert visitor.call("PATCH", figure, {"swap": True}).status == 202
    second = outcome(visitor, photo)
    assert second["picture"]["files"] != first["picture"]["files"]
    gone = first["picture"]["files"][0]["url"].removeprefix(site.url)
    wait_for(lambda: site.call("GET", gone).status == 404, seconds=20, what="the former picture")
    key = {"original_key": photo["original_key"]}
    assert visitor.call("PATCH", figure, {"spared": True}).status == 400
    assert visitor.call("PATCH", figure, {"spared": True}, **key).status == 202
    third = outcome(visitor, photo)
    assert (third["figures"][0]["rock"], third["picture"]["spared"]) == (None, 1)
    assert visitor.call("PATCH", figure, {"spared": False}).status == 202
    assert outcome(visitor, photo)["figures"][0]["rock"]
    before = stored(site)
    assert visitor.call("DELETE", f"/api/v1/photos/{photo['id']}/").status == 204
    assert stored(site) < before
    assert not is_kept(site, photo)


def test_a_darkroom_that_is_killed_leaves_a_sentence_and_nothing_else(site, visitor):
    before = stored(site)
    photo = send(site, visitor, faces.far_away())
    where = f"/api/v1/photos/{photo['id']}/"
    wait_for(
        lambda: visitor.call("GET", where).json["status"] == "finding", seconds=60, what="its turn"
    )
    os.kill(site.processes(DARKROOM)[-1], signal.SIGKILL)
    state = outcome(visitor, photo)
    assert (state["status"], state["error"]["code"]) == ("failed", "trouble")
    assert not is_kept(site, photo)
    assert stored(site) == before
    again = send(site, visitor, faces.as_file(faces.astronaut()))
    assert outcome(visitor, again)["status"] == "done"
    visitor.call("DELETE", f"/api/v1/photos/{again['id']}/")
    assert stored(site) == before
    assert photo["original_key"] not in words_of(site)
