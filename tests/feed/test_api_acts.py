"""The API of reach, edits, rolling on, bookmarks and tags."""

import pytest
from rest_framework.test import APIClient

from feed.services import give_rock, publish
from profiles.services import follow
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def flint():
    return make_member("flint", rock=make_rock())


@pytest.fixture
def chert():
    return make_member("chert", rock=make_rock(geology="metamorphic"))


@pytest.fixture
def api(flint):
    client = APIClient()
    client.force_authenticate(flint)
    return client


def texts(answer):
    return [post["text"] for post in answer.json()["results"]]


def test_words_reach_and_warning(api, chert):
    sent = {"text": "@chert #Moss https://a.example/", "visibility": "mentioned", "warning": "w"}
    body = api.post("/api/v1/posts/", sent).json()
    assert (body["mentions"], body["tags"]) == (["chert"], ["moss"])
    assert body["links"] == ["https://a.example/"]
    assert (body["visibility"], body["warning"]) == ("mentioned", "w")
    assert APIClient().get(f"/api/v1/posts/{body['id']}/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"visibility": "nobody"}, {"reply_to": 10**18}, {"reply_to": 2**70}, {"warning": "w" * 101}],
)
def test_what_is_wrong_is_refused(api, wrong):
    assert api.post("/api/v1/posts/", {"text": "x"} | wrong).status_code in (400, 404)


def test_an_edit_has_a_history(api, flint, chert):
    post = publish(flint, "one")
    path = f"/api/v1/posts/{post.pk}/"
    body = api.put(path, {"text": "two"}).json()
    assert (body["text"], body["edited_at"] is not None) == ("two", True)
    assert [old["text"] for old in APIClient().get(f"{path}history/").json()] == ["one"]
    assert api.put(f"/api/v1/posts/{publish(chert, 'x').pk}/", {"text": "y"}).status_code == 403


def test_rolling_on(api, flint, chert):
    stranger = make_member(rock=make_rock())
    post = publish(stranger, "round")
    follow(flint, chert)
    other = APIClient()
    other.force_authenticate(chert)
    for _ in range(2):
        assert other.put(f"/api/v1/posts/{post.pk}/boost/").status_code == 204
    [entry] = api.get("/api/v1/feed/home/").json()["results"]
    assert entry["author"]["username"] == "chert"
    assert (entry["boost_of"]["text"], entry["boost_of"]["boosts_count"]) == ("round", 1)
    assert other.delete(f"/api/v1/posts/{post.pk}/boost/").status_code == 204
    assert texts(api.get("/api/v1/feed/home/")) == []
    secret = publish(chert, "@flint", visibility="mentioned")
    assert api.put(f"/api/v1/posts/{secret.pk}/boost/").status_code == 400


def test_bookmarks_are_ones_own(api, chert):
    post = publish(chert, "keep me")
    assert api.put(f"/api/v1/posts/{post.pk}/bookmark/").status_code == 204
    answer = api.get("/api/v1/bookmarks/")
    assert texts(answer) == ["keep me"]
    assert answer.json()["results"][0]["kept"]
    assert APIClient().get("/api/v1/bookmarks/").status_code == 401
    assert api.delete(f"/api/v1/posts/{post.pk}/bookmark/").status_code == 204
    assert texts(api.get("/api/v1/bookmarks/")) == []


def test_tags_and_geologies(api, chert, flint):
    publish(chert, "On #Moss")
    publish(flint, "On sand")
    assert texts(APIClient().get("/api/v1/tags/MOSS/")) == ["On #Moss"]
    assert texts(api.get("/api/v1/feed/explore/?geology=metamorphic")) == ["On #Moss"]
    assert api.get("/api/v1/feed/explore/?geology=plastic").status_code == 400


def test_who_gave_a_rock(api, flint, chert):
    post = publish(flint, "x")
    give_rock(chert, post)
    answer = APIClient().get(f"/api/v1/posts/{post.pk}/rocks/")
    assert [member["username"] for member in answer.json()["results"]] == ["chert"]


def test_what_is_not_for_one_takes_nothing(api, chert):
    path = f"/api/v1/posts/{publish(chert, 'secret', visibility='followers').pk}/"
    for part in ("rock", "boost", "bookmark"):
        assert api.put(f"{path}{part}/").status_code == 404
    for part in ("", "history/", "rocks/", "replies/"):
        assert api.get(f"{path}{part}").status_code == 404
