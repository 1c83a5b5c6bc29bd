"""Somebody who looks at stones, and machines that see what is red, or dark, for detectors."""

import re

import pytest
from django.urls import reverse

from lab.models import Rater
from rockmatch.vision.detectors.base import Detector, best_first
from tests.factories import make_stimulus


@pytest.fixture
def stones():
    """A small lab: twelve rocks of the ladder, each in all its strengths."""
    return [
        make_stimulus(rung, key=f"ladder-{rock}-{rung}", family=f"ladder-{rock}")
        for rock in range(12)
        for rung in range(6)
    ]


@pytest.fixture
def begin():
    """Let a client say yes; gives the rater that they are from then on."""

    def begin(client):
        answer = client.post(reverse("lab-look-begin"), {"consent": "on"})
        assert answer.status_code == 302
        return Rater.objects.latest("began_at")

    return begin


@pytest.fixture
def answer():
    """Let a client answer the stone whose turn it is, by the form that is on the page."""

    def answer(client, seen, **sent):
        page = client.get(reverse("lab-look")).content.decode()
        action = re.search(r'action="(/lab/look/[0-9a-f-]{36}/)"', page).group(1)
        return client.post(action, {"seen": seen, **sent})

    return answer


class Eye(Detector):
    """Takes the middle of a picture for a face, as surely as its score says."""

    threshold, bars, version = 0.5, True, "1"

    def __init__(self, name, score):
        self.name, self._score, self.shown = name, score, 0

    def faces(self, picture):
        self.shown += 1
        side = picture.shape[0]
        middle = [side / 4, side / 4, side / 2, side / 2]
        return best_first([middle], [self._score(picture.mean(axis=(0, 1)) / 255)])


@pytest.fixture
def eyes(monkeypatch):
    eyes = [Eye("mtcnn", lambda mean: mean[0]), Eye("dark-seer", lambda mean: 1 - mean.max())]
    monkeypatch.setattr("rockmatch.vision.looking.installed", lambda: eyes)
    monkeypatch.setattr("rockmatch.vision.looking.seers", list)
    return eyes
