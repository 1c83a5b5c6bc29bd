"""The bench of photos: faces lie where it says, and what it counts is right."""

import random

import numpy as np
import pytest

from bench.photos import Recall, false_boxes, is_found, missed
from bench.photos_compose import Head, Placed, compose, paste, stretched
from bench.photos_real import FACES, NOBODY, over_faces
from tests.faces import astronaut

MARKS = np.array(
    [[203.2, 101.7], [247.0, 104.5], [223.3, 125.1], [203.4, 142.3], [241.3, 144.4]], np.float32
)


@pytest.fixture
def head(tmp_path):
    file = tmp_path / "astronaut.png"
    astronaut().save(file)
    return Head(file, MARKS, 96.0)


def placed(head, size=40.0, centre=(50.0, 50.0)):
    return Placed(head, size, 0.0, False, np.broadcast_to(centre, (5, 2)).astype(float))


@pytest.mark.parametrize("roll", [0, 90, -135])
def test_a_face_lies_where_it_is_said_to(head, roll):
    scene = np.full((300, 300, 3), 128, np.uint8)
    face = paste(scene, head, (150, 140), 60, roll)
    assert face.centre == pytest.approx((150, 140), abs=1e-6)
    down = face.landmarks[3:].mean(0) - face.landmarks[:2].mean(0)
    assert np.degrees(np.arctan2(-down[0], down[1])) == pytest.approx(roll, abs=6)
    spread = np.hypot(*(face.landmarks[1] - face.landmarks[0]))
    assert spread == pytest.approx(60 / 96 * 43.9, rel=0.02)
    assert np.abs(scene[135:145, 145:155].astype(int) - 128).mean() > 10
    assert (scene[:20] == 128).all()


def test_the_landmarks_show_the_same_place_in_the_scene(head):
    scene = np.full((400, 400, 3), 128, np.uint8)
    face = paste(scene, head, (200, 200), 96, 90)
    source = np.asarray(astronaut()).astype(int)
    for before, after in zip(MARKS, face.landmarks, strict=True):
        x, y = np.round(before).astype(int)
        u, v = np.round(after).astype(int)
        here, there = source[y - 2 : y + 3, x - 2 : x + 3], scene[v - 2 : v + 3, u - 2 : u + 3]
        assert here.mean() == pytest.approx(there.mean(), abs=35)


def test_a_group_has_each_face_in_a_cell_of_its_own(head):
    ground = np.full((50, 50, 3), 90, np.uint8)
    scene, faces = compose([head] * 12, ground, (640, 480), [30.0] * 12, random.Random(1), bars=1)
    assert scene.shape == (480, 640, 3)
    centres = np.array([face.centre for face in faces])
    apart = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    assert (apart + np.eye(12) * 999).min() > 30
    assert all(face.covered for face in faces)


def test_grounds_fill_any_size():
    small = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    assert stretched(small, (101, 33)).shape == (33, 101, 3)


def test_found_is_a_box_over_the_face_of_about_its_size(head):
    face = placed(head)
    assert is_found(face, np.array([[30.0, 30, 70, 70]]))
    assert not is_found(face, np.array([[0.0, 0, 40, 40]]))
    assert not is_found(face, np.array([[-500.0, -500, 500, 500]]))
    assert not is_found(face, np.zeros((0, 4)))


def test_false_is_a_box_away_from_all_faces(head):
    boxes = np.array([[30.0, 30, 70, 70], [200, 200, 240, 240]])
    assert false_boxes([placed(head)], boxes) == 1
    assert false_boxes([], boxes) == 2


def test_what_is_missed_is_told_with_its_interval(head):
    tally = Recall()
    tally.add([placed(head), placed(head, centre=(300.0, 50.0))], np.array([[30.0, 30, 70, 70]]))
    assert missed(tally.large).startswith("1/2 50.0% (")
    assert missed([]) == "-"
    assert tally.false == [0]


def test_boxes_over_faces_of_a_real_photograph():
    faces = ((50, 50, 40), (200, 50, 40))
    boxes = np.array([(30, 30, 70, 70), (32, 30, 72, 75), (300, 30, 340, 70), (45, 45, 55, 55)])
    assert over_faces(boxes.astype(float), faces) == (1, 2)
    assert over_faces(np.zeros((0, 4)), faces) == (0, 0)
    assert not set(FACES) & set(NOBODY)
