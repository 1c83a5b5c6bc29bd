"""What is made of a detector's and FaceNet's answers, without either."""

from types import SimpleNamespace

import numpy as np
import pytest

from rockmatch.painting import verdict as module
from rockmatch.painting.verdict import judge
from rockmatch.vision.alignment import TEMPLATE
from rockmatch.vision.detection import Detection

PAINTED = np.full((160, 160, 3), 90, np.uint8)
MARKS = (TEMPLATE / 160).astype(np.float32)


@pytest.fixture
def look(unit, monkeypatch):
    """Judge what has these detections, and a face at this angle from the original."""
    monkeypatch.setattr(module, "vector_of_middle", lambda *_: unit(9))

    def look(found, turned, other=None):
        reader = SimpleNamespace(
            detector=SimpleNamespace(detect=lambda *_, **__: found),
            embed_crop=lambda crop: unit(0, turned),
            facenet=None,
        )
        return judge(
            reader, PAINTED, PAINTED, marks=MARKS, original=unit(0), other=other, bound=1.23
        )

    return look


def detection(score, landmarks=TEMPLATE):
    return Detection(box=(40.0, 40.0, 80.0, 90.0), score=score, landmarks=np.float32(landmarks))


def test_found_and_the_same(look):
    seen = look([detection(0.98)], 0.1)
    assert (seen.found, seen.score, seen.same) == (True, 0.98, True)
    assert seen.from_original == pytest.approx(2 - 2 * np.cos(0.1), abs=1e-6)
    assert seen.from_rock == pytest.approx(2)


def test_not_found_it_is_looked_at_where_the_face_was(look):
    seen = look([], 0.1)
    assert (seen.found, seen.score, seen.same) == (False, 0, True)


def test_landmarks_in_one_place_are_no_reason_to_stop(look):
    assert look([detection(0.9, np.zeros((5, 2)))], 0.1).same


def test_another_picture_of_theirs_decides_if_there_is_one(look, unit):
    assert not look([detection(0.9)], 0.1, other=unit(5)).same
    assert look([detection(0.9)], 1.4, other=unit(0, 1.4)).same
    assert not look([detection(0.9)], 1.4).same
