from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.vision.tapped import face_box, roll

places = st.tuples(st.floats(0, 1), st.floats(0, 1))


def test_a_face_like_ours_gets_a_box_like_a_detectors() -> None:
    assert face_box((0.4, 0.35), (0.6, 0.35), (0.5, 0.575)) == pytest.approx((0.3, 0.175, 0.4, 0.5))


@given(places, places, places)
def test_the_eyes_lie_in_the_box(
    left: tuple[float, float], right: tuple[float, float], mouth: tuple[float, float]
) -> None:
    x, y, width, height = face_box(left, right, mouth)
    middle = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    assert min(width, height) >= 0
    assert x - 1e-6 <= middle[0] <= x + width + 1e-6
    assert y - 1e-6 <= middle[1] <= y + height + 1e-6


def test_a_wider_pair_of_eyes_is_a_wider_box() -> None:
    narrow = face_box((0.4, 0.3), (0.6, 0.3), (0.5, 0.6))
    assert face_box((0.2, 0.3), (0.8, 0.3), (0.5, 0.6))[2] > narrow[2]


def test_roll() -> None:
    assert roll((0.4, 0.4), (0.6, 0.4)) == 0
    assert roll((0.4, 0.4), (0.6, 0.6)) == pytest.approx(pi / 4)
