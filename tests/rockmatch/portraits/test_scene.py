import numpy as np
import pytest

from rockmatch.portraits.parameters import GROUNDS, RockParameters
from rockmatch.portraits.scene import GROUND_COLOURS
from rockmatch.portraits.shape import rock_body
from rockmatch.portraits.stand import (
    SINK,
    STAND_HEIGHT,
    find_foot,
    make_stand,
    make_sweep,
    stand_profile,
    wood_colour,
)

OFFSET = np.array([1.0, 2.0, 3.0], np.float32)


def test_every_ground_has_a_colour():
    assert set(GROUND_COLOURS) == set(GROUNDS)


@pytest.mark.parametrize("lean", [-0.5, 0.0, 0.5])
def test_the_stand_reaches_under_the_rock(lean):
    positions = rock_body(RockParameters(lean=lean), 96).positions
    foot = find_foot(positions)
    lowest = positions[positions[..., 1] < positions[..., 1].min() + SINK]
    assert foot.top == pytest.approx(positions[..., 1].min() + SINK)
    assert (np.abs(lowest[:, 0] - foot.x) <= foot.half_width).all()


def test_a_stand_is_turned_round_and_stands_on_the_floor():
    foot = find_foot(rock_body(RockParameters(), 96).positions)
    positions, wood = make_stand(foot, 0.5, OFFSET)
    assert positions[..., 1].max() == pytest.approx(foot.top)
    assert positions[..., 1].min() == pytest.approx(foot.top - STAND_HEIGHT, abs=1e-5)
    assert np.ptp(positions[..., 0]) == pytest.approx(2 * foot.half_width, rel=1e-3)
    assert wood.shape == positions.shape
    assert (wood[..., 0] > wood[..., 2]).all()  # brown


def test_the_profile_has_a_groove():
    radius, y = stand_profile().T
    groove = (y < -0.6 * STAND_HEIGHT) & (y > -0.75 * STAND_HEIGHT)
    assert radius[groove].min() < 0.95
    assert radius.max() == pytest.approx(1, abs=1e-3)


def test_wood_has_rings_and_a_tone():
    points = np.stack(np.meshgrid(*[np.linspace(-1, 1, 40, dtype=np.float32)] * 2, [0.0]), -1)
    points = points.astype(np.float32)
    pale, dark = (wood_colour(points, tone, OFFSET) for tone in (0.9, 0.1))
    assert pale.mean() > 1.5 * dark.mean()
    assert pale.std() > 0.01


def test_the_sweep_goes_from_floor_to_wall():
    sweep = make_sweep(-0.9)
    assert sweep[..., 1].min() == pytest.approx(-0.9)
    assert sweep[..., 1].max() > 4
    assert sweep[..., 2].min() < -2
