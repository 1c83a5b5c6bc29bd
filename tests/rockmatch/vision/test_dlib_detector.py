import numpy as np
import pytest

from rockmatch.vision.dlib_detector import DlibDetector
from rockmatch.vision.face import overlap


@pytest.fixture(scope="module")
def detector():
    return DlibDetector()


def test_finds_the_face_and_gives_no_landmarks(detector, portrait):
    picture = np.asarray(portrait)
    blank = np.full((300, 200, 3), 90, np.uint8)
    small = np.asarray(portrait.resize((200, 200)))
    (found, *_), nothing, (smaller, *_) = detector.detect_many([picture, blank, small])
    assert nothing == []
    # the face of the astronaut is about 83 x 107 at (182, 64); the portrait is its part, tripled
    assert overlap(found.box, (324, 192, 249, 321)) > 0.8
    assert 0.5 < found.score < 1
    assert found.landmarks.shape == (5, 2)
    assert np.isnan(found.landmarks).all()
    assert np.array(smaller.box) * 4.5 == pytest.approx(found.box, abs=45)


def test_the_best_comes_first(detector, astronaut):
    (found,) = detector.detect_many([np.asarray(astronaut)])
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert overlap(found[0].box, (182, 64, 83, 107)) > 0.8


@pytest.mark.parametrize("shape", [(1, 900, 3), (900, 1, 3), (20, 20, 3)])
def test_slivers_hold_nobody(detector, shape):
    assert detector.detect_many([np.zeros(shape, np.uint8)]) == [[]]
