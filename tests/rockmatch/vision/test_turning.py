import numpy as np
import pytest

from rockmatch.vision.cascade import Candidates
from rockmatch.vision.turning import turned


def spot(height=60, width=100, x=20, y=15):
    picture = np.zeros((height, width, 3), np.uint8)
    picture[y : y + 4, x : x + 4] = 255
    return picture


@pytest.mark.parametrize("degrees", range(0, 360, 45))
def test_a_place_in_a_view_is_a_place_in_the_picture(degrees):
    view = turned(spot(), degrees)
    grey = view.picture[..., 0].astype(float)
    rows, columns = np.nonzero(grey > 160)
    seen = np.array([columns.mean(), rows.mean()]) + 0.5
    box = np.array([[*(seen - 3), *(seen + 3)]])
    marks = np.broadcast_to(seen, (1, 5, 2))
    found = view.in_picture(Candidates(box, np.ones(1, np.float32), marks))
    assert found.landmarks[0, 0] == pytest.approx([22, 17], abs=0.6)
    middle = (found.boxes[0, :2] + found.boxes[0, 2:]) / 2
    assert middle == pytest.approx([22, 17], abs=0.6)
    assert found.boxes[0, 2:] - found.boxes[0, :2] == pytest.approx([6, 6])


@pytest.mark.parametrize("quarters", range(4))
def test_quarters_lose_nothing(quarters):
    picture = np.random.default_rng(2).integers(0, 256, (31, 44, 3), np.uint8)
    assert np.array_equal(turned(picture, 90 * quarters).picture, np.rot90(picture, quarters))


def test_a_box_that_lies_on_its_side_stands_again():
    view = turned(spot(), 90)
    found = view.in_picture(
        Candidates(np.array([[10.0, 10, 20, 40]]), np.ones(1, np.float32), np.zeros((1, 5, 2)))
    )
    assert found.boxes[0, 2:] - found.boxes[0, :2] == pytest.approx([30, 10])


def test_nothing_is_cut_off():
    picture = np.full((50, 80, 3), 255, np.uint8)
    view = turned(picture, 45)
    bright = view.picture[..., 0] > 200
    assert bright.sum() == pytest.approx(50 * 80, rel=0.05)
