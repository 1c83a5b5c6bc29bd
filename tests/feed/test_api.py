import pytest
from rest_framework.test import APIClient

from feed.models import Post
from feed.services import give_rock, publish
from profiles.services import follow
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def rock():
    return make_rock("Feed Tor")


@pytest.fixture
def flint(rock):
    return make_member("flint", rock=rock)


@pytest.fixture
def chert(rock):
    return make_member("chert", rock=rock)


@pytest.fixture
def api(flint):
    client = APIClient()
    client.force_authenticate(flint)
    return client


def texts(answer):
    return [post["text"] for post in answer.json()["results"]]


class TestPosts:
    def test_a_post_carries_its_authors_rock(self, api):
        answer = api.post("/api/v1/posts/", {"text": "  Hello, stones.\r\nHow are you?  "})
        assert answer.status_code == 201
        body = answer.json()
        assert body["text"] == "Hello, stones.\nHow are you?"
        assert body["author"]["rock"]["name"] == "Feed Tor"
        assert api.get(f"/api/v1/posts/{body['id']}/").json() == body

    @pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
    def test_empty_and_endless_posts_are_refused(self, api, text):
        answer = api.post("/api/v1/posts/", {"text": text})
        assert answer.status_code == 400
        assert "text" in answer.json()["error"]["fields"]
        assert not Post.objects.exists()

    def test_who_has_no_rock_yet_cannot_post(self):
        client = APIClient()
        client.force_authenticate(make_member())
        answer = client.post("/api/v1/posts/", {"text": "Hello"})
        assert answer.status_code == 400
        assert "rock" in answer.json()["error"]["message"]

    def test_a_photo_that_is_not_there_is_refused(self, api):
        sent = {"text": "Look", "photos": ["5a3c0f2e-6b7d-4d0e-9f4b-2f6f3f1c8a11"]}
        assert api.post("/api/v1/posts/", sent).status_code == 400

    def test_only_the_author_deletes(self, api, flint, chert):
        mine, theirs = publish(flint, "mine"), publish(chert, "theirs")
        assert api.delete(f"/api/v1/posts/{mine.pk}/").status_code == 204
        assert api.delete(f"/api/v1/posts/{theirs.pk}/").status_code == 403
        assert list(Post.objects.all()) == [theirs]

    def test_replies_stand_under_their_post(self, api, chert):
        post = publish(chert, "question")
        api.post("/api/v1/posts/", {"text": "answer", "reply_to": post.pk})
        assert texts(api.get(f"/api/v1/posts/{post.pk}/replies/")) == ["answer"]
        assert api.get(f"/api/v1/posts/{post.pk}/").json()["replies_count"] == 1

    def test_a_rock_is_given_once_and_taken_back(self, api, chert):
        post = publish(chert, "nice")
        path = f"/api/v1/posts/{post.pk}/"
        for _ in range(2):
            assert api.put(f"{path}rock/").status_code == 204
        body = api.get(path).json()
        assert (body["rocks_count"], body["rocked"]) == (1, True)
        assert APIClient().get(path).json()["rocked"] is False
        assert api.delete(f"{path}rock/").status_code == 204
        assert api.get(path).json()["rocks_count"] == 0

    def test_visitors_read_and_do_not_write(self, chert):
        post = publish(chert, "open")
        assert APIClient().get(f"/api/v1/posts/{post.pk}/").status_code == 200
        assert APIClient().post("/api/v1/posts/", {"text": "x"}).status_code == 401
        assert APIClient().delete(f"/api/v1/posts/{post.pk}/").status_code == 401


class TestFeeds:
    def test_home_is_mine_and_theirs_newest_first(self, api, flint, chert, rock):
        publish(make_member(rock=rock), "a stranger's")
        publish(chert, "theirs")
        publish(flint, "mine")
        assert texts(api.get("/api/v1/feed/home/")) == ["mine"]
        follow(flint, chert)
        assert texts(api.get("/api/v1/feed/home/")) == ["mine", "theirs"]

    def test_explore_is_everybodys_and_open(self, flint, chert):
        first = publish(flint, "one")
        publish(chert, "two", reply_to=first)
        publish(chert, "three")
        assert texts(APIClient().get("/api/v1/feed/explore/")) == ["three", "one"]

    def test_a_members_posts(self, flint, chert):
        publish(flint, "one")
        publish(chert, "two")
        assert texts(APIClient().get("/api/v1/members/chert/posts/")) == ["two"]
        assert APIClient().get("/api/v1/members/nobody9/posts/").status_code == 404

    def test_pages_stay_put_while_others_post(self, api, flint):
        for number in range(25):
            publish(flint, str(number))
        first = api.get("/api/v1/feed/home/").json()
        publish(flint, "new")
        second = api.get(first["next"]).json()
        seen = [post["text"] for post in first["results"] + second["results"]]
        assert seen == [str(number) for number in range(24, -1, -1)]
        assert second["next"] is None

    def test_those_who_are_gone_are_silent(self, api, chert):
        publish(chert, "still here?")
        chert.is_active = False
        chert.save()
        assert texts(api.get("/api/v1/feed/explore/")) == []

    @pytest.mark.parametrize("count", [1, 20])
    def test_a_page_takes_a_fixed_number_of_queries(
        self, api, flint, chert, count, django_assert_num_queries
    ):
        for number in range(count):
            give_rock(chert, publish(flint, str(number)))
        with django_assert_num_queries(3):  # whom I follow, which posts, and these
            api.get("/api/v1/feed/home/")
        with django_assert_num_queries(3):  # whom I hide, which posts, and these
            api.get("/api/v1/feed/explore/")
