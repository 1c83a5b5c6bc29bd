"""Answers sent twice, out of order, from many tabs, for others, by who has gone; and nonsense."""

from functools import partial
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.throttling import SimpleRateThrottle

from lab.models import Rater, Trial
from lab.services import answers, raters, rounds
from lab.services.raters import Refused
from tests import at_once as moments
from tests.factories import make_rater, make_stimulus, make_trial

LOOK = reverse("lab-look")
db = pytest.mark.django_db
at_once = partial(moments.at_once, refusals=(Refused,))


def posted(client, trial_id, **sent):
    return client.post(reverse("lab-look-answer", args=[trial_id]), sent, follow=True)


@pytest.fixture
def shown(client, stones, begin):
    """The stone before somebody."""
    somebody = begin(client)
    client.get(LOOK)
    return somebody.trials.get(shown_at__isnull=False)


@db
def test_the_first_answer_counts_however_often_it_is_sent(client, shown):
    posted(client, shown.pk, seen="no")
    again = posted(client, shown.pk, seen="several")
    assert "Your first answer counts" in again.content.decode()
    assert again.status_code == 200
    shown.refresh_from_db()
    assert shown.seen == "no"


@db
def test_a_stone_that_was_not_shown_has_no_answer(client, shown):
    later = shown.rater.trials.get(place=7)
    assert "not been shown yet" in posted(client, later.pk, seen="one").content.decode()
    later.refresh_from_db()
    assert later.answered_at is None


@db
def test_nobody_answers_for_another(client, shown):
    theirs = make_trial(make_rater(), shown.stimulus)
    for trial_id in (theirs.pk, uuid4()):
        assert "not among yours" in posted(client, trial_id, seen="one").content.decode()
    theirs.refresh_from_db()
    assert theirs.answered_at is None


@db
def test_who_withdrew_in_another_tab_is_told(client, shown):
    shown.rater.delete()
    told = posted(client, shown.pk, seen="one")
    assert "This browser has no answers here" in told.content.decode()
    assert not Trial.objects.exists()
    for act in (rounds.draw, partial(answers.pass_over, trial_id=shown.pk)):
        with pytest.raises(Refused):
            act(shown.rater_id)


@db
@pytest.mark.parametrize("seen", ["", "maybe", "NO", "one\x00", "x" * 5000])
def test_an_unknown_answer_is_none(client, shown, seen):
    assert "Say no, yes or several." in posted(client, shown.pk, seen=seen).content.decode()
    shown.refresh_from_db()
    assert shown.answered_at is None


@db
@pytest.mark.parametrize("rt", ["", "-5", "NaN", "1e9", "9" * 30, "0", "12.5", "٣", "\x00"])
def test_a_time_that_is_none_is_left_out(client, shown, rt):
    posted(client, shown.pk, seen="one", rt=rt)
    shown.refresh_from_db()
    assert (shown.seen, shown.rt_ms) == ("one", None)


@db
def test_an_address_without_a_form_leads_on(client, shown):
    assert client.get(reverse("lab-look-answer", args=[shown.pk])).url == LOOK
    assert client.get(reverse("lab-look-next")).status_code == 405


_FIELDS = ("seen", "rt", "taps", "at", "undo", "pass", "mood", "being", "gender", "hardness")


@db
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    page=st.sampled_from(["lab-look-answer", "lab-look-more"]),
    sent=st.dictionaries(st.sampled_from(_FIELDS), st.text(max_size=40), max_size=6),
)
def test_no_form_whatever_it_holds_is_an_error_of_ours(client, shown, page, sent):
    SimpleRateThrottle.cache.clear()
    answer = client.post(reverse(page, args=[shown.pk]), sent)
    assert answer.status_code in (200, 302, 400)


@db
def test_bots_are_slowed_down(client, stones, monkeypatch):
    rates = {**configured.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "raters": "2/hour"}
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {**rates, "answers": "2/minute"})
    told = []
    for _bot in range(3):
        client.cookies.clear()
        told.append(client.post(reverse("lab-look-begin"), {"consent": "on"}))
    assert [answer.status_code for answer in told] == [302, 302, 429]
    assert Rater.objects.count() == 2
    assert "Retry-After" in told[-1]


@db
def test_so_is_who_answers_faster_than_anybody_looks(client, shown, monkeypatch):
    rates = {**configured.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "answers": "2/minute"}
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)
    told = [posted(client, shown.pk, seen="no").status_code for _ in range(3)]
    assert told == [200, 200, 429]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_are_one_answer_and_one_round(stones):
    somebody = make_rater()
    drawn = at_once(*(lambda: rounds.draw(somebody.pk) for _tab in range(3)))
    assert drawn == [1, 1, 1]
    assert somebody.trials.count() == 10
    trial = somebody.trials.first()
    Trial.objects.filter(pk=trial.pk).update(shown_at="2026-01-01T00:00Z")
    told = at_once(
        *(lambda s=s: answers.answer(somebody.pk, trial.pk, s, 5) for s in ("no", "one", "several"))
    )
    [counted] = [one for one in told if isinstance(one, Trial)]
    trial.refresh_from_db()
    assert trial.seen == counted.seen
    assert sum(isinstance(one, Refused) for one in told) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_who_withdraws_while_another_tab_answers_leaves_nothing(turn):
    somebody = make_rater()
    trial = make_trial(somebody, make_stimulus(3), shown_at="2026-01-01T00:00Z")
    at_once(
        lambda: answers.answer(somebody.pk, trial.pk, "one", None),
        lambda: raters.withdraw(somebody.pk),
    )
    assert not Rater.objects.exists()
    assert not Trial.objects.exists()
