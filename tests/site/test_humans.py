"""A human's photograph through the whole house: a form, Redis, a worker process, FaceNet, disk."""

import io
import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from PIL import Image

from bench.residue import search
from bench.traces import traces_of
from rockmatch.vision.pictures import encode_picture, open_picture
from tests import faces
from tests.live import PASSWORD, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.weights]
OFFER, BRING = "/settings/offer/", "/curate/humans/new/"
EDGE = "rock-edge-7f3a"


class Tab:
    """A browser without scripts, in which a member has logged in."""

    def __init__(self, site, member):
        self.site, self.jar = site, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        self.get("/accounts/login/")
        self.post("/accounts/login/", {"login": member.username, "password": PASSWORD})

    def get(self, path):
        return self._open(Request(self.site.url + path))

    def post(self, path, fields):
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        return self._open(Request(self.site.url + path, data=body))

    def send(self, path, field, picture, **fields):
        """Post a form with a file."""
        fields = {"csrfmiddlewaretoken": self.token, **fields}
        parts = [
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{field}"; filename="me.jpg"'
        parts += [f"{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode(), picture]
        body = b"".join([*parts, f"\r\n--{EDGE}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
        return self._open(Request(self.site.url + path, data=body, headers=kind))

    def _open(self, request):
        with self.opener.open(request, timeout=60) as answer:
            return answer.read().decode()

    @property
    def token(self):
        return next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")


@pytest.fixture
def member(site):
    return site.member()


def humans(site, column, username):
    return site.sql(
        "SELECT human.status, human.error, human.crop FROM rockmatch_human human"
        f" JOIN profiles_member m ON m.id = human.{column} WHERE username = %s"
        " ORDER BY human.created_at",
        username,
    )


def settled(site, column, username):
    """Wait until all of somebody's humans are read."""

    def rows():
        found = humans(site, column, username)
        return found if found and all(row[0] in ("ready", "failed") for row in found) else None

    return wait_for(rows, seconds=60, what="the photographs to be read")


def waiting(site):
    return list(site.redis(2).scan_iter("human:*"))


def test_a_member_offers_themself_and_withdraws(site, member):
    tab = Tab(site, member)
    assert "Yes, I offer myself" in tab.get(OFFER)
    picture = faces.selfie()
    tab.send(OFFER, "image", picture, consent="on")
    [(status, error, crop)] = settled(site, "member_id", member.username)
    assert (status, error) == ("ready", "")
    file = site.var_dir / "humans" / crop
    with Image.open(file) as kept:
        assert (kept.format, kept.size) == ("WEBP", (160, 160))
    assert "This is kept of you" in tab.get(OFFER)
    original = traces_of(picture, encode_picture(open_picture(picture)), None)
    assert search(site, original).hits == set()
    assert "Withdrawn" in tab.post(f"{OFFER}withdraw/", {})
    assert humans(site, "member_id", member.username) == []
    assert not file.exists()
    assert waiting(site) == []


def test_a_curator_brings_somebody_and_the_same_photograph_again(site, member):
    site.sql("UPDATE profiles_member SET is_superuser = true WHERE username = %s", member.username)
    tab = Tab(site, member)
    again = faces.as_file(Image.open(io.BytesIO(faces.selfie())).resize((700, 700)))
    for picture in (faces.selfie(), again, faces.faceless()):
        tab.get(BRING)
        tab.send(BRING, "photographs", picture, names="Eileen Collins", source="NASA")
        settled(site, "brought_by_id", member.username)
    told = [row[:2] for row in humans(site, "brought_by_id", member.username)]
    assert told == [("ready", ""), ("failed", "near_duplicate"), ("failed", "no_face")]
    page = tab.get(BRING)
    [(where, name)] = set(re.findall(r'It is <a href="([^"]+)">([^<]+)</a>', page))
    assert name == "Eileen Collins"
    assert "Ready for pairing" in tab.get(where)
    assert waiting(site) == []
    tab.post(f"{where}delete/", {})
    assert len(humans(site, "brought_by_id", member.username)) == 2
