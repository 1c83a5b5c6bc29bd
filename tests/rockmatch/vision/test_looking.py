"""What is kept of a look."""

import numpy as np
import pytest

from rockmatch.vision.detectors import installed, versions
from rockmatch.vision.detectors.base import Detector, best_first
from rockmatch.vision.looking import Shown, look_at, looks_at
from tests.faces import as_file, astronaut

WIDE = np.zeros((50, 200, 3), np.uint8)


class Eye(Detector):
    """Says what it is told to say."""

    name, version, threshold, bars = "eye", "1", 0.5, True

    def __init__(self, *rows):
        self.rows = np.array(rows, float).reshape(-1, 5)

    def faces(self, picture):
        return best_first(self.rows[:, :4], self.rows[:, 4])


def test_boxes_are_shares_of_the_picture_best_first():
    look = look_at(Eye([10, 20, 40, 10, 0.6], [-20, 0, 100, 60, 0.75]), WIDE)
    assert look.boxes == [[-0.1, 0, 0.5, 1.2, 0.75], [0.05, 0.4, 0.2, 0.2, 0.6]]
    assert (look.score, look.sees_face) == (0.75, True)


def test_of_what_is_no_face_the_best_guess_is_kept():
    look = look_at(Eye([0, 0, 2, 2, 0.1], [0, 0, 4, 4, 0.49999], [0, 0, 6, 6, 0.2]), WIDE)
    assert look.boxes == [[0, 0, 0.02, 0.08, 0.4999]]  # not rounded up to the threshold
    assert not look.sees_face


def test_who_finds_nothing_has_looked_all_the_same():
    look = look_at(Eye(), WIDE)
    assert (look.boxes, look.score, look.sees_face) == ([], None, False)


def test_those_who_are_asked_look_at_a_file():
    asked = ("mtcnn", "LBP cascade")
    looks = looks_at(Shown(as_file(astronaut()), asked))
    assert [(look.observer, look.sees_face) for look in looks] == [(name, True) for name in asked]
    assert looks[0].boxes[0][:2] == pytest.approx([182 / 512, 64 / 512], abs=0.01)
    assert all(isinstance(number, float) for number in looks[0].boxes[0])


@pytest.mark.parametrize("shown", [None, Shown(b"no picture", ("mtcnn",))])
def test_what_is_no_picture_is_not_looked_at(shown):
    assert looks_at(shown) is None


def test_versions_are_known_without_loading_anything():
    assert versions() == {one.name: one.version for one in installed()}
