"""Relations through the API."""

import pytest
from rest_framework.test import APIClient

from profiles import queries
from profiles.models import Follow, Mute
from profiles.services import relations as acts
from profiles.services.profile import filter_word
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
MEMBERS = "/api/v1/members"


@pytest.fixture
def flint():
    return make_member("flint", rock=make_rock("Flint Tor"))


@pytest.fixture
def chert():
    return make_member("chert", rock=make_rock("Chert Tor"), bio="Hard.", pronouns="it")


@pytest.fixture
def api(flint):
    client = APIClient()
    client.force_authenticate(flint)
    return client


def names(answer):
    assert answer.status_code == 200
    return [member["username"] for member in answer.json()["results"]]


def seen(api, name="chert"):
    return api.get(f"{MEMBERS}/{name}/").json()


def test_a_locked_member_is_asked_and_answers(api, flint, chert):
    acts.set_locked(chert, is_locked=True)
    assert api.put(f"{MEMBERS}/chert/follow/").status_code == 202
    assert (seen(api)["asked_by_me"], seen(api)["followed_by_me"]) == (True, False)
    api.force_authenticate(chert)
    assert names(api.get("/api/v1/me/requests/")) == ["flint"]
    assert api.put("/api/v1/me/requests/flint/").status_code == 204
    assert api.put("/api/v1/me/requests/flint/").status_code == 404
    assert api.delete("/api/v1/me/requests/flint/").status_code == 404
    assert seen(api, "flint")["follows_me"]


def test_a_request_is_refused(api, flint, chert):
    acts.set_locked(flint, is_locked=True)
    acts.follow(chert, flint)
    assert api.delete("/api/v1/me/requests/chert/").status_code == 204
    assert names(api.get("/api/v1/me/requests/")) == []
    assert not Follow.objects.exists()


def test_across_a_block_only_the_names_are_told(api, flint, chert):
    acts.follow(chert, flint)
    assert api.put(f"{MEMBERS}/chert/block/").status_code == 204
    body = seen(api)
    assert body["blocked_by_me"]
    assert (body["rock"], body["bio"], body["pronouns"], body["links"]) == (None, "", "", [])
    assert api.put(f"{MEMBERS}/chert/follow/").status_code == 400
    assert api.get("/api/v1/me/blocks/").json()["results"] == [
        {"username": "chert", "display_name": ""}
    ]
    api.force_authenticate(chert)
    body = seen(api, "flint")
    assert (body["rock"], body["blocked_by_me"]) == (None, False)
    assert api.get(f"{MEMBERS}/flint/followers/").status_code == 403
    api.force_authenticate(flint)
    assert api.delete(f"{MEMBERS}/chert/block/").status_code == 204
    assert seen(api)["bio"] == "Hard."


def test_mute_for_hours_or_for_good(api, chert):
    for sent, ends in (({"hours": 3}, True), ({}, False), ({"hours": None}, False)):
        assert api.put(f"{MEMBERS}/chert/mute/", sent).status_code == 204
        assert bool(Mute.objects.get().until) is ends
    assert seen(api)["muted_by_me"]
    assert names(api.get("/api/v1/me/mutes/")) == ["chert"]
    assert api.delete(f"{MEMBERS}/chert/mute/").status_code == 204
    assert names(api.get("/api/v1/me/mutes/")) == []


@pytest.mark.parametrize("hours", [0, -1, 10**9, "x", 1.5, []])
def test_a_length_that_is_none(api, chert, hours):
    answer = api.put(f"{MEMBERS}/chert/mute/", {"hours": hours})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["hours"]
    assert not Mute.objects.exists()


@pytest.mark.parametrize("act", ["follow", "block", "mute"])
def test_what_cannot_be_done(api, act):
    assert api.put(f"{MEMBERS}/flint/{act}/").status_code == 400
    assert api.put(f"{MEMBERS}/nobody/{act}/").status_code == 404
    assert APIClient().put(f"{MEMBERS}/flint/{act}/").status_code == 401


