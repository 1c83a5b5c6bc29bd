import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision.alignment import crop_face


def ramp(height, width):
    """Red is the column, green is the row."""
    rows, columns = np.mgrid[:height, :width]
    return np.dstack([columns, rows, np.zeros_like(rows)]).astype(np.uint8)


def test_takes_the_box_with_sixteen_pixels_around_it():
    crop = crop_face(ramp(250, 250), (80.0, 60.0, 96.0, 96.0))
    assert (crop.shape, crop.dtype) == ((160, 160, 3), np.uint8)
    # 96 + 32 = 128 pixels become 160, so the edges lie at 64 and 192, and at 44 and 172
    assert crop[80, 0, 0] == pytest.approx(64, abs=1)
    assert crop[80, -1, 0] == pytest.approx(191, abs=1)
    assert crop[0, 80, 1] == pytest.approx(44, abs=1)
    assert crop[-1, 80, 1] == pytest.approx(171, abs=1)


def test_the_margin_is_counted_in_pixels_of_the_picture():
    near = crop_face(ramp(250, 250), (80.0, 60.0, 96.0, 96.0), margin=0)
    assert near[80, 0, 0] == pytest.approx(80, abs=1)
    assert near[80, -1, 0] == pytest.approx(175, abs=1)


def test_clips_at_the_border():
    crop = crop_face(ramp(200, 250), (-30.0, 150.0, 100.0, 90.0))
    assert crop[80, 0, 0] == 0
    assert crop[80, -1, 0] == pytest.approx(85, abs=1)
    assert crop[-1, 80, 1] == 199


@pytest.mark.parametrize("box", [(400.0, 0.0, 50.0, 50.0), (0.0, -90.0, 50.0, 50.0)])
def test_refuses_a_box_outside(box):
    with pytest.raises(ValueError, match="outside"):
        crop_face(ramp(200, 250), box)


@settings(deadline=None)
@given(st.tuples(*[st.floats(-10, 180)] * 2, *[st.floats(1, 500)] * 2))
def test_a_box_that_touches_the_picture_gives_a_crop(box):
    crop = crop_face(ramp(200, 250), box)
    assert crop.shape == (160, 160, 3)


def test_leaves_the_picture_alone():
    picture = ramp(250, 250)
    picture.flags.writeable = False  # a write would raise
    before = picture.copy()
    crop_face(picture, (80.0, 60.0, 96.0, 96.0))
    assert np.array_equal(picture, before)
