"""What the balance measures, on spaces small enough to know the answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.assignment import Assignment, Block
from rockmatch.vision.facenet import unit_length
from studio.balance.cells import cells, level
from studio.coverage.evening import Use
from studio.coverage.plane import FEWEST, Grid, Plane, crowd
from studio.coverage.use import lorenz, spread
from studio.coverage.wanted import Shortlist, greedy, regions


def around(axis, count, rng, turned=0.15):
    """Faces around one axis of face space."""
    faces = rng.normal(scale=turned / np.sqrt(128), size=(count, 128))
    faces[:, axis] += 1
    return unit_length(faces)


@pytest.fixture
def rng():
    return np.random.default_rng(8)


@pytest.fixture
def towns(rng):
    """People in three towns: 300, 200 and 100 of them."""
    sizes = ((0, 300), (1, 200), (2, 100))
    return np.concatenate([around(axis, count, rng) for axis, count in sizes])


def paired(people, axes, unit, weights=None):
    """People, and pairings at axes: one rock each."""
    anchors = np.stack([unit(axis) for axis in axes])
    weights = np.zeros(len(axes), np.float32) if weights is None else weights
    return Assignment(people).add_all([Block(anchors, np.arange(len(axes)), weights)])


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=50))
def test_a_cell_with_less_than_five_tells_nothing_and_others_go_in_steps(counts):
    told = crowd(np.array(counts))
    assert all(
        shown == 0 if count < FEWEST else count - FEWEST < shown <= count
        for count, shown in zip(counts, told, strict=True)
    )
    assert set(told % FEWEST) <= {0}


def test_one_more_person_shows_only_at_a_step():
    assert [crowd(np.array([n]))[0] for n in (4, 5, 6, 9, 10)] == [0, 5, 5, 5, 10]


def test_the_plane_holds_the_directions_in_which_people_differ_most(rng):
    faces = rng.normal(scale=0.01, size=(500, 128)).astype(np.float32)
    faces[:, 5] += rng.normal(scale=1.0, size=500)
    faces[:, 9] += rng.normal(scale=0.4, size=500)
    plane = Plane.of(faces)
    assert plane.variation[0] > 0.8 > plane.variation[1] > 0.05
    np.testing.assert_allclose(plane.axes[[0, 1], [5, 9]], 1, atol=0.02)
    assert np.corrcoef(plane.places(faces)[:, 0], faces[:, 5])[0, 1] > 0.99


def test_every_place_has_a_cell_and_lies_in_it(rng):
    places = rng.normal(size=(300, 2)) * [3, 0.5]
    grid = Grid.over(places, across=6)
    boxes = list(cells(grid._asdict()))
    for place, number in zip(places, grid.cells(places), strict=True):
        left, bottom, right, top = boxes[number].corners
        assert left <= place[0] <= right
        assert bottom <= place[1] <= top
    assert grid.tally(places).sum() == 300
    assert grid.cells(np.array([[1e9, -1e9]]))[0] == 5  # the corner at the lower right
    sides = (np.array(grid.high) - grid.low) / (grid.across, grid.up)
    assert sides[0] == pytest.approx(sides[1])  # square


def test_a_grid_of_one_place_has_a_size():
    grid = Grid.over(np.zeros((3, 2)))
    assert grid.high[0] > grid.low[0]
    assert grid.tally(np.zeros((3, 2))).sum() == 3


def test_the_largest_hole_is_wanted_first_and_what_is_covered_is_not(towns, unit):
    places = np.stack([unit(axis) for axis in range(4)])
    found = paired(towns, [0], unit)
    picks = greedy(towns, found.distances, places, 10)
    assert [pick.which for pick in picks] == [1, 2]
    assert picks[0].nearer[300:500].all()
    assert picks[1].nearer[500:].all()
    assert not picks[1].nearer[300:500].any()
    assert picks[0].saved > picks[1].saved


def test_nothing_is_wanted_where_everybody_has_a_pairing(towns, unit):
    everybody = Assignment(towns).add_all(
        [Block(towns, np.arange(len(towns)), np.zeros(len(towns), np.float32))]
    )
    assert greedy(towns, everybody.distances, regions(towns, np.random.default_rng(1)), 10) == []


def test_regions_are_where_people_are(towns, unit, rng):
    found = paired(towns, [0], unit)
    places = regions(towns, rng)
    first, second = greedy(towns, found.distances, places, 2)
    assert places[first.which] @ unit(1) > 0.95
    assert places[second.which] @ unit(2) > 0.95


def test_a_second_twin_helps_nobody(towns, unit):
    found = paired(towns, [0], unit)
    twins = np.stack([unit(1), unit(1), unit(2)])
    assert [pick.which for pick in greedy(towns, found.distances, twins, 3)] == [0, 2]


def test_a_shortlist_in_blocks_keeps_the_same_as_one(towns, unit, rng):
    found = paired(towns, [0], unit)
    places = np.concatenate([around(axis, 30, rng, 0.6) for axis in range(4)])
    names = [f"h{number}" for number in range(len(places))]
    lists = [Shortlist(towns, found.distances, size=12) for _ in range(2)]
    lists[0].add(names, places)
    for start in range(0, len(places), 7):
        lists[1].add(names[start : start + 7], places[start : start + 7])
    assert lists[0].names == lists[1].names
    assert lists[0].seen == lists[1].seen == 120
    assert {int(name[1:]) // 30 for name in lists[0].names} <= {1, 2}


def test_the_rock_that_nobody_has_is_given_to_the_town_without_one(towns, unit):
    """Three towns, of which the rocks 0 and 1 have all; rock 2 is free, rock 3 taken."""
    found = paired(towns, [0, 1], unit)
    use = Use(found, np.zeros(4, np.float32), np.array([0, 0, 3, 0]))
    assert use.counts.tolist()[2:] == [0, 0]
    first = use.best_rock(unit(2), taken={3})
    assert (first.rock, first.moved) == (2, 100)
    assert first.after > first.before
    use.make(unit(2), first.rock)
    assert use.counts[2] == 100
    assert use.counts.sum() == 600
    assert use.best_rock(unit(3), taken=set()).rock == 3


def test_among_equals_the_rock_that_nobody_wears_wins(towns, unit):
    found = paired(towns, [0], unit)
    use = Use(found, np.zeros(4, np.float32), np.array([9, 5, 0, 1]))
    assert use.best_rock(unit(1), taken=set()).rock == 2
    with pytest.raises(ValueError, match="no rock"):
        use.best_rock(unit(1), taken={0, 1, 2, 3})


def test_the_weight_of_a_rock_counts(towns, unit):
    found = paired(towns, [0, 1], unit)
    heavy = np.array([0, 0, -2.0, 0], np.float32)
    worn = np.zeros(4, np.intp)
    moved = [
        Use(found, weights, worn).best_rock(unit(2), taken={0, 1, 3}).moved
        for weights in (np.zeros(4, np.float32), heavy)
    ]
    assert moved[0] == 100
    assert moved[1] < 30


def test_the_curve_of_even_use_is_straight_and_that_of_one_rock_lies_on_the_ground():
    np.testing.assert_allclose(lorenz(np.full(50, 7)), np.linspace(0, 1, 51), atol=1e-4)
    alone = np.zeros(50, int)
    alone[3] = 40
    assert lorenz(alone)[:50] == [0] * 50
    assert lorenz(alone)[50] == 1
    assert lorenz(np.zeros(5, int)) == []


def test_rocks_are_counted_by_how_much_of_an_even_share_they_have():
    counts = np.array([0, 1, 4, 8, 16, 30, 81])  # an even share is 20
    assert spread(counts) == [1, 2, 1, 1, 1, 0, 1]
    assert spread(np.array([0, 10, 10])) == [1, 0, 0, 0, 2, 0, 0]
    assert spread(np.zeros(3, int)) == []


def test_a_level_is_how_many_steps_were_reached():
    assert [level(value, (10, 25, 50, 100)) for value in (5, 10, 24, 50, 1000)] == [0, 1, 1, 3, 4]
