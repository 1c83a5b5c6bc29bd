"""Photos over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from feed import originals
from feed.models import Figure, Photo, Post
from rockmatch import darkroom_sign
from tests.factories import add_figure, make_member, make_photo, make_rock
from tests.feed.photos.conftest import picture
from tests.feed.photos.test_life import files

pytestmark = pytest.mark.django_db
PHOTOS = "/api/v1/photos/"
OWN = "meringue"


def client_of(member=None):
    client = APIClient()
    if member:
        client.force_authenticate(member)
    return client


@pytest.fixture
def api(mira):
    return client_of(mira)


@pytest.fixture
def ada():
    return make_member("ada", rock=make_rock("Meringue"))


def send(api, content=None, **more):
    image = SimpleUploadedFile("us.jpg", picture() if content is None else content)
    return api.post(PHOTOS, {"image": image, **more}, format="multipart")


@pytest.fixture
def taken(api, commit, darkroom):
    """What was answered to a photo that is done by now."""
    return commit(send, api, alt="A table").json()


@pytest.fixture
def where(taken):
    return f"{PHOTOS}{taken['id']}/"


def post(api, commit, **more):
    return commit(api.post, "/api/v1/posts/", more)


class TestSending:
    def test_the_answer_tells_where_to_watch_it(self, api, darkroom):
        answer = send(api, alt="A table")
        told = answer.json()
        assert (answer.status_code, told["status"], told["alt"]) == (202, "queued", "A table")
        assert told["picture"] is None
        assert originals.get(Photo.objects.get().pk, told["original_key"]) == picture()

    def test_then_it_is_done(self, api, where):
        told = api.get(where).json()
        assert (told["status"], told["progress"], told["changing"]) == ("done", 100, False)
        assert [figure["rock"] for figure in told["figures"]] == ["dover-hush", "albie-downs"]
        assert "original_key" not in told
        shown = told["picture"]
        assert (shown["width"], shown["height"], shown["alt"]) == (160, 120, "A table")
        assert [(file["format"], file["width"]) for file in shown["files"]] == [
            ("avif", 160),
            ("avif", 80),
            ("webp", 160),
            ("webp", 80),
        ]

    @pytest.mark.parametrize(
        ("content", "status", "code"),
        [
            (b"hello", 415, "not_an_image"),
            (b"", 415, "not_an_image"),
            (b"\xff\xd8" + b"\0" * 26_214_400, 413, "too_large"),
            (picture(size=(10, 10)), 400, "too_small"),
        ],
    )
    def test_what_is_refused(self, api, darkroom, content, status, code):
        answer = send(api, content)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert not Photo.objects.exists()

    def test_without_a_file(self, api, darkroom):
        answer = api.post(PHOTOS, {"alt": "Nothing"}, format="multipart")
        assert (answer.status_code, *answer.json()["error"]["fields"]) == (400, "image")

    def test_without_a_darkroom(self, api, darkroom):
        darkroom_sign.SIGN.hide()
        answer = send(api)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")

    def test_visitors_send_nothing(self, darkroom):
        assert send(client_of()).status_code == 401

    def test_what_failed_says_why(self, api, where):
        Photo.objects.update(status="failed", error="face_left")
        told = api.get(where).json()
        assert told["error"]["code"] == "face_left"
        assert told["picture"] is None


class TestPosting:
    def test_a_post_carries_its_photos(self, api, taken, commit):
        answer = post(api, commit, text="Us", photos=[taken["id"]])
        [shown] = answer.json()["photos"]
        assert (answer.status_code, shown["id"], shown["alt"]) == (201, taken["id"], "A table")
        [shown] = APIClient().get("/api/v1/feed/explore/").json()["results"][0]["photos"]
        assert shown["files"][0]["url"].startswith("http://testserver/media/photos/")

    def test_it_needs_no_words_then(self, api, taken, commit):
        assert post(api, commit, photos=[taken["id"]]).status_code == 201

    def test_sent_twice_it_is_one_post(self, api, taken):
        sent = {"text": "Us", "photos": [taken["id"]]}
        answers = [
            api.post("/api/v1/posts/", sent, headers={"Idempotency-Key": "5f1c"}) for _ in range(2)
        ]
        assert {answer.json()["id"] for answer in answers} == {Post.objects.get().pk}

    def test_a_photo_that_is_used_or_not_ready_is_refused(self, api, taken, commit):
        post(api, commit, text="Us", photos=[taken["id"]])
        again = post(api, commit, text="Us again", photos=[taken["id"]])
        assert (again.status_code, *again.json()["error"]["fields"]) == (400, "photos")
        waiting = send(api).json()
        early = post(api, commit, text="Us", photos=[waiting["id"]])
        assert "still being laid" in early.json()["error"]["message"] + str(early.json())

    @pytest.mark.parametrize("photos", [["x"], [1], "x", [None], {}, ["0" * 36] * 5])
    def test_what_are_no_photos(self, api, commit, photos):
        assert post(api, commit, text="Us", photos=photos).status_code == 400

    def test_it_is_taken_out_of_its_post(self, api, taken, where, commit):
        post(api, commit, text="Us", photos=[taken["id"]])
        assert commit(api.delete, where).status_code == 204
        assert Post.objects.get().pictures == []
        assert files() == [[], []]
        assert api.get(where).status_code == 404


class TestChanging:
    def test_its_description(self, api, where):
        answer = api.patch(where, {"alt": " Two rocks "})
        assert (answer.status_code, answer.json()["alt"]) == (200, "Two rocks")
        assert api.patch(where, {"alt": "a" * 1501}).status_code == 400

    def test_a_rock(self, api, where, commit):
        before = api.get(where).json()
        answer = commit(api.patch, f"{where}figures/0/", {"swap": True})
        assert (answer.status_code, answer.json()["changing"]) == (202, True)
        now = api.get(where).json()
        assert now["figures"][0]["rock"] != before["figures"][0]["rock"]
        assert now["picture"]["files"] != before["picture"]["files"]

    def test_one_more(self, api, where, commit):
        answer = commit(api.post, f"{where}figures/", {"x": 0.5, "y": 0.1})
        assert (answer.status_code, answer.json()["origin"]) == (202, "added")
        assert api.get(where).json()["figures"][2]["rock"]

    def test_one_less(self, api, where, taken, commit, darkroom):
        spare = {"spared": True}
        assert commit(api.patch, f"{where}figures/0/", spare).status_code == 400
        key = {originals.HEADER: taken["original_key"]}
        assert commit(api.patch, f"{where}figures/0/", spare, headers=key).status_code == 202
        told = api.get(where).json()
        assert (told["figures"][0]["rock"], told["picture"]["spared"]) == (None, 1)
        commit(api.patch, f"{where}figures/0/", {"spared": False})
        assert api.get(where).json()["picture"]["spared"] == 0

    @pytest.mark.parametrize(
        "change", [{}, {"swap": False}, {"swap": True, "who": "ada"}, {"swap": 1}, {"who": 5}]
    )
    def test_one_thing_at_a_time(self, api, where, change):
        assert api.patch(f"{where}figures/0/", change).status_code == 400

    def test_nobody_changes_what_is_somebody_elses(self, where, odd):
        other = client_of(odd)
        assert other.get(where).status_code == 404
        assert other.patch(where, {"alt": "Ha"}).status_code == 404
        assert other.delete(where).status_code == 404
        assert other.post(f"{where}figures/", {"x": 0.5, "y": 0.1}).status_code == 404
        assert other.patch(f"{where}figures/0/", {"swap": True}).status_code == 404
        assert other.put(f"{where}figures/0/consent/").status_code == 404

    def test_there_is_no_such_rock(self, api, where):
        assert api.patch(f"{where}figures/9/", {"swap": True}).status_code == 404


class TestConsent:
    @pytest.fixture
    def posted(self, api, taken, where, ada, commit):
        commit(api.patch, f"{where}figures/0/", {"who": "ada"})
        post(api, commit, text="Us", photos=[taken["id"]])
        return where

    def seen_by(self, member, where):
        return client_of(member).get(where).json()["figures"][0]

    def test_who_is_named_is_asked(self, posted, ada, mira, odd):
        [asked] = client_of(ada).get("/api/v1/me/figures/").json()
        assert (asked["author"], asked["answer"], asked["number"]) == ("mira", "asked", 0)
        for who, known in ((mira, ("ada", "asked")), (odd, (None, None)), (None, (None, None))):
            seen = self.seen_by(who, posted)
            assert (seen["who"], seen["answer"]) == known

    def test_a_yes_and_taking_it_back(self, posted, ada, odd, mira, commit):
        consent = f"{posted}figures/0/consent/"
        assert commit(client_of(ada).put, consent).status_code == 204
        seen = self.seen_by(odd, posted)
        assert (seen["who"], seen["answer"], seen["rock"]) == ("ada", "yes", OWN)
        assert commit(client_of(ada).delete, consent).status_code == 204
        assert commit(client_of(ada).delete, consent).status_code == 204
        assert self.seen_by(ada, posted)["answer"] == "withdrawn"
        assert self.seen_by(mira, posted)["answer"] == "asked"
        seen = self.seen_by(odd, posted)
        assert (seen["who"], seen["rock"] != OWN) == (None, True)

    def test_nobody_answers_for_somebody_else(self, posted, odd, mira):
        for other in (odd, mira):
            assert client_of(other).put(f"{posted}figures/0/consent/").status_code == 404
        assert client_of().put(f"{posted}figures/0/consent/").status_code == 401

    def test_who_does_not_exist_cannot_be_named(self, api, where):
        answer = api.patch(f"{where}figures/0/", {"who": "nobody"})
        assert (answer.status_code, *answer.json()["error"]["fields"]) == (400, "who")

    def test_a_name_is_taken_away(self, api, posted, ada, commit):
        commit(api.patch, f"{posted}figures/0/", {"who": None})
        assert client_of(ada).get("/api/v1/me/figures/").json() == []


@pytest.mark.parametrize("number", [1, 30])
def test_lists_ask_as_few_queries_for_many(
    number, mira, ada, django_assert_max_num_queries, commit
):
    for at in range(number):
        said = Post.objects.create(author=mira, text="Us")
        photo = make_photo(mira, post=said)
        add_figure(photo, number=at, who=ada, answer="asked")
    with django_assert_max_num_queries(3):
        assert len(client_of(ada).get("/api/v1/me/figures/").json()) == number
    with django_assert_max_num_queries(5):
        found = client_of(ada).get("/api/v1/feed/explore/?limit=20").json()["results"]
    assert all(len(said["photos"]) == 1 for said in found)
    assert Figure.objects.count() == number
