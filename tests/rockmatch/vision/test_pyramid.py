"""The levels of the pyramid: their scales, and that they are averages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision import pyramid
from rockmatch.vision.pyramid import Pyramid, averages, scales


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_no_level_is_smaller_than_what_the_network_looks_at(height, width):
    steps = scales(height, width)
    assert steps == sorted(steps, reverse=True)
    assert all(int(min(height, width) * scale) >= 12 for scale in steps)
    assert len(set(steps)) == len(steps)


def test_the_pyramid_of_the_package():
    assert scales(480, 640)[:3] == pytest.approx([0.6, 0.4254, 0.3016], abs=1e-4)
    assert len(scales(480, 640)) == 10
    assert scales(11, 4000) == []


def shares(pixels, cells):
    """How much of each cell each pixel is: cells x pixels, rows of sum 1."""
    places = np.arange(cells + 1)[:, None] * (pixels / cells)
    inside = np.clip(places - np.arange(pixels), 0, 1)
    return np.diff(inside, axis=0) * (cells / pixels)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_averages_are_those_of_the_plain_way(rows, columns, data):
    height, width = data.draw(st.integers(1, rows)), data.draw(st.integers(1, columns))
    plane = np.random.default_rng(rows * columns).integers(0, 256, (rows, columns))
    sums = np.zeros((rows + 1, columns + 1), np.int32)
    sums[1:, 1:] = plane.cumsum(0).cumsum(1)
    right = shares(rows, height) @ plane @ shares(columns, width).T
    for overflow in (0, 2**31 - 5000):
        around = (sums.astype(np.int64) + overflow).astype(np.int32)  # wraps to the negative
        assert averages(around, height, width) == pytest.approx(right, abs=1e-6)


@pytest.mark.parametrize("shape", [(97, 131, 3), (240, 200, 3)])
def test_both_ways_to_a_level_agree(shape, monkeypatch):
    image = np.random.default_rng(5).integers(0, 256, shape).astype(np.uint8)
    monkeypatch.setattr(pyramid, "SUMMED", 1.0)
    summed = Pyramid(image)
    levels = [summed.level(scale) for scale in summed.scales]
    monkeypatch.setattr(pyramid, "SUMMED", 0.0)
    assert len(levels) > 3
    for scale, level in zip(summed.scales, levels, strict=True):
        assert level.dtype == np.float32
        assert level == pytest.approx(Pyramid(image).level(scale), abs=1e-5)
