"""The lines of docs/api.md do what it says, in their order."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from rest_framework.test import APIClient

from feed import originals
from feed.models import Photo
from feed.services import hanging, photos
from profiles.exports import services as exports
from rockmatch import darkroom_sign, sealed_jobs, worker
from tests import faces
from tests.factories import add_figure, make_member, make_rock

pytestmark = pytest.mark.django_db
TOUR = Path(__file__).resolve().parents[1] / "docs" / "api.md"


def commands():
    """Give the lines of the shell that call something."""
    blocks = re.findall(r"```sh\n(.*?)```", TOUR.read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl ")]


def run(line, known):
    """Do what curl would do; the options are those that the tour needs."""
    for name, value in known.items():
        line = line.replace(f"${name}", value)
    assert "$" not in line, line
    words = iter(shlex.split(line)[1:])
    method, headers, body, form, address = "", {}, None, {}, ""
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--json":
                body = json.loads(next(words))
            case "-F":
                name, _, value = next(words).partition("=")
                form[name] = picture() if value.startswith("@") else value
            case _:
                assert not address, f"curl would not understand {word}"
                address = word
    parts = urlsplit(address)
    sent = {"data": form, "format": "multipart"} if form else {"data": body, "format": "json"}
    method = method or ("POST" if form or body is not None else "GET")
    where = f"{parts.path}?{parts.query}" if parts.query else parts.path
    call = getattr(APIClient(), method.lower())
    return call(where, headers=headers) if method == "GET" else call(where, headers=headers, **sent)


def picture():
    return SimpleUploadedFile("me.jpg", faces.selfie(), content_type="image/jpeg")


def develop(photo, data):
    """Do what the darkroom does, with two faces; gives the key of the original."""
    key = sealed_jobs.seal(originals.STORE, photo.pk, data)
    ready = {"status": "done", "version": 1, "width": 160, "height": 120, "sides": [160]}
    Photo.objects.filter(pk=photo.pk).update(token="0" * 32, **ready)
    for number in range(2):
        add_figure(photo, number=number)
    return key


def test_each_line_is_answered(monkeypatch):
    monkeypatch.setattr(worker, "is_there", lambda: True)
    monkeypatch.setattr(exports, "_queue", lambda export: None)
    monkeypatch.setattr(darkroom_sign, "is_open", lambda: True)
    monkeypatch.setattr(photos, "_queue", lambda photo, data: develop(photo, data))
    monkeypatch.setattr(hanging, "_send", lambda photo_id, key="": None)
    make_member("chert", rock=make_rock("Old Tor"))
    known = {"SITE": "https://rocks.example", "TOKEN": "", "ID": ""}
    lines = commands()
    for line in lines:
        answer = run(line, known)
        assert answer.status_code in (200, 201, 202, 204), (line, answer.content)
        told = answer.json() if answer.content else {}
        if isinstance(told, dict):
            kept = ("token", "id", "original_key")
            known |= {k.upper(): str(told[k]) for k in kept if k in told}
        Photo.objects.update(version=F("revision"))
    assert len(lines) > 25


def test_the_error_in_it_is_one():
    told = json.loads(re.search(r"```json\n(.*?)```", TOUR.read_text(), re.DOTALL)[1])
    client = APIClient()
    client.force_authenticate(make_member(rock=make_rock()))
    assert client.post("/api/v1/posts/", {"text": "\u200b"}).json() == told
