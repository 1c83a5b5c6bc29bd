"""How much the pages of "Do you see a face?" ask of the database, with little on them and much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lab.models import Stimulus
from tests.factories import make_look, make_member, make_rater, make_rock, make_stimulus, make_trial

pytestmark = pytest.mark.django_db
MOST = 6


@pytest.fixture
def queries(client):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return queries


def museum(count):
    return [make_stimulus(rock=make_rock()) for _ in range(count)]


@pytest.mark.parametrize("name", ["lab-look", "lab-look-you"])
def test_the_door_asks_little(name, queries):
    few = queries(reverse(name))
    museum(20)
    assert queries(reverse(name)) == few <= MOST


@pytest.mark.parametrize("is_member", [False, True])
def test_a_page_of_a_round_asks_the_same_for_one_stone_and_for_ten(
    is_member, client, queries, begin, answer
):
    if is_member:
        client.force_login(make_member(rock=make_rock()))
    told = []
    for count in (1, 10):
        client.cookies.pop("lab_rater", None)
        Stimulus.objects.all().delete()
        museum(count)
        begin(client)
        first = queries(reverse("lab-look"))
        more = queries(answer(client, "one").url)
        you = queries(reverse("lab-look-you"))
        for stone in Stimulus.objects.all():
            make_trial(make_rater(), stone, "one")
            make_look(stone)
            make_look(stone, "seer")
        while client.get(reverse("lab-look")).status_code == 200:
            answer(client, "no")
        told.append((first, more, you, queries(client.get(reverse("lab-look")).url)))
    assert told[0] == told[1]
    assert max(told[1]) <= MOST, told
