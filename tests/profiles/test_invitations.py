"""Who may come in: everybody, those with an invitation, or nobody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from profiles.account import invitations
from profiles.models import Invitation, Member
from tests.factories import make_member, make_rock
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
MINE = "settings-invitations"
NEW = {"username": "marl", "email": "marl@example.org", "password1": "marl and loess 5"}


@pytest.fixture(autouse=True)
def by_invitation(settings):
    settings.REGISTRATION = "invite"


@pytest.fixture
def member():
    return make_member("flint", rock=make_rock())


def test_a_member_makes_a_link_and_takes_it_back(member, client):
    client.force_login(member)
    assert "Invitations" in check(client.get(reverse("settings")))
    sent = {"note": "Chert from the choir", "most_uses": 3}
    page = check(client.post(reverse(MINE), sent, follow=True))
    invitation = Invitation.objects.get()
    assert invitation.code in page
    assert "used 0 of 3" in page
    check(Client().get(invitation.get_absolute_url()))
    stranger = Client()
    stranger.force_login(make_member())
    away = reverse("withdraw-invitation", args=[invitation.pk])
    assert stranger.post(away).status_code == 404
    client.post(away)
    assert "is over" in check(Client().get(invitation.get_absolute_url()), status=404)


@pytest.mark.parametrize("most_uses", ["0", "11", "x", ""])
def test_not_for_any_number_of_people(most_uses, member, client):
    client.force_login(member)
    answer = client.post(reverse(MINE), {"note": "", "most_uses": most_uses})
    assert 'class="errorlist' in check(answer)


def test_a_few_at_a_time_but_staff_as_many_as_they_like(member, client, settings):
    settings.OPEN_INVITATIONS = 1
    client.force_login(member)
    client.post(reverse(MINE), {"most_uses": 1})
    assert "1 open invitations" in check(client.post(reverse(MINE), {"most_uses": 1}))
    keeper = make_member(is_staff=True)
    for _ in range(3):
        invitations.invite(keeper, note="", most_uses=1)


def test_without_a_link_the_door_is_shut(client):
    assert "by invitation" in check(client.get(reverse("account_signup")))
    client.post(reverse("account_signup"), NEW)
    assert not Member.objects.filter(username="marl").exists()
    assert "is over" in check(client.get("/invite/no-such-code/"), status=404)


def test_with_one_the_door_is_open(member):
    invitation = invitations.invite(member, note="", most_uses=1)
    guest, second = Client(), Client()
    assert "flint would like to have you here" in check(guest.get(invitation.get_absolute_url()))
    second.get(invitation.get_absolute_url())
    check(guest.get(reverse("account_signup")))
    guest.post(reverse("account_signup"), NEW)
    assert Member.objects.get(username="marl").invited_with == invitation
    assert "by invitation" in check(second.get(reverse("account_signup")))


def test_two_at_once_with_the_last_place(member, monkeypatch):
    invitation = invitations.invite(member, note="", most_uses=1)
    client = Client()
    client.get(invitation.get_absolute_url())
    invitations.use(invitation.code)
    # the other one came between the look at the invitation and its use
    monkeypatch.setattr(invitations, "may_sign_up", lambda _: True)
    assert client.post(reverse("account_signup"), NEW)["Location"] == reverse("account_signup")
    assert not Member.objects.filter(username="marl").exists()


@pytest.mark.parametrize("change", ["expires", "inviter leaves"])
def test_an_invitation_ends(change, member):
    invitation = invitations.invite(member, note="", most_uses=5)
    if change == "expires":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        Member.objects.filter(pk=member.pk).update(is_active=False)
    assert invitations.still_open(invitation.code) is None
    with pytest.raises(invitations.InvitationSpent):
        invitations.use(invitation.code)


def test_the_api_asks_for_one_as_well(member):
    account = {"username": "marl", "email": "marl@example.org", "password": "marl and loess 5"}
    client = APIClient()
    assert client.post("/api/v1/accounts/", account).status_code == 403
    assert not Member.objects.filter(username="marl").exists()
    code = invitations.invite(member, note="", most_uses=1).code
    assert client.post("/api/v1/accounts/", account | {"invitation": code}).status_code == 201
    again = account | {"username": "loess", "email": "loess@example.org", "invitation": code}
    assert client.post("/api/v1/accounts/", again).status_code == 403


def test_where_everybody_may_come_in_nobody_needs_a_link(member, client, settings):
    settings.REGISTRATION = "open"
    client.force_login(member)
    assert client.get(reverse(MINE)).status_code == 404
    assert "Invitations" not in check(client.get(reverse("settings")))


def test_a_wrong_word_for_it_stops_the_start(monkeypatch):
    from pydantic import ValidationError

    from rockstar_site.config import Config

    monkeypatch.setenv("REGISTRATION", "maybe")
    with pytest.raises(ValidationError, match="registration"):
        Config()
