"""Faces and pairings a block at a time, against the whole table at once."""

import numpy as np
import pytest

from rockmatch.assignment import Assignment, Block, best, blocks_of
from rockmatch.vision.facenet import unit_length


@pytest.fixture
def world():
    """200 faces, 90 pairings of 31 rocks with weights."""
    rng = np.random.default_rng(4)
    faces, anchors = (unit_length(rng.normal(size=(count, 128))) for count in (200, 90))
    rocks = rng.permutation(np.arange(90) % 31)
    weights = -rng.random(31).astype(np.float32) / 3
    return faces, Block(anchors, rocks, weights[rocks])


@pytest.mark.parametrize("size", [1, 7, 40, 1000])
def test_a_pass_in_blocks_finds_what_the_whole_table_says(world, size):
    faces, pairings = world
    found = Assignment(faces).add_all(blocks_of(pairings, size))
    squared = np.square(faces[:, None] - pairings.anchors[None]).sum(axis=2)
    whole = squared - pairings.weights
    assert np.array_equal(found.rocks, pairings.rocks[whole.argmin(axis=1)])
    np.testing.assert_allclose(found.scores, 1 - whole.min(axis=1), atol=1e-5)
    np.testing.assert_allclose(found.distances, squared.min(axis=1) / 2, atol=1e-5)
    of_rock = np.stack([whole[:, pairings.rocks == rock].min(axis=1) for rock in range(31)], axis=1)
    lists = np.sort(np.argsort(of_rock, axis=1)[:, :10], axis=1)
    assert np.array_equal(np.sort(found.nearest_rocks, axis=1), lists)


def test_no_block_splits_a_rock(world):
    _, pairings = world
    seen = [set(block.rocks.tolist()) for block in blocks_of(pairings, 8)]
    assert len(seen) > 5
    assert sum(map(len, seen)) == len(set.union(*seen)) == 31


def test_without_a_pairing_nobody_goes_anywhere(world):
    faces, _ = world
    found = Assignment(faces)
    assert set(found.rocks) == {-1}
    assert np.isinf(found.distances).all()
    assert found.nearest_rocks.shape == (200, 0)


def test_the_best_of_a_few_are_all_of_them():
    scores, whose = best(np.array([[3.0, 1.0, 2.0]], np.float32), np.array([7, 8, 9]), 10)
    assert sorted(zip(scores[0].tolist(), whose[0].tolist(), strict=True)) == [
        (1.0, 8),
        (2.0, 9),
        (3.0, 7),
    ]
