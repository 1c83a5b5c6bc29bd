"""What is painted, and on which ground."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.painting.canvas import first_coat, head_of, resized, stone_of
from rockmatch.vision.quality import LUMA

EYES = np.array([[40, 40], [60, 40], [50, 50], [42, 60], [58, 60]], np.float32)


def noise(height, width, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def test_a_head_is_a_square_about_the_face_with_its_landmarks():
    picture, there = noise(300, 200), EYES + np.float32([40, 60])
    head = head_of(picture, (80, 100, 40, 50), there)
    assert head.square.shape == (90, 90, 3)  # 1.8 of 50
    assert np.array_equal(head.square, picture[80:170, 55:145])
    assert np.allclose(head.landmarks * 90 + [55, 80], there, atol=1e-3)


@given(
    st.tuples(*[st.integers(-50, 250)] * 2, *[st.integers(1, 400)] * 2),
    st.integers(1, 200),
    st.integers(1, 200),
)
def test_a_head_at_any_border_is_a_square_of_what_there_is(box, height, width):
    head = head_of(noise(height, width), box, EYES)
    side = head.square.shape[0]
    assert head.square.shape == (side, side, 3)
    assert 1 <= side <= min(height, width)
    assert np.isfinite(head.landmarks).all()


def test_the_stone_is_the_middle_of_the_portrait():
    portrait = noise(100, 120)
    assert np.array_equal(stone_of(portrait), portrait[27:73, 37:83])


def test_the_first_coat_has_the_stones_colour_and_the_faces_light():
    face = np.repeat(np.linspace(90, 160, 64, dtype=np.uint8)[:, None, None], 64, 1).repeat(3, 2)
    stone = np.full((30, 30, 3), (140, 100, 80), np.uint8)
    coat = first_coat(face, stone).astype(float)
    assert coat.reshape(-1, 3).mean(axis=0) == pytest.approx([140, 100, 80], abs=1.5)
    light = coat @ LUMA
    assert np.corrcoef(light[:, 0], face[:, 0, 0])[0, 1] > 0.999
    assert np.ptp(coat[..., 0] / coat[..., 2]) < 0.3  # no pink on it


def test_of_a_black_stone_it_is_black_and_no_error():
    coat = first_coat(noise(20, 20), np.zeros((4, 4, 3), np.uint8))
    assert coat.max() <= 1


def test_pictures_are_resized_to_squares():
    assert resized(noise(50, 50), 160).shape == (160, 160, 3)
