"""The front of the lab: what is told of how many answers, and what is kept back."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from lab.models import Rater, Trial
from lab.results.numbers import KEPT_AS, numbers
from rockmatch.portraits.ladder import STRENGTHS
from tests.factories import (
    make_human,
    make_look,
    make_member,
    make_pair_trial,
    make_rater,
    make_rock,
    make_stimulus,
    make_trial,
)

pytestmark = pytest.mark.django_db
CSVS = [
    *("people", "machines", "thresholds", "times", "agreement", "detection", "weeks"),
    *("ranks", "sides"),
]


@pytest.fixture
def ladder():
    """Two rocks of six rungs."""
    return [make_stimulus(rung) for rung in range(6) for _ in range(2)]


def ask(ladder, people, **fields):
    """Let people look at all of it, who see a face from the third rung on."""
    for _ in range(people):
        rater = make_rater(**fields)
        for stone in ladder:
            make_trial(
                rater, stone, "one" if stone.rung > 2 else "no", rt_ms=700 + 100 * stone.rung
            )
    cache.delete(KEPT_AS)


def page(client):
    return client.get(reverse("lab")).content.decode()


def rows(client, name):
    answer = client.get(reverse("lab-csv", args=[name]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_an_empty_lab_says_what_it_does_not_know(client):
    html = page(client)
    assert html.count("not known yet") >= 3
    assert "plot-paper" not in html
    assert "0 answers" in html
    assert all(rows(client, name) == [] for name in CSVS)


def test_a_curve_needs_five_people_at_each_strength(client, ladder):
    ask(ladder, 4)
    assert 'id="plot-people-title"' not in page(client)
    assert len(rows(client, "people")) == 6  # the counts are no secret
    ask(ladder, 1)
    assert 'id="plot-people-title"' in page(client)


def test_people_see_a_face_where_half_of_them_do(client, ladder):
    ask(ladder, 8)
    found = numbers()
    assert STRENGTHS[2] < found.people.curve.threshold.value < STRENGTHS[3]
    assert [row["share"] for row in rows(client, "people")] == ["0.0"] * 3 + ["1.0"] * 3
    assert [row["raters"] for row in rows(client, "people")] == ["8"] * 6
    assert {row["stones"]: row["alpha"] for row in rows(client, "agreement")} == {
        "All": "1.0",
        "Ladder": "1.0",
    }
    assert found.people.detection.sensitivity > 2
    assert len(found.raters_told) == 8
    [seen] = [row for row in rows(client, "times") if row["strength"] == "1.2"]
    assert (seen["answer"], seen["seconds"]) == ("face", "1.2")


def test_only_answers_that_count_are_counted(client, ladder):
    ask(ladder, 2)
    ask(ladder, 3, marks=["too_fast"])
    rater = Rater.objects.filter(marks=[]).first()
    make_trial(rater, make_stimulus(0), "one", catch=Trial.Catch.BARE)
    make_trial(rater, make_stimulus(0))  # shown, and never answered
    cache.delete(KEPT_AS)
    found = numbers()
    assert (found.raters, found.answers) == (2, 24)


def test_machines_stand_beside_people(client, ladder):
    for stone in ladder:
        make_look(stone, "mtcnn")
        make_look(stone, "seer", sees=stone.rung > 0)
    html = page(client)
    assert "nowhere up to 1.2" in html
    assert html.index("Our seer") < html.index(">MTCNN<")
    told = {row["observer"]: row for row in rows(client, "thresholds")}
    assert told["MTCNN"]["threshold"] == "nowhere up to 1.2"
    assert float(told["Our seer"]["threshold"]) < STRENGTHS[1]
    assert told["Our seer"]["bare"] == "0 %"
    assert float(told["Our seer"]["sensitivity"]) > float(told["MTCNN"]["sensitivity"])


def test_simulated_answers_are_called_so(client, ladder):
    ask(ladder, 1)
    assert "made up by a program" not in page(client)
    ask(ladder, 1, is_simulated=True)
    assert "made up by a program" in page(client)


def test_time_is_told_in_weeks(client, ladder):
    ask(ladder, 3)
    for week, rater in enumerate(Rater.objects.all()):
        at = timezone.now() - timedelta(weeks=week)
        rater.trials.update(answered_at=at, seen="no" if week else "one")
    cache.delete(KEPT_AS)
    assert [row["share"] for row in rows(client, "weeks")] == ["1.0", "0.0", "0.0"]
    assert "a line needs three weeks" in page(client)


def test_whom_people_side_with(client, unit):
    curated, machine = make_rock(), make_rock()
    for place in range(10):
        human = make_human(
            unit(place), crop="x.webp", may_be_shown=True, licence="CC0", source="a museum"
        )
        for number in range(4):
            chose = "curated" if number else "machine"
            make_pair_trial(make_rater(), human, curated, machine, chose)
    [told] = rows(client, "sides")
    assert (told["answers"], told["faces"], told["share"]) == ("40", "10", "0.75")
    assert "So they side with the curators." in page(client)


def test_figures_are_kept_for_a_minute_and_read_in_five_queries(client, ladder):
    client.force_login(make_member())
    with CaptureQueriesContext(connection) as little:
        page(client)
    ask(ladder, 6)
    for stone in ladder:
        make_look(stone)
    with CaptureQueriesContext(connection) as much:
        page(client)
    assert len(little) == len(much) <= 6
    with CaptureQueriesContext(connection) as again:
        page(client)
    assert len(again) == 1  # who is it?


def test_a_table_is_in_english_whatever_the_reader_speaks(client, ladder):
    for stone in ladder:
        make_look(stone, "seer")
    with translation.override("de"):
        assert {row["observer"] for row in rows(client, "machines")} == {"Our seer"}


def test_there_is_no_other_table(client):
    assert client.get(reverse("lab-csv", args=["secrets"])).status_code == 404
    assert client.post(reverse("lab")).status_code == 405
