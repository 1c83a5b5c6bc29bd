import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch import measures
from rockmatch.assignment import best
from rockmatch.vision.facenet import unit_length


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any))
def test_the_effective_number_lies_between_one_and_the_rocks_in_use(counts):
    shares = np.array(counts) / sum(counts)
    used = (shares > 0).sum()
    assert 1 - 1e-9 <= measures.effective_number(shares) <= used + 1e-9
    assert measures.effective_number(shares, sum(counts)) >= measures.effective_number(shares)
    assert -1e-9 <= measures.gini(shares) < 1


def test_even_use_counts_fully_and_one_rock_for_all_counts_once():
    assert measures.effective_number(np.full(8, 1 / 8)) == pytest.approx(8)
    assert measures.effective_number(np.eye(8)[2]) == pytest.approx(1)
    assert measures.gini(np.full(8, 1 / 8)) == pytest.approx(0)
    assert measures.gini(np.eye(8)[2]) == pytest.approx(7 / 8)


def test_the_correction_brings_chance_close_to_even():
    rng = np.random.default_rng(0)
    shares = measures.shares_of(rng.integers(0, 100, 500), 100)
    assert measures.effective_number(shares) / 100 < 0.93
    assert measures.effective_number(shares, 500) / 100 == pytest.approx(1, abs=0.04)
    assert measures.even_effective_number(100, 500) / 100 == pytest.approx(0.91, abs=0.02)


OWNERS = np.array(["ann", "bo", "ann", "ann", "cy", "bo"])


def test_stability_is_the_mean_over_people_of_their_pairs():
    rocks = np.array([1, 2, 1, 5, 9, 2])  # ann: one of three pairs; bo: the one pair; cy: no pair
    assert sorted(measures.same_rock(rocks, OWNERS)) == pytest.approx([1 / 3, 1])


def test_memory_keeps_the_rock_of_a_picture_that_is_recognised():
    vectors = np.eye(6, dtype=np.float32)
    vectors[3] = vectors[0]  # ann's first and third picture are alike, whatever their rocks
    rocks = np.array([1, 2, 1, 5, 9, 3])
    kept = measures.same_rock_with_memory(rocks, vectors, OWNERS, 0.5)
    assert sorted(kept) == pytest.approx([0, 2 / 3])


def test_wrong_same_person_counts_pairs_of_people():
    vectors = unit_length(np.array([[1, 0.0], [1, 0.1], [0, 1], [-1, 0]]))
    assert measures.wrong_same_person(vectors, 0.5) == pytest.approx(1 / 6)


def test_a_rock_of_ones_own_tells_all_the_bits_and_a_random_one_none():
    owners = np.repeat([f"p{n:02}" for n in range(64)], 40)
    own = np.repeat(np.arange(64), 40)
    assert measures.identity_bits(own, owners, 64).bits == pytest.approx(6, abs=0.8)
    chance = np.random.default_rng(1).integers(0, 8, len(owners))
    assert measures.identity_bits(chance, owners, 8).bits == pytest.approx(0, abs=0.2)
    assert np.isnan(measures.identity_bits(own[::10], owners[::10], 64).bits)


def test_a_hub_among_the_nearest_makes_the_skew_positive():
    rng = np.random.default_rng(2)
    closeness = rng.normal(size=(400, 60))
    rocks = np.arange(60)
    even = measures.hubness(best(closeness, rocks)[1], 60)
    closeness[:, :2] += 5
    assert measures.hubness(best(closeness, rocks)[1], 60) > max(3, even + 2)


@pytest.mark.parametrize(
    ("hits", "of", "expected"),  # of statsmodels' proportion_confint(method="wilson")
    [(0, 72, (0.0, 0.0507)), (39, 1022, (0.0280, 0.0517)), (5, 5, (0.5655, 1.0))],
)
def test_the_interval_of_a_share(hits, of, expected):
    assert measures.wilson(hits, of) == pytest.approx(expected, abs=1e-4)