def test_the_lists_in_pages(api, flint, chert):
    fans = [f"fan_{number}_x" for number in range(3)]
    for name in fans:
        acts.follow(make_member(name, rock=make_rock()), chert)
    first = api.get(f"{MEMBERS}/chert/followers/?limit=2")
    assert names(first) == fans[:0:-1]
    assert names(api.get(first.json()["next"])) == fans[:1]
    assert names(api.get(f"{MEMBERS}/{fans[0]}/following/")) == ["chert"]
    assert names(APIClient().get(f"{MEMBERS}/chert/followers/")) == fans[::-1]


def test_a_list_needs_the_same_queries_for_more(api, chert, django_assert_num_queries):
    for _ in range(5):
        acts.follow(make_member(rock=make_rock()), chert)
    with django_assert_num_queries(4):  # the member, how they stand, who is parted, the page
        api.get(f"{MEMBERS}/chert/followers/")


def test_posts_of_a_locked_member_are_its_followers(api, flint, chert):
    chert.posts.create(text="Between us.")
    acts.set_locked(chert, is_locked=True)
    assert api.get(f"{MEMBERS}/chert/posts/").json()["results"] == []
    acts.follow(flint, chert)
    acts.accept(chert, flint)
    assert len(api.get(f"{MEMBERS}/chert/posts/").json()["results"]) == 1


def test_whom_i_might_like(api, flint, chert):
    assert api.get("/api/v1/me/suggestions/").json()[0]["members"][0]["username"] == "chert"


class TestWords:
    def test_filter_and_allow(self, api, flint):
        first, again = (api.post("/api/v1/me/words/", {"word": w}) for w in ("Ham ", "HAM"))
        assert first.status_code == again.status_code == 201
        assert first.json() == again.json()
        assert api.get("/api/v1/me/words/").json() == [first.json()]
        assert queries.filtered_words(flint) == ["ham"]
        path = f"/api/v1/me/words/{first.json()['id']}/"
        assert [api.delete(path).status_code for _ in range(2)] == [204, 404]

    @pytest.mark.parametrize(
        "word", ["", "   ", "\u200b", "x" * 61, f"\n{'x' * 60}", None, ["ham"]]
    )
    def test_what_is_no_word(self, api, word):
        answer = api.post("/api/v1/me/words/", {"word": word})
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]

    def test_somebody_elses_word_stays(self, api, chert):
        word = filter_word(chert, "ham")
        assert api.delete(f"/api/v1/me/words/{word.pk}/").status_code == 404
        assert queries.filtered_words(chert) == ["ham"]


class TestMe:
    def test_what_i_say_of_me(self, api, flint):
        links = [{"label": "", "url": "https://flint.example/"}]
        sent = {"links": links, "pronouns": " it ", "display_name": "Fl\u200bint"}
        body = api.patch("/api/v1/me/", sent).json()
        assert body["links"] == [{"label": "flint.example", "url": "https://flint.example/"}]
        assert (body["pronouns"], body["display_name"]) == ("it", "Flint")
        assert seen(api, "flint")["links"] == body["links"]

    def test_unlocking_lets_in_who_waits(self, api, flint, chert):
        assert api.patch("/api/v1/me/", {"is_locked": True}).json()["is_locked"]
        acts.follow(chert, flint)
        api.patch("/api/v1/me/", {"is_locked": False})
        assert list(flint.followers.all()) == [chert]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("links", [{"url": "http://a.example"}]),
            ("links", [{"url": "https://a.example"}] * 5),
            ("links", ["x"]),
            ("display_name", "\u200b"),
            ("display_name", "Official"),
            ("display_name", "x" * 51),
            ("bio", "a" + "\u0301" * 9),
            ("mentions_from", "friends"),
            ("is_locked", "maybe"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, field, value):
        answer = api.patch("/api/v1/me/", {field: value})
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]
        assert field in answer.json()["error"]["fields"]
