"""What the page of a rock tells of what people see in it."""

import re

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lab.heat import LEVELS, SIDE, heat
from tests.factories import make_rater, make_rock, make_stimulus, make_trial

pytestmark = pytest.mark.django_db
TAPS = {"left_eye": [0.25, 0.25], "right_eye": [0.75, 0.25], "mouth": [0.5, 0.75]}


@pytest.fixture
def rock():
    return make_rock("Quiet Heron")


@pytest.fixture
def stone(rock):
    return make_stimulus(rock=rock)


def look(stone, people, seen="one", *, taps=None, **fields):
    for _ in range(people):
        make_trial(make_rater(**fields), stone, seen, **(taps or {}))


def page(client, rock):
    return client.get(rock.get_absolute_url()).content.decode()


def test_nothing_is_told_of_four(client, rock, stone):
    look(stone, 4, taps=TAPS)
    look(stone, 3, taps=TAPS, marks=["too_fast"])
    assert "What people see in it" not in page(client, rock)


def test_of_five_it_is_told_how_many_and_where(client, rock, stone):
    look(stone, 5, taps=TAPS)
    look(stone, 1, "several")
    look(stone, 2, "no")
    html = page(client, rock)
    assert "6 of 8 people see a face: 75\u202f%." in html
    assert "1 of them sees more than one." in html
    assert "5 people tapped" in html
    assert html.count('class="heat-5"') == 2
    assert "made up by a program" not in html


def test_where_few_have_tapped_there_is_no_map(client, rock, stone):
    look(stone, 5)
    look(stone, 1, is_simulated=True)
    html = page(client, rock)
    assert "Too few have said" in html
    assert "heat-map" not in html
    assert "made up by a program" in html


def test_it_comes_along_with_the_rock(client, rock, stone):
    with CaptureQueriesContext(connection) as before:
        page(client, rock)
    look(stone, 8, taps=TAPS)
    with CaptureQueriesContext(connection) as after:
        page(client, rock)
    assert len(before) == len(after)


def cells(path):
    """All cells of a path, as (column, row)."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    return {(int(x) + step, int(y)) for x, y, width in runs for step in range(int(width))}


def test_the_densest_place_is_where_they_tapped():
    levels = [cells(path) for path in heat([(0.25, 0.75)] * 3)]
    assert len(levels) == len(LEVELS)
    middle = np.array(list(levels[-1])).mean(axis=0) + 0.5
    assert middle == pytest.approx((SIDE / 4, SIDE * 3 / 4))
    assert all(not one & other for one in levels for other in levels if one is not other)


def test_nobody_is_no_map_and_what_lies_outside_is_at_the_edge():
    assert heat([]) == []
    assert (SIDE - 1, 0) in cells(heat([(7.0, -3.0)])[-1])
