"""Which pixels of a photograph are the stone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from rockmatch.found.judging import Unsure, doubt, overlap
from rockmatch.found.matte import matte, whole
from tests.stones import photograph, rubble


def share_right(picture, truth):
    return overlap((matte(np.asarray(picture)) > 0.5).astype(np.uint8), truth.astype(np.uint8))


@pytest.mark.parametrize("number", [0, 40, 120])
@pytest.mark.parametrize("ground", [(226, 221, 210), (60, 74, 96), (150, 108, 70)])
def test_a_stone_on_a_plain_ground_is_cut_out(number, ground):
    assert share_right(*photograph(number, ground=ground)) > 0.93


def test_the_edge_is_soft_and_the_inside_and_the_outside_are_sure():
    picture, truth = photograph()
    cut = matte(np.asarray(picture))
    assert (cut.dtype, cut.shape) == (np.float32, truth.shape)
    assert cut.min() == 0
    assert cut.max() == 1
    between = (cut > 0.02) & (cut < 0.98)
    assert 0 < between.mean() < 0.03


def test_the_same_photograph_is_cut_the_same():
    picture = np.asarray(photograph(7)[0])
    assert np.array_equal(matte(picture), matte(picture))


def test_a_stone_that_goes_on_beyond_the_photograph_is_not_believed():
    with pytest.raises(Unsure):
        matte(np.asarray(photograph(left=-200)[0]))


@pytest.mark.parametrize(
    "picture",
    [rubble(), Image.new("RGB", (640, 480), "grey"), Image.new("RGB", (1, 1)), rubble((300, 6))],
    ids=["rubble", "one colour", "one pixel", "a stripe"],
)
def test_where_there_is_no_stone_nothing_is_believed(picture):
    with pytest.raises(Unsure):
        matte(np.asarray(picture))


@settings(deadline=None, max_examples=25)
@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
def test_any_pixels_at_all_give_a_matte_or_a_doubt(pixels):
    try:
        cut = matte(pixels)
    except Unsure:
        cut = np.zeros(pixels.shape[:2], np.float32)
    assert cut.shape == pixels.shape[:2]
    assert 0 <= cut.min() <= cut.max() <= 1


def square(top, left, height, width, side=100):
    mask = np.zeros((side, side), np.uint8)
    mask[top : top + height, left : left + width] = 1
    return mask


@pytest.mark.parametrize(
    ("mask", "why"),
    [
        (square(30, 30, 40, 40), ""),
        (square(48, 48, 4, 4), "0%"),
        (square(2, 2, 96, 96), "92%"),
        (square(0, 30, 60, 40), "beyond"),
        (square(44, 5, 13, 90), "long"),
        (square(10, 2, 33, 33), "aside"),
        (square(20, 20, 60, 20) | square(20, 20, 20, 60), "bays"),
    ],
)
def test_what_no_stone_looks_like(mask, why):
    told = doubt(mask)
    assert why in told
    assert bool(told) is bool(why)


def test_a_mask_is_made_whole():
    mask = square(20, 20, 60, 60)
    mask[40:50, 40:50] = 0  # a hole
    mask[2:6, 2:6] = 1  # a crumb
    mask[50, 80:99] = 1  # a hair
    assert overlap(whole(mask), square(20, 20, 60, 60)) > 0.98
    assert not whole(np.zeros((50, 50), np.uint8)).any()
