import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
ACCOUNT = {"username": "Flint", "email": "flint@example.org", "password": "granite and gneiss 7"}


@pytest.fixture
def anybody():
    return APIClient()


def signed_in(member):
    client = APIClient()
    client.force_authenticate(member)
    return client


class TestAccounts:
    def test_an_account_is_opened_and_its_token_works(self, anybody):
        answer = anybody.post("/api/v1/accounts/", ACCOUNT)
        assert answer.status_code == 201
        assert set(answer.json()) == {"username", "token"}
        anybody.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
        assert anybody.get("/api/v1/me/").json()["username"] == "flint"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"username": "a"}, "username"),
            ({"username": "Ädelheid"}, "username"),
            ({"username": "admin"}, "username"),
            ({"username": "taken"}, "username"),
            ({"email": "nowhere"}, "email"),
            ({"email": "taken@example.org"}, "email"),
            ({"password": "12345"}, "password"),
            ({"password": "flint"}, "password"),
            ({"password": ""}, "password"),
        ],
    )
    def test_what_is_wrong_is_named(self, anybody, change, field):
        make_member("taken")
        answer = anybody.post("/api/v1/accounts/", ACCOUNT | change)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "invalid"
        assert list(answer.json()["error"]["fields"]) == [field]

    def test_a_closed_house(self, anybody, settings):
        settings.REGISTRATION = "closed"
        assert anybody.post("/api/v1/accounts/", ACCOUNT).status_code == 403


class TestToken:
    def test_by_name_and_password_until_it_is_given_back(self, anybody):
        make_member("flint")
        asked = {"username": "flint", "password": "slate and shale 9"}
        token = anybody.post("/api/v1/auth/token/", asked).json()["token"]
        anybody.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        assert anybody.delete("/api/v1/auth/token/").status_code == 204
        assert anybody.get("/api/v1/me/").status_code == 401

    def test_a_wrong_password(self, anybody):
        make_member("flint")
        answer = anybody.post("/api/v1/auth/token/", {"username": "flint", "password": "x"})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "authentication_failed"


class TestMe:
    def test_who_i_am(self):
        member = make_member("flint", rock=make_rock("Flint Tor"))
        body = signed_in(member).get("/api/v1/me/").json()
        assert body["rock"]["name"] == "Flint Tor"
        assert {"display_name", "bio", "keeps_face_vector"} <= set(body)

    def test_change_what_i_say_of_me_but_not_my_name(self):
        member = make_member("flint")
        sent = {"bio": "Hard.", "display_name": "Flinty", "username": "gold"}
        body = signed_in(member).patch("/api/v1/me/", sent).json()
        assert (body["bio"], body["display_name"], body["username"]) == ("Hard.", "Flinty", "flint")

    def test_delete_me(self):
        member = make_member("flint", rock=make_rock())
        assert signed_in(member).delete("/api/v1/me/").status_code == 204
        assert not get_user_model().objects.filter(username="flint").exists()

    def test_strangers_are_nobody(self, anybody):
        answer = anybody.get("/api/v1/me/")
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "not_authenticated"


class TestMembers:
    def test_a_member_carries_their_rock(self, anybody):
        make_member("flint", rock=make_rock("Flint Tor"))
        body = anybody.get("/api/v1/members/flint/").json()
        assert body["rock"]["portrait"]["alt"]
        assert "email" not in body

    def test_follow_and_stop(self):
        flint, chert = make_member("flint"), make_member("chert")
        client = signed_in(flint)
        for _ in range(2):
            assert client.put("/api/v1/members/chert/follow/").status_code == 204
        body = client.get("/api/v1/members/chert/").json()
        assert (body["followers_count"], body["followed_by_me"]) == (1, True)
        assert client.delete("/api/v1/members/chert/follow/").status_code == 204
        assert chert.followers.count() == 0

    def test_nobody_follows_themself(self):
        member = make_member("flint")
        assert signed_in(member).put("/api/v1/members/flint/follow/").status_code == 400

    def test_who_is_not_there(self, anybody):
        make_member("gone", is_active=False)
        assert anybody.get("/api/v1/members/gone/").status_code == 404
