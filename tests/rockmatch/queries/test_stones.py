import numpy as np
import pytest

from rockmatch.models import Rock
from rockmatch.queries.stones import alike, one_of_each_mood
from tests.factories import make_rock

pytestmark = pytest.mark.django_db


def place(*numbers):
    return np.array(numbers, np.float32)


def test_those_that_look_most_like_it_come_first(django_assert_num_queries):
    rock = make_rock(form=place(0, 0))
    far, near = make_rock(form=place(3, 4)), make_rock(form=place(0, 1))
    make_rock(form=place(0, 0.1), is_on_show=False)
    make_rock(form=place(0, 0.1), origin=Rock.Origin.BESPOKE)
    make_rock(form=None)
    rock.refresh_from_db()
    with django_assert_num_queries(1):
        assert alike(rock) == [near, far]
    assert alike(rock, count=1) == [near]


def test_who_was_measured_otherwise_is_not_compared():
    rock, other = make_rock(form=place(0, 0)), make_rock(form=place(1, 1))
    make_rock(form=place(0, 0, 0))
    assert alike(rock) == [other]
    assert alike(make_rock(form=None)) == []


def test_a_moment_has_the_same_rock_each_time(django_assert_num_queries):
    shy = {make_rock(mood="shy") for _ in range(6)}
    merry = make_rock(mood="merry")
    make_rock(mood="gruff", origin=Rock.Origin.BESPOKE)
    with django_assert_num_queries(1):
        first = one_of_each_mood("404")
    assert set(first) == {"shy", "merry"}
    assert first["merry"] == merry
    assert one_of_each_mood("404") == first
    assert {one_of_each_mood(str(seed))["shy"] for seed in range(20)} <= shy
    assert len({one_of_each_mood(str(seed))["shy"].pk for seed in range(20)}) > 1
