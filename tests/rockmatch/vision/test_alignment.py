import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rockmatch.vision.alignment import TEMPLATE, align_face, crop_face, similarity


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


def turned(points, degrees, scale, shift):
    angle = np.deg2rad(degrees)
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return points @ matrix.T + shift


@settings(deadline=None)
@given(st.floats(-180, 180), st.floats(0.1, 20), st.tuples(*[st.floats(-500, 3000)] * 2))
def test_similarity_undoes_a_turn_a_scale_and_a_shift(degrees, scale, shift):
    move = similarity(turned(TEMPLATE, degrees, scale, shift), TEMPLATE)
    again = turned(TEMPLATE, degrees, scale, shift) @ move[:, :2].T + move[:, 2]
    assert again == pytest.approx(TEMPLATE, abs=1e-6)


def soft_scene(size, centre):
    """A blob of red right of the centre of the face, a blob of green below it."""
    rows, columns = np.mgrid[:size, :size]
    unit = size / 10

    def blob(x, y):
        return 255 * np.exp(-(np.square(columns - x) + np.square(rows - y)) / unit**2)

    x, y = centre
    return np.dstack([blob(x + unit, y), blob(x, y + unit), 0 * rows]).astype(np.uint8)


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0, 9.0])
def test_a_face_is_framed_alike_in_pictures_of_any_size(scale):
    size = round(200 * scale)
    centre = np.array([90.0, 110.0])
    marks = (TEMPLATE - TEMPLATE.mean(axis=0)) * 0.6 + centre  # 0.6 pixels for one of the crop
    crop = align_face(soft_scene(size, centre * scale), marks * scale)
    assert (crop.shape, crop.dtype) == ((160, 160, 3), np.uint8)
    peak = [np.argwhere(crop[..., colour] == crop[..., colour].max()).mean(0) for colour in (0, 1)]
    middle, far = TEMPLATE.mean(axis=0), 20 / 0.6
    assert peak[0] == pytest.approx([middle[1], middle[0] + far], abs=1.5)
    assert peak[1] == pytest.approx([middle[1] + far, middle[0]], abs=1.5)


def test_a_turned_face_is_turned_upright():
    picture = np.asarray(Image.fromarray(soft_scene(400, (200, 200))).rotate(-90))  # clockwise
    marks = turned((TEMPLATE - TEMPLATE.mean(axis=0)), 90, 1.2, (199, 200))
    upright = align_face(soft_scene(400, (200, 200)), (TEMPLATE - TEMPLATE.mean(0)) * 1.2 + 200)
    difference = upright.astype(int) - align_face(picture, marks)
    assert np.abs(difference).mean() < 1


def test_beyond_the_border_lies_black():
    picture = np.full((100, 100, 3), 200, np.uint8)
    crop = align_face(picture, TEMPLATE - [80, 0])  # its left half is not in the picture
    assert not crop[:, :79].any()
    assert (crop[:95, 82:] == 200).all()


def test_a_large_face_is_averaged_and_not_sampled():
    stripes = np.zeros((1600, 1600, 3), np.uint8)
    stripes[::2] = 200
    crop = align_face(stripes, TEMPLATE * 7.3)[5:-5, 5:-5]
    assert np.abs(crop[:, :, 0].astype(int) - 100).max() < 40


@pytest.mark.parametrize(
    "marks", [np.zeros((5, 2)), np.full((5, 2), 1e9), np.full((5, 2), np.nan), TEMPLATE + 5000]
)
def test_landmarks_that_are_no_face_are_refused(marks):
    with pytest.raises(ValueError, match=r"one place|outside"):
        align_face(np.zeros((100, 100, 3), np.uint8), marks)
