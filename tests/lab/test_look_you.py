"""What is kept of who looks, and how they take it back."""

import re

import pytest
from django.conf import settings as configured
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

from lab import rater
from lab.models import PairTrial, Rater, Trial
from tests.factories import make_human, make_pair_trial, make_rater, make_rock, make_trial

pytestmark = pytest.mark.django_db
YOU, WITHDRAW = reverse("lab-look-you"), reverse("lab-look-withdraw")


@pytest.fixture
def somebody(client, stones, begin, answer, unit):
    """Who has answered three stones and a pair."""
    somebody = begin(client)
    for _place in range(3):
        answer(client, "no")
    human = make_human(unit(0), may_be_shown=True, licence="CC0")
    make_pair_trial(somebody, human, make_rock(), make_rock(), "curated")
    return somebody


def test_the_page_says_how_many_answers_there_are_and_under_which_number(client, somebody):
    page = client.get(YOU)
    assert "4 answers came from this browser" in re.sub(r"\s+", " ", page.content.decode())
    assert str(somebody.pk) in page.content.decode()
    assert str(somebody.public_id) not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_withdrawing_deletes_all_and_the_cookie(client, somebody):
    other = make_trial(make_rater(), somebody.trials.first().stimulus, "one")
    told = client.post(WITHDRAW, follow=True)
    assert "Gone: 4 answers." in told.content.decode()
    assert "This browser has no answers here." in told.content.decode()
    assert client.cookies[rater.COOKIE].value == ""
    assert client.cookies[rater.COOKIE]["path"] == "/lab/"
    assert list(Trial.objects.all()) == [other]
    assert not PairTrial.objects.exists()
    assert not Rater.objects.filter(pk=somebody.pk).exists()


def test_the_number_is_enough_in_another_browser(client, somebody):
    client.cookies.clear()
    assert "This browser has no answers here." in client.get(YOU).content.decode()
    told = client.post(WITHDRAW, {"number": f" {somebody.pk} "}, follow=True)
    assert "Gone: 4 answers." in told.content.decode()
    assert not Rater.objects.exists()


def test_who_takes_back_others_answers_keeps_their_own(client, somebody):
    other = make_rater()
    client.post(WITHDRAW, {"number": str(other.pk)})
    assert list(Rater.objects.all()) == [somebody]
    assert client.cookies[rater.COOKIE].value


@pytest.mark.parametrize(
    "number", ["17", "x" * 5000, "\x00", "3f0c2a9e-5d1b-4a77-9c40-2b7e61d0a8f5", "{}", "public"]
)
def test_a_number_that_is_none_takes_nothing_back(client, somebody, number):
    sent = str(somebody.public_id) if number == "public" else number
    told = client.post(WITHDRAW, {"number": sent}, follow=True)
    assert "no answers under that number" in told.content.decode()
    assert Rater.objects.get() == somebody


def test_twice_is_no_error(client, somebody):
    client.post(WITHDRAW, {"number": str(somebody.pk)})
    told = client.post(WITHDRAW, {"number": str(somebody.pk)}, follow=True)
    assert "Perhaps they are gone already" in told.content.decode()


def test_numbers_are_not_tried_out(client, monkeypatch):
    rates = {**configured.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "withdrawals": "2/hour"}
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)
    told = [
        client.post(WITHDRAW, {"number": "3f0c2a9e-5d1b-4a77-9c40-2b7e61d0a8f5"}).status_code
        for _ in range(3)
    ]
    assert told == [302, 302, 429]
