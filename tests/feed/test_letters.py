"""The mails in which moderators tell a member what they decided."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from feed.services import moderation
from tests.feed.moderating import WORDS, make_case

pytestmark = pytest.mark.django_db


def test_the_member_is_told_in_their_language(keeper, odd, django_capture_on_commit_callbacks):
    odd.language = "en"
    odd.save()
    with django_capture_on_commit_callbacks(execute=True):
        made = moderation.warn(keeper, make_case(odd), **WORDS)
    [letter] = mail.outbox
    assert letter.to == [odd.email]
    assert letter.subject == "[RockStar] A word from the moderators"
    html = letter.alternatives[0].content
    for text in (letter.body, html):
        assert WORDS["message"] in text
        assert WORDS["note"] not in text
        assert "gravekeeper" not in text
        assert "/decisions/" in text
    assert made.told in html


def test_an_end_is_told_on_their_own_clock(keeper, odd, django_capture_on_commit_callbacks):
    odd.time_zone = "Asia/Tokyo"
    odd.save()
    until = (timezone.now() + timedelta(days=9)).replace(hour=20, minute=0)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.suspend(keeper, make_case(odd), **WORDS, until=until)
    [letter] = mail.outbox
    assert "5 a.m. you cannot log in" in letter.body


def test_of_a_dismissal_nobody_hears(keeper, odd, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        moderation.dismiss(keeper, make_case(odd))
    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_stops_nothing(
    keeper, odd, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert moderation.warn(keeper, make_case(odd), **WORDS)
