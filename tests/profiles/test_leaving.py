"""Leaving: hidden at once, gone after a while, and the way back in between."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token

from feed.models import Post
from profiles.account import leaving
from profiles.models import DataExport, Member
from profiles.tasks import delete_departed
from rockmatch.models import FaceVector, Receipt, Selfie
from rockmatch.services.biometrics import keep_face_vector
from tests.factories import make_member, make_rock, make_selfie
from tests.profiles.test_security import PASSWORD, SECRET, code, log_in
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
LEAVE, RETURN, INSIDE = "settings-delete", "account-return", "settings-account"


@pytest.fixture
def member():
    return make_member("flint", rock=make_rock())


def test_who_leaves_is_hidden_at_once(member):
    (here, _), (there, _) = log_in(member), log_in(member)
    Token.objects.create(user=member)
    Post.objects.create(author=member, text="Here I stand.")
    assert "Here I stand." in check(Client().get(reverse("explore")))
    page = check(here.get(reverse(LEAVE)))
    assert "What goes" in page
    page = check(here.post(reverse(LEAVE), {"password": PASSWORD}, follow=True))
    assert "You are hidden now." in page
    for client in (here, there):
        assert client.get(reverse(INSIDE)).status_code == 302
    assert Client().get(member.get_absolute_url()).status_code == 404
    assert "Here I stand." not in check(Client().get(reverse("explore")))
    assert not Token.objects.exists()
    asked = {"username": "flint", "password": PASSWORD}
    assert Client().post("/api/v1/auth/token/", asked).status_code == 401
    assert "Until then you can come back" in mail.outbox[0].body


def test_the_numbers_of_the_face_are_destroyed_at_once(member, unit):
    keep_face_vector(make_selfie(member, status="done"), unit(1))
    DataExport.objects.create(member=member, status="done")
    waiting = make_selfie(member)
    leaving.leave(member)
    assert not FaceVector.objects.exists()
    assert Receipt.objects.get(subject="face_vector").destroyed_at
    assert not DataExport.objects.exists()
    assert Selfie.objects.get(pk=waiting.pk).status == "failed"


def test_a_wrong_password_hides_nobody_and_tries_are_limited(member):
    client, _ = log_in(member)
    answers = [client.post(reverse(LEAVE), {"password": "x"}) for _ in range(11)]
    assert 'class="errorlist' in check(answers[0])
    assert answers[-1].status_code == 429
    assert client.post(reverse(LEAVE), {"password": PASSWORD}).status_code == 429
    member.refresh_from_db()
    assert member.is_active


def test_logging_in_offers_to_come_back(member):
    leaving.leave(member)
    client, answer = log_in(member)
    assert answer["Location"] == reverse(RETURN)
    assert "@flint is hidden" in check(client.get(reverse(RETURN)))
    assert client.get(reverse(INSIDE)).status_code == 302  # not yet
    client.post(reverse(RETURN))
    assert client.get(reverse(INSIDE)).status_code == 200
    assert Client().get(member.get_absolute_url()).status_code == 200
    member.refresh_from_db()
    assert member.leaves_at is None


def test_the_second_factor_is_asked_before_one_is_back(member):
    TOTP.activate(member, SECRET)
    leaving.leave(member)
    client, _ = log_in(member)
    assert client.post(reverse(RETURN))["Location"] == reverse("mfa_authenticate")
    assert Client().get(member.get_absolute_url()).status_code == 404
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get(reverse(INSIDE)).status_code == 200
    assert Client().get(member.get_absolute_url()).status_code == 200


def test_nobody_comes_back_who_has_not_logged_in(member, monkeypatch):
    leaving.leave(member)
    client = Client()
    for method in (client.get, client.post):
        assert method(reverse(RETURN))["Location"] == reverse("account_login")
    client, _ = log_in(member)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(leaving.timezone, "now", lambda: later)
    assert client.post(reverse(RETURN))["Location"] == reverse("account_login")


def test_who_has_forgotten_the_password_sets_a_new_one_and_may_come_back(member):
    leaving.leave(member)
    mail.outbox.clear()
    stranger = Client()
    asked = stranger.post(reverse("account_reset_password"), {"email": "Flint@example.org"})
    [letter] = mail.outbox
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letter.body)[1]
    form = stranger.get(link)["Location"]
    new = {"password1": "basalt and tuff 8", "password2": "basalt and tuff 8"}
    assert stranger.post(form, new).status_code == 302
    assert stranger.get(reverse(INSIDE)).status_code == 302  # not back by that alone
    client, answer = log_in(member, password="basalt and tuff 8")
    assert answer["Location"] == reverse(RETURN)
    client.post(reverse(RETURN))
    assert client.get(reverse(INSIDE)).status_code == 200
    nobody = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (asked.status_code, asked["Location"]) == (nobody.status_code, nobody["Location"])


def test_who_was_put_out_gets_no_link():
    make_member("shale", is_active=False)
    Client().post(reverse("account_reset_password"), {"email": "shale@example.org"})
    assert not any("/reset/key/" in letter.body for letter in mail.outbox)


def test_one_who_was_put_out_is_not_offered_to_come_back():
    _, answer = log_in(make_member(is_active=False))
    assert answer["Location"] == reverse("account_inactive")


def test_after_the_time_of_grace_the_account_is_gone(member):
    staying, early = make_member(), make_member()
    leaving.leave(member)
    leaving.leave(early)
    suspended = make_member(is_active=False)
    mail.outbox.clear()
    Member.objects.filter(pk=member.pk).update(leaves_at=timezone.now())
    assert delete_departed() == 1
    assert set(Member.objects.all()) == {staying, early, suspended}
    [letter] = mail.outbox
    assert letter.to == ["flint@example.org"]
    assert "This is your receipt" in letter.body


def test_a_mail_that_cannot_be_sent_keeps_nobody(member, monkeypatch):
    def refuse(*_, **__):
        raise OSError

    monkeypatch.setattr(leaving, "send_mail", refuse)
    leaving.leave(member)
    Member.objects.update(leaves_at=timezone.now())
    assert delete_departed() == 1
