"""A cut stone on the museum's ground."""

import io

import numpy as np
import pytest
from PIL import Image

from rockmatch.found.setting import FOOT, SHARE, set_on_ground
from rockmatch.portraits.framing import GROUND
from rockmatch.portraits.masks import SIDE, encode_mask
from rockmatch.portraits.museum import ground_colour
from tests.stones import photograph


@pytest.fixture(scope="module")
def laid():
    picture, truth = photograph(ground=(40, 160, 60))
    return set_on_ground(np.asarray(picture), truth.astype(np.float32))


def test_the_ground_is_the_museums_and_nothing_of_the_photographs_is_left(laid):
    pixels = np.asarray(laid.portrait, float)
    ground = pixels[laid.mask == 0]
    assert np.abs(np.median(ground, axis=0) - GROUND).max() < 12
    green = pixels[..., 1] - pixels[..., [0, 2]].max(axis=-1)
    rim = (laid.mask > 0) & (laid.mask < 1)
    assert rim.any()
    assert green[rim].mean() < 12  # the lawn was 100 greener
    assert ground_colour(laid.portrait).startswith("#")


def test_it_stands_in_the_middle_with_room_around_it(laid):
    side = len(laid.mask)
    rows, columns = np.nonzero(laid.mask > 0.5)
    assert side in (512, 1024)
    assert max(np.ptp(rows), np.ptp(columns)) <= SHARE * side
    assert rows.max() <= FOOT * side
    assert abs((columns.min() + columns.max()) / 2 - side / 2) < 3


def test_its_shadow_is_darkest_at_its_foot(laid):
    grey = np.asarray(laid.portrait.convert("L"), float)
    rows, columns = np.nonzero(laid.mask > 0.5)
    middle = int(np.median(columns[rows > rows.max() - 5]))
    foot = grey[rows.max() + 3, middle]
    above = grey[max(rows.min() - 12, 0), middle]
    assert foot < 0.85 * above


def test_a_small_stone_is_enlarged_to_twice_its_size_at_most():
    picture = np.full((120, 120, 3), 90, np.uint8)
    matte = np.zeros((120, 120), np.float32)
    matte[40:80, 40:80] = 1
    laid = set_on_ground(picture, matte)
    assert len(laid.mask) == 512
    assert 70 < np.ptp(np.nonzero(laid.mask > 0.5)[0]) < 90


@pytest.mark.parametrize("side", [512, 1024])
def test_a_mask_is_a_small_grey_file_of_one_size(side):
    mask = np.zeros((side, side), np.float32)
    mask[side // 4 : side // 2, side // 4 : side // 2] = 1
    content = encode_mask(mask)
    assert len(content) < 3000
    with Image.open(io.BytesIO(content)) as image:
        kept = np.asarray(image.convert("L"))
    assert kept.shape == (SIDE, SIDE)
    assert abs((kept > 128).mean() - 1 / 16) < 0.003
