"""Alike faces, alike rocks: on made-up places, and on those of the museum."""

from collections import Counter

import numpy as np
import pytest
from scipy.stats import spearmanr

from rockmatch.museum_loader import MUSEUM, read_anchors
from rockmatch.portraits.likeness import form_of, lab
from rockmatch.portraits.placement import LIGHTNESS_APART, place_rocks, principal_coordinates
from rockmatch.portraits.sampling import TEMPERAMENTS
from rockmatch.portraits.scene import GROUND_COLOURS
from rockmatch.portraits.stones import STONES


@pytest.fixture(scope="module")
def anchors():
    return read_anchors(MUSEUM / "anchors.json")


@pytest.fixture(scope="module")
def placed(anchors):
    return place_rocks(anchors)


def distances(points):
    pairs = np.triu_indices(len(points), 1)
    return np.linalg.norm(points[pairs[0]] - points[pairs[1]], axis=1)


def test_principal_coordinates_keep_distances():
    places = np.random.default_rng(1).standard_normal((30, 5))
    turned = principal_coordinates(places, 5)
    np.testing.assert_allclose(distances(turned), distances(places))
    spread = turned.var(axis=0)
    assert list(spread) == sorted(spread, reverse=True)


def test_neighbours_in_face_space_are_neighbours_in_stone(anchors, placed):
    forms = np.array([form_of(rock.parameters) for rock in placed])
    agreement = spearmanr(distances(anchors), distances(forms)).statistic
    lots = np.random.default_rng(0).permutation(len(forms))
    assert agreement > 0.4
    assert abs(spearmanr(distances(anchors), distances(forms[lots])).statistic) < 0.1


def test_every_stone_and_every_temperament_has_its_share(placed):
    stones = Counter(rock.stone.name for rock in placed)
    assert set(stones) == set(STONES)
    assert max(stones.values()) - min(stones.values()) <= 1
    temperaments = Counter(rock.temperament for rock in placed)
    assert set(temperaments) == set(TEMPERAMENTS)
    assert max(temperaments.values()) - min(temperaments.values()) <= 1


def test_every_rock_stands_out_from_its_ground(placed):
    for rock in placed:
        ground = lab(GROUND_COLOURS[rock.parameters.ground])[0]
        assert abs(lab(rock.parameters.body)[0] - ground) > LIGHTNESS_APART


def test_the_same_places_give_the_same_rocks():
    places = np.random.default_rng(1).standard_normal((60, 8))
    assert place_rocks(places) == place_rocks(places)
    assert len({rock.parameters for rock in place_rocks(places)}) == 60
