import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import CLASS_RANGES, TEMPERAMENTS, linear_colour, sample
from rockmatch.portraits.stones import STONES


@given(seed=st.integers(0, 2**32), geology=st.sampled_from(GEOLOGIES))
@settings(max_examples=60, deadline=None)
def test_a_sample_is_a_rock_of_its_geology_and_the_same_each_time(seed, geology):
    rock = sample(seed, geology)
    assert rock == sample(seed, geology)
    assert getattr(rock, geology) >= 0.8
    assert (
        rock.class_weights[GEOLOGIES.index(geology)] == max(rock.class_weights) or rock.clasts > 0.7
    )


@pytest.mark.parametrize("stone", STONES.values(), ids=STONES)
def test_every_stone_keeps_to_the_parameters_it_names(stone):
    rocks = [sample(seed, stone.geology, stone=stone.name, temperament="wise") for seed in range(8)]
    for name, (low, high) in (CLASS_RANGES[stone.geology] | stone.ranges).items():
        if name in TEMPERAMENTS["wise"]:
            continue
        for rock in rocks:
            assert low - 1e-4 <= getattr(rock, name) <= high + 1e-4, name


@pytest.mark.parametrize("temperament", TEMPERAMENTS)
def test_a_temperament_shows(temperament):
    rock = sample(5, "igneous", stone="granite", temperament=temperament)
    for name, (low, high) in TEMPERAMENTS[temperament].items():
        assert low - 1e-4 <= getattr(rock, name) <= high + 1e-4, name


def test_seeds_make_different_rocks():
    rocks = {sample(seed, "sedimentary") for seed in range(50)}
    assert len(rocks) == 50


def test_a_stone_of_another_geology_is_refused():
    with pytest.raises(ValueError, match="gneiss is metamorphic"):
        sample(1, "igneous", stone="gneiss")
    with pytest.raises(KeyError):
        sample(1, "igneous", stone="cheese")


def test_parameters_of_a_stone_exist():
    known = set(RockParameters().to_dict())
    for stone in STONES.values():
        assert set(stone.ranges) <= known
    for ranges in TEMPERAMENTS.values():
        assert set(ranges) <= known


def test_linear_colour_undoes_the_gamma_of_srgb():
    np.testing.assert_allclose(linear_colour("#ffffff"), (1, 1, 1))
    np.testing.assert_allclose(linear_colour("#808000"), (0.2158605, 0.2158605, 0), atol=1e-6)
