import numpy as np
import pytest

from rockmatch.photos.filling import window
from rockmatch.photos.heads import Head, distances, head_of
from rockmatch.vision.finding import Found


def found(box, roll=0.0, marks=None):
    marks = None if marks is None else np.array(marks, np.float32)
    return Found(box, 0.9, roll, "CenterFace", marks)


def test_an_upright_head_reaches_above_the_brow_and_below_the_chin():
    head = head_of(found((100, 100, 180, 200)))
    assert head.y < 150
    assert head.y - head.half_height < 80
    assert head.y + head.half_height > 205
    assert head.x == pytest.approx(140)
    assert head.half_width > 45


@pytest.mark.parametrize("degrees", [0, 45, 90, 135, 180, -90])
def test_a_turned_head_reaches_up_where_its_hair_is(degrees):
    roll = np.radians(degrees)
    head = head_of(found((100, 100, 180, 180), roll))
    moved = np.array([head.x - 140, head.y - 140])
    assert moved @ [np.sin(roll), -np.cos(roll)] > 5
    assert abs(moved @ [np.cos(roll), np.sin(roll)]) < 1e-6


def test_landmarks_lie_well_within():
    marks = [(90, 120), (190, 120), (140, 150), (95, 260), (185, 260)]
    head = head_of(found((100, 100, 180, 200), marks=marks))
    assert head.distance(np.array(marks, float)).max() < 0.9


def test_a_head_is_covered_in_another_scale():
    face = found((400, 400, 720, 800))
    small, full = head_of(face, 0.25), head_of(face)
    assert small.x == pytest.approx(full.x / 4)
    assert small.half_height == pytest.approx(full.half_height / 4, abs=1)


def test_a_tiny_face_has_a_head_too():
    head = head_of(found((5, 5, 5.2, 5.3)))
    assert min(head.half_width, head.half_height) >= 2


def test_the_box_around_a_turned_ellipse():
    head = Head(0, 0, 10, 20, np.pi / 2)
    assert head.reach() == pytest.approx((20, 10))
    assert head.distance(np.array([[20.0, 0], [0, 10], [0, 0]])) == pytest.approx([1, 1, 0])


def test_a_window_stays_within_the_picture():
    rows, columns = window(Head(-5, 300, 20, 20, 0), (200, 100, 3))
    assert (rows.start, rows.stop) == (200, 200)
    assert columns.start == 0
    assert columns.stop <= 100


def test_one_point_is_as_far_from_many_heads_as_from_each():
    random = np.random.default_rng(3)
    heads = [Head(*random.uniform(5, 90, 4), random.uniform(-3, 3)) for _ in range(20)]
    point = np.array([40.0, 50.0])
    assert np.allclose(distances(heads, point), [head.distance(point) for head in heads])
    assert distances([], point).shape == (0,)
