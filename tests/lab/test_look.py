"""Do you see a face? As a browser walks it that has no script."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lab import rater
from lab.models import Rater, Stimulus, Trial
from lab.services import answers
from lab.services.marking import mark
from tests.factories import make_look, make_rater, make_rock, make_stimulus, make_trial

pytestmark = pytest.mark.django_db
LOOK = reverse("lab-look")


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def finish(client, answer, seen="no"):
    """Answer what is left of a round; gives the page that comes after it."""
    while (page := client.get(LOOK)).status_code == 200:
        assert "Do you see a face?" in page.content.decode()
        answer(client, seen)
    return client.get(page.url)


def test_nobody_is_known_before_they_say_yes(client, stones):
    assert "Yes, my answers may be used" in words(client.get(LOOK))
    refused = client.post(reverse("lab-look-begin"), {})
    assert refused.status_code == 400
    assert "Say yes first" in words(refused)
    assert not Rater.objects.exists()
    assert rater.COOKIE not in client.cookies


def test_who_says_yes_is_known_by_a_cookie_of_the_lab_alone(client, stones, begin, settings):
    somebody = begin(client)
    cookie = client.cookies[rater.COOKIE]
    assert cookie["path"] == "/lab/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert somebody.consent_version
    assert begin(client) == somebody
    assert Rater.objects.count() == 1
    assert not {"member", "user"} & {field.name for field in Rater._meta.get_fields()}


def test_a_forged_cookie_is_nobody(client, stones):
    client.cookies[rater.COOKIE] = str(make_rater().pk)
    assert "Yes, my answers may be used" in words(client.get(LOOK))


def test_an_empty_lab_says_so(client):
    assert "no stone to be looked at yet" in words(client.get(LOOK))


def test_a_round_is_ten_stones_and_then_what_others_said(client, stones, begin, answer):
    somebody = begin(client)
    for number in range(1, 11):
        page = client.get(LOOK)
        assert f"Stone {number} of 10" in words(page)
        assert 'alt="A stone"' in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert answer(client, "no").url == LOOK
    told = client.get(client.get(LOOK).url)
    assert "You looked at 10 stones and saw a face in 0" in words(told)
    assert "Not yet 5 answers" in words(told)
    assert somebody.trials.answered().count() == 10
    assert client.post(reverse("lab-look-next")).status_code == 302
    assert "Stone 1 of" in words(client.get(LOOK))


def test_the_page_tells_nothing_of_the_stone(client, stones, begin):
    somebody = begin(client)
    page = client.get(LOOK).content.decode()
    for stimulus in Stimulus.objects.filter(trials__rater=somebody):
        assert stimulus.key not in page
    for word in ("bare", "plain", "turned", "rung", "strength", "ladder-"):
        assert f'{word}"' not in page


def test_others_are_told_from_five_answers_on_and_machines_at_once(client, begin, answer):
    stone = make_stimulus(3)
    make_look(stone, "mtcnn")
    make_look(stone, "seer", sees=True)
    for seen in ("one", "one", "several", "no"):
        make_trial(make_rater(), stone, seen)
    make_trial(make_rater(marks=["too_fast"]), stone, "one")
    begin(client)
    told = words(finish(client, answer))
    assert "Not yet 5 answers" in told
    assert "1 of 2 see a face" in told
    assert "our seer: a face" in told
    assert "of strength 0.45" in told
    make_trial(make_rater(is_simulated=True), stone, "no")
    told = words(client.get(client.get(LOOK).url))
    assert "3 of 5 saw a face" in told
    assert "made up by a program" in told


def test_nobody_hears_others_before_they_have_said_it_themselves(client, stones, begin, answer):
    begin(client)
    answer(client, "no")
    assert client.get(reverse("lab-look-round", args=[1])).url == LOOK
    finish(client, answer)
    assert client.get(reverse("lab-look-round", args=[1])).status_code == 200
    assert client.get(reverse("lab-look-round", args=[7])).url == LOOK
    assert client.get("/lab/look/rounds/" + "9" * 40 + "/").url == LOOK


def test_when_all_is_seen_it_ends_kindly(client, begin, answer):
    make_stimulus(2)
    begin(client)
    finish(client, answer)
    ended = client.post(reverse("lab-look-next"), follow=True)
    assert "You have seen every stone that we have" in words(ended)


def test_a_reaction_time_is_what_the_server_saw_pass_at_most(client, stones, begin, answer):
    somebody = begin(client)
    client.get(LOOK)
    shown = somebody.trials.get(shown_at__isnull=False)
    Trial.objects.filter(pk=shown.pk).update(shown_at=timezone.now() - timedelta(seconds=2))
    answers.answer(somebody.pk, shown.pk, "no", 1500)
    shown.refresh_from_db()
    assert shown.rt_ms == 1500
    assert 2000 <= shown.elapsed_ms < 60_000
    answer(client, "no", rt="900000")
    later = somebody.trials.answered().latest("answered_at")
    assert later.rt_ms is None


def test_only_the_first_look_is_timed(client, stones, begin):
    begin(client)
    assert "data-timed" in client.get(LOOK).content.decode()
    assert "data-timed" not in client.get(LOOK).content.decode()


def test_an_answer_after_a_month_is_one(client, stones, begin):
    somebody = begin(client)
    client.get(LOOK)
    shown = somebody.trials.get(shown_at__isnull=False)
    Trial.objects.filter(pk=shown.pk).update(shown_at=timezone.now() - timedelta(days=40))
    told = answers.answer(somebody.pk, shown.pk, "one", None)
    assert told.elapsed_ms == 2**31 - 1


def test_a_rock_that_leaves_the_museum_is_not_shown(client, begin, answer):
    rocks = [make_rock() for _ in range(4)]
    for rock in rocks:
        make_stimulus(rock=rock)
    somebody = begin(client)
    first = somebody.trials.order_by("place").first().stimulus.rock
    type(first).objects.filter(pk=first.pk).update(is_on_show=False)
    page = client.get(LOOK)
    assert "Stone 1 of 3" in words(page)
    assert first.portrait_url(512) not in page.content.decode()
    told = finish(client, answer)
    assert "You looked at 3 stones" in words(told)
    assert f"/rocks/{rocks[-1].slug}/" in told.content.decode() or rocks[-1] == first


def test_a_picture_that_does_not_come_is_passed_over(client, stones, begin):
    somebody = begin(client)
    page = client.get(LOOK).content.decode()
    action = re.search(r'action="(/lab/look/[0-9a-f-]{36}/)"', page).group(1)
    assert client.post(action, {"pass": "1"}).url == LOOK
    assert "Stone 1 of 9" in words(client.get(LOOK))
    assert somebody.trials.count() == 9


def test_who_answers_without_looking_is_marked_after_the_round(client, stones, begin, answer):
    somebody = begin(client)
    for _place in range(10):
        client.get(LOOK)
        answer(client, "no", rt="20")
    somebody.refresh_from_db()
    assert somebody.marks == ["too_fast"]
    assert Trial.objects.counted().count() == 0
    assert somebody.trials.answered().count() == 10
    Trial.objects.update(elapsed_ms=900, rt_ms=None)
    client.post(reverse("lab-look-next"))
    finish(client, answer)
    Trial.objects.filter(elapsed_ms__lt=900).update(elapsed_ms=900)
    somebody.refresh_from_db()
    assert "too_fast" not in mark(somebody)
