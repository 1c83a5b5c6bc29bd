"""Each adapted detector at work: the extra's packages belong to the development environment."""

import numpy as np
import pytest
from PIL import Image

from rockmatch.vision.detectors import KINDS, installed
from rockmatch.vision.detectors.base import faces_and_best_guess
from rockmatch.vision.packaged import packaged_file
from rockmatch.vision.scoring import overlaps
from tests.faces import astronaut

DETECTORS = installed()
HER_FACE = (182, 64, 83, 107)  # x, y, width, height
EACH = pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: one.name)


def test_all_are_there_in_their_order():
    assert [type(detector) for detector in DETECTORS] == list(KINDS)
    assert DETECTORS[0].name == "mtcnn"
    assert installed() is DETECTORS


def test_without_the_extra_the_workers_own_is_left(monkeypatch):
    present = {"mtcnn"}
    monkeypatch.setattr("rockmatch.vision.detectors.find_spec", lambda name: name in present)
    assert [detector.name for detector in installed.__wrapped__()] == ["mtcnn"]


@EACH
def test_the_astronaut_is_found(detector):
    scores = detector.scores(np.asarray(astronaut()))
    assert scores[0] >= detector.threshold
    assert scores == sorted(scores, reverse=True)
    assert sum(score < detector.threshold for score in scores) <= 1


@EACH
@pytest.mark.parametrize("margin", [(0, 0), (120, 0), (0, 120)], ids=["square", "wide", "tall"])
def test_its_box_lies_on_her_face(detector, margin):
    picture = Image.new("RGB", (512 + 2 * margin[0], 512 + 2 * margin[1]))
    picture.paste(astronaut(), margin)
    faces = detector.faces(np.asarray(picture))
    assert faces.dtype == np.float64
    assert (np.diff(faces[:, 4]) <= 0).all()
    face = [HER_FACE[0] + margin[0], HER_FACE[1] + margin[1], *HER_FACE[2:]]
    assert overlaps(faces[:1], [face]) >= 0.5


@EACH
def test_a_face_that_fills_a_small_wide_picture_is_found(detector):
    face = astronaut().crop((150, 40, 300, 190)).resize((160, 160))
    picture = Image.new("RGB", (200, 170), (90, 90, 90))
    picture.paste(face, (20, 5))
    assert detector.scores(np.asarray(picture))[0] >= detector.threshold


@EACH
@pytest.mark.parametrize("shape", [(300, 300, 3), (96, 131, 3), (30, 12, 3), (1, 1, 3)])
def test_plain_grey_holds_nobody(detector, shape):
    grey = np.full(shape, 128, np.uint8)
    assert all(score < detector.threshold for score in detector.scores(grey))


@EACH
def test_what_it_is_can_be_written_down(detector):
    assert detector.name
    assert detector.version[0].isdigit()
    assert isinstance(detector.bars, bool)


def test_the_workers_own_sees_what_the_package_sees():
    from mtcnn import MTCNN

    (own, *_), small = DETECTORS[:1], astronaut().resize((300, 300))
    rows = MTCNN().detect_faces(np.asarray(small, np.float32), threshold_onet=0.05)
    theirs = max(row["confidence"] for row in rows)
    assert own.scores(np.asarray(small))[0] == pytest.approx(float(theirs), abs=1e-3)


def test_only_the_best_guess_below_the_threshold_is_told():
    assert faces_and_best_guess([0.1, 0.9, 0.4, 0.5], 0.5) == [0.9, 0.5, 0.4]
    assert faces_and_best_guess([0.2, 0.3], 0.5) == [0.3]
    assert faces_and_best_guess([], 0.5) == []


def test_a_file_that_is_not_carried_is_named():
    with pytest.raises(FileNotFoundError, match=r"rockmatch carries no stone\.onnx"):
        packaged_file("rockmatch", "stone.onnx")
    with pytest.raises(FileNotFoundError, match="no_such_package"):
        packaged_file("no_such_package", "stone.onnx")
