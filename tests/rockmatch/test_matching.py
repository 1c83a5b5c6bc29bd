import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rockmatch import matching
from rockmatch.matching import is_same_person, nearest_rocks
from rockmatch.models import Pairing, Selfie
from tests.factories import make_pairing, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def graph_of_its_own(db):
    """An index without the rows of earlier tests: rolled back, they still lie in its way."""
    with connection.cursor() as cursor:
        cursor.execute("REINDEX TABLE rockmatch_pairing")


@pytest.fixture
def three(unit):
    """Three rocks whose pairings lie 0, 0.3 and 0.6 radians from the first axis."""
    rocks = [make_rock(name) for name in ("Near Tor", "Middle Tor", "Far Tor")]
    for rock, turned in zip(rocks, (0.0, 0.3, 0.6), strict=True):
        make_pairing(rock, unit(0, turned))
    return rocks


def test_the_nearest_rock_comes_first(three, unit):
    assert [match.rock for match in nearest_rocks(unit(0, 0.05))] == three
    assert [match.rock for match in nearest_rocks(unit(0, 0.58))] == three[::-1]


def test_distance_is_one_minus_cosine(three, unit):
    distances = [match.distance for match in nearest_rocks(unit(0))]
    assert distances == pytest.approx([1 - np.cos(angle) for angle in (0, 0.3, 0.6)], abs=1e-6)


def test_a_rock_with_several_pairings_is_found_once_through_the_nearest(three, unit):
    make_pairing(three[0], unit(0, 0.1))
    make_pairing(three[2], unit(0, 0.02))
    found = nearest_rocks(unit(0))
    assert [match.rock for match in found] == [three[0], three[2], three[1]]
    assert found[1].distance == pytest.approx(1 - np.cos(0.02), abs=1e-6)


def test_rocks_in_the_cellar_are_not_handed_out(three, unit):
    three[0].is_on_show = False
    three[0].save()
    assert [match.rock for match in nearest_rocks(unit(0))] == three[1:]


def test_a_pairing_that_is_held_out_leads_to_nobody(three, unit):
    three[0].pairings.update(held_out=True)
    assert [match.rock for match in nearest_rocks(unit(0))] == three[1:]


def test_the_order_is_that_of_the_formula_whatever_weights_and_lengths():
    """Against the formula in NumPy, for anchors of any length: the key is made by PostgreSQL."""
    rng = np.random.default_rng(3)
    anchors = rng.normal(size=(40, 128)).astype(np.float32) * rng.uniform(0.05, 0.12, (40, 1))
    weights = -rng.exponential(scale=0.3, size=40)
    for number, (anchor, weight) in enumerate(zip(anchors, weights, strict=True)):
        make_pairing(make_rock(f"Tor {number}"), anchor, weight=weight)
    face = rng.normal(size=128).astype(np.float32)
    face /= np.linalg.norm(face)
    order = np.argsort(np.square(face - anchors).sum(axis=1) - weights)
    found = [match.rock.name for match in nearest_rocks(face, count=20)]
    assert found == [f"Tor {number}" for number in order[:20]]


def test_a_weight_moves_the_border_between_two_rocks(three, unit):
    """Halfway is 0.15 radians; a weight of -0.04, a squared distance, moves it to 0.082."""
    border = 0.15 - 0.04 / (4 * np.sin(0.15))
    Pairing.objects.filter(rock=three[0]).update(weight=-0.04)
    assert nearest_rocks(unit(0, border - 0.01))[0].rock == three[0]
    assert nearest_rocks(unit(0, border + 0.01))[0].rock == three[1]


def test_matching_is_one_query(three, unit, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert nearest_rocks(unit(0))[0].rock.name == "Near Tor"


def test_the_query_is_served_by_the_hnsw_index(unit):
    rng = np.random.default_rng(7)
    rock = make_rock()
    for vector in rng.normal(size=(300, 128)).astype(np.float32):
        make_pairing(rock, vector / np.linalg.norm(vector))
    with CaptureQueriesContext(connection) as captured:
        nearest_rocks(unit(0))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "pairing_key_hnsw" in plan


def test_the_index_finds_a_rock_behind_many_that_are_not_on_show(unit):
    """A filtered search has to go on through the graph until it has what it was asked for."""
    rng = np.random.default_rng(8)
    hidden = make_rock("Hidden Tor", is_on_show=False)
    for noise in rng.normal(scale=0.001, size=(150, 128)).astype(np.float32):
        vector = unit(0) + noise
        make_pairing(hidden, vector / np.linalg.norm(vector))
    shown = make_rock("Shown Tor")
    make_pairing(shown, unit(0, 1.0))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert [match.rock for match in nearest_rocks(unit(0))] == [shown]


def test_an_empty_museum_gives_nothing(unit):
    assert nearest_rocks(unit(0)) == []


def test_nearness_is_told_in_three_words_in_order():
    words = [matching.nearness(distance) for distance in np.linspace(0, 2, 201)]
    order = list(Selfie.Nearness)
    assert words == sorted(words, key=order.index)
    assert set(words) == set(order)


def test_the_same_person_is_within_the_measured_distance(unit):
    edge = float(np.arccos(1 - matching.SAME_PERSON_SQUARED_DISTANCE / 2))
    assert is_same_person(unit(0), unit(0, edge - 0.01))
    assert not is_same_person(unit(0), unit(0, edge + 0.01))
