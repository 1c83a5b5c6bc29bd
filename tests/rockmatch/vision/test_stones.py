import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision.facenet import unit_length
from rockmatch.vision.stone_training import ALLOWED, KINDS, fit_boundary, missed, photographed
from rockmatch.vision.stones import FILE, VIEWS, boundary, is_stone, views_of_middle


def cloud(centre, count, seed):
    rng = np.random.default_rng(seed)
    return unit_length(np.eye(128)[centre] + 0.05 * rng.normal(size=(count, 128)))


def test_the_boundary_lies_between_what_it_was_learnt_from():
    direction, bound = fit_boundary(cloud(3, 300, 0), cloud(90, 1000, 1))
    assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-5)
    assert (cloud(3, 100, 2) @ direction > bound).all()
    assert (cloud(90, 2000, 3) @ direction > bound).mean() <= 4 * ALLOWED


def test_what_ships_is_a_boundary_and_says_where_it_comes_from():
    direction, bound = boundary()
    assert direction.shape == (128,)
    assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-3)
    assert is_stone(direction)
    assert not is_stone(-direction)
    assert 0 < bound < 1
    about = json.loads(FILE.read_text())
    assert {"method", "portraits", "people", "seed"} <= set(about)


@settings(deadline=None)
@given(st.integers(1, 90), st.integers(1, 90))
def test_a_picture_of_any_size_has_a_middle(width, height):
    views = views_of_middle(np.zeros((height, width, 3), np.uint8))
    assert (views.shape, views.dtype) == ((len(VIEWS), 160, 160, 3), np.uint8)


def test_the_views_lie_about_the_middle():
    picture = np.zeros((300, 500, 3), np.uint8)
    picture[100:200, 200:300] = 255
    shares = [(view > 127).mean() for view in views_of_middle(picture)]
    assert shares == pytest.approx([min(1, 1 / (3 * view) ** 2) for view in VIEWS], abs=0.02)


def test_a_portrait_is_photographed_in_many_ways():
    portrait = np.random.default_rng(0).integers(0, 256, (256, 256, 3)).astype(np.uint8)
    first, *others = photographed(portrait, 6, np.random.default_rng(1))
    assert first is portrait
    assert len(others) == 5
    assert all(one.dtype == np.uint8 and one.shape[2] == 3 for one in others)
    assert len({one.tobytes() for one in others}) == 5


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_made_hard_to_find(kind):
    picture = np.random.default_rng(0).integers(40, 216, (200, 200, 3)).astype(np.uint8)
    before = picture.copy()
    spoilt = missed(picture, kind, np.random.default_rng(1))
    assert np.array_equal(picture, before)
    assert spoilt.dtype == np.uint8
    same = spoilt.shape == picture.shape and np.array_equal(spoilt, picture)
    assert same is (kind == "as it is")
