"""Machines that see what is red, or dark, in place of detectors that take their time."""

import pytest
from django.utils import timezone

from lab.models import Rater, Stimulus, Trial
from rockmatch.vision.detectors.base import Detector, best_first


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


@pytest.fixture
def ladder_stone(db):
    def make(key):
        family = key.rpartition("-")[0]
        return Stimulus.objects.create(key=key, kind=Stimulus.Kind.LADDER, family=family)

    return make


@pytest.fixture
def answer_of(db):
    """One answer of somebody new."""

    def make(stone, seen, **rater):
        somebody = Rater.objects.create(consent_version="1", **rater)
        now = timezone.now()
        return Trial.objects.create(
            rater=somebody, stimulus=stone, round=1, place=1, seen=seen, answered_at=now
        )

    return make
