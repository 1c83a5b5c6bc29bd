"""What a program does with a member's account: copies, invitations, preferences, leaving."""

import io
import json
import zipfile

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from profiles.account import leaving, sessions
from profiles.exports import services as exports
from profiles.models import DataExport, Member
from tests.factories import make_member, make_rock
from tests.profiles.test_security import PASSWORD, SECRET, code, log_in

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def flint():
    return make_member("flint", rock=make_rock())


@pytest.fixture
def api(flint):
    return as_member(flint)


def as_member(member):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=member)[0]}")
    return client


class TestExports:
    def test_asked_for_packed_and_fetched(self, api, monkeypatch):
        monkeypatch.setattr(exports, "_queue", lambda export: None)
        answer = api.post(f"{API}/me/exports/", {"password": PASSWORD})
        assert (answer.status_code, answer.json()["status"]) == (202, "queued")
        where = f"{API}/me/exports/{answer.json()['id']}/"
        assert api.get(where).json()["file"] is None
        assert api.get(f"{where}file/").status_code == 404
        exports.make(DataExport.objects.get().pk)
        told = api.get(where).json()
        assert api.get(f"{API}/me/exports/").json() == [told]
        fetched = api.get(told["file"])
        assert fetched["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(fetched.content)) as copy:
            assert json.loads(copy.read("posts.json")) == []
        stranger = as_member(make_member())
        for path in (where, f"{where}file/"):
            assert stranger.get(path).status_code == 404
            assert APIClient().get(path).status_code == 401

    def test_the_password_is_asked_again_and_one_is_packed_at_a_time(self, api, monkeypatch):
        monkeypatch.setattr(exports, "_queue", lambda export: None)
        assert api.post(f"{API}/me/exports/", {"password": "another"}).status_code == 403
        assert not DataExport.objects.exists()
        api.post(f"{API}/me/exports/", {"password": PASSWORD})
        again = api.post(f"{API}/me/exports/", {"password": PASSWORD})
        assert again.status_code == 400
        assert "on its way" in again.json()["error"]["message"]


class TestInvitations:
    def test_made_listed_used_and_taken_back(self, api, settings):
        settings.REGISTRATION = "invite"
        made = api.post(f"{API}/me/invitations/", {"note": "for Odd", "most_uses": 2})
        assert made.status_code == 201
        assert APIClient().get(made.json()["url"]).status_code == 200
        assert api.get(f"{API}/me/invitations/").json() == [made.json()]
        where = f"{API}/me/invitations/{made.json()['id']}/"
        assert as_member(make_member()).delete(where).status_code == 404
        assert api.delete(where).status_code == 204
        assert APIClient().get(made.json()["url"]).status_code == 404

    def test_nobody_needs_one_at_an_open_door(self, api):
        assert api.post(f"{API}/me/invitations/", {}).status_code == 403


class TestSessions:
    def test_listed_and_ended_one_by_one_or_all_others(self, api, flint):
        here, there, elsewhere = (log_in(flint)[0] for _ in range(3))
        log_in(make_member())
        rows = api.get(f"{API}/me/sessions/").json()
        assert [row["is_current"] for row in rows] == [False] * 3
        assert {(row["browser"], row["system"]) for row in rows} == {("Firefox", "Linux")}
        assert set(rows[0]) == {"id", "browser", "system", "is_current", "created_at"}
        assert [row["is_current"] for row in here.get(f"{API}/me/sessions/").json()] == [
            *(True, False, False)
        ]
        where = f"{API}/me/sessions/{rows[1]['id']}/"
        assert as_member(make_member()).delete(where).status_code == 404
        assert api.delete(where).status_code == 204
        assert there.get(f"{API}/me/").status_code == 401
        assert elsewhere.get(f"{API}/me/").status_code == 200
        sessions.end_all(flint.pk, but=here.session.session_key)
        assert elsewhere.get(f"{API}/me/").status_code == 401
        assert here.get(f"{API}/me/").status_code == 200
        assert api.delete(f"{API}/me/sessions/").status_code == 204
        assert here.get(f"{API}/me/").status_code == 401
        assert UserSession.objects.count() == 1  # somebody else's
        assert api.get(f"{API}/me/").status_code == 200  # a token is no session

    def test_a_browser_ends_all_others_by_the_api(self, flint):
        here, there = (log_in(flint)[0] for _ in range(2))
        assert here.delete(f"{API}/me/sessions/").status_code == 204
        assert here.get(f"{API}/me/").status_code == 200
        assert there.get(f"{API}/me/").status_code == 401


class TestPreferences:
    def test_told_and_changed(self, api, flint):
        first = api.get(f"{API}/me/preferences/").json()
        assert first == {"theme": "", "less_motion": False, "language": "", "time_zone": ""}
        chosen = {"theme": "dark", "less_motion": True, "time_zone": "Europe/Berlin"}
        assert api.patch(f"{API}/me/preferences/", chosen).json() == first | chosen
        flint.refresh_from_db()
        assert (flint.theme, flint.time_zone) == ("dark", "Europe/Berlin")

    @pytest.mark.parametrize(
        "wrong",
        [{"theme": "pink"}, {"language": "xx"}, {"time_zone": "Mars/Base"}, {"less_motion": "yes"}],
    )
    def test_what_there_is_not(self, api, wrong):
        answer = api.patch(f"{API}/me/preferences/", wrong)
        assert set(answer.json()["error"]["fields"]) == set(wrong)


class TestLeaving:
    def credentials(self, **more):
        return {"username": "flint", "password": PASSWORD, **more}

    def test_hidden_at_once_and_back_in_time(self, api, flint):
        assert api.post(f"{API}/me/leave/", {"password": "another"}).status_code == 403
        left = api.post(f"{API}/me/leave/", {"password": PASSWORD})
        flint.refresh_from_db()
        assert left.status_code == 200
        assert flint.is_leaving
        assert api.get(f"{API}/me/").status_code == 401  # the token is gone
        assert APIClient().get(f"{API}/members/flint/").status_code == 404
        assert APIClient().post(f"{API}/auth/token/", self.credentials()).status_code == 401
        back = APIClient().post(f"{API}/auth/return/", self.credentials())
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {back.json()['token']}")
        assert client.get(f"{API}/me/").json()["username"] == "flint"
        assert not Member.objects.get(username="flint").is_leaving

    def test_nobody_learns_who_is_leaving(self, flint):
        leaving.leave(flint)
        make_member("shale", is_active=False)
        answers = [
            APIClient().post(f"{API}/auth/return/", {"username": name, "password": password})
            for name, password in (("flint", "wrong"), ("nobody", "wrong"), ("shale", PASSWORD))
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.content for answer in answers}) == 1

    def test_the_second_factor_is_asked(self, flint):
        TOTP.activate(flint, SECRET)
        leaving.leave(flint)
        client = APIClient()
        refused = client.post(f"{API}/auth/return/", self.credentials())
        assert refused.json()["error"]["code"] == "second_factor"
        assert Member.objects.get(pk=flint.pk).is_leaving
        assert client.post(f"{API}/auth/return/", self.credentials(code=code())).status_code == 200
