"""What somebody sends who means no good, or whose browser has gone mad."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from feed.forms import PostForm
from feed.models import Mention, Post
from feed.queries import Reader, chain
from feed.services import delete_post, publish
from feed.text import clean, parse
from profiles import services as people
from tests.factories import make_member, make_rock
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
DEEP = 1000


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock())


@pytest.fixture
def browser(mira):
    client = Client()
    client.force_login(mira)
    return client


@pytest.fixture
def api(mira):
    client = APIClient()
    client.force_authenticate(mira)
    return client


class TestManyMentions:
    def test_ten_thousand_are_too_many_words_and_none_is_lost(self, browser, api):
        text = " ".join(f"@m{number:04}" for number in range(10_000))
        page = check(browser.post(reverse("post-create"), {"text": text}), status=400)
        assert "@m0000 @m0001" in page
        assert "@m9998 @m9999" in page
        assert api.post("/api/v1/posts/", {"text": text}).status_code == 400
        assert not Post.objects.exists()

    def test_they_are_read_no_further_than_they_count(self):
        assert len(parse(" ".join(f"@m{number:04}" for number in range(10_000)))) == 100

    def test_as_many_as_fit_take_as_many_queries_as_one(self, mira, django_assert_max_num_queries):
        names = [make_member(f"m{number:02}", rock=mira.rock).username for number in range(60)]
        with django_assert_max_num_queries(16):
            publish(mira, " ".join(f"@{name}" for name in names))
        assert Mention.objects.count() == 20


class TestLengths:
    @pytest.mark.parametrize(
        "letter", ["e\u0301", "🪨", "👩‍🦰", "\u0915\u093f", "\u0639\u064e", "🇩🇪"]
    )
    def test_letters_of_several_signs_fill_a_post_to_its_end(self, mira, letter):
        per_letter = len(clean(letter))
        fitting = letter * (1000 // per_letter)
        assert len(publish(mira, fitting).text) == 1000 // per_letter * per_letter
        form = PostForm({"text": letter * 1001})
        assert form.is_valid() or "text" in form.errors

    def test_a_tower_of_marks_is_cut_before_it_is_counted(self, mira):
        text = publish(mira, "z" + "\u0301" * 3000).text
        assert len(text) <= 8

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.text(max_size=60))
    @example("\ud800")
    @example("\x00")
    @example("\u202e@mira #tag")
    def test_any_text_is_published_or_refused_and_its_page_stands(self, api, browser, text):
        body = json.dumps({"text": text})  # in which half a letter can be written
        answer = api.post("/api/v1/posts/", body, content_type="application/json")
        assert answer.status_code in (201, 400)
        if answer.status_code == 201:
            assert browser.get(f"/posts/{answer.json()['id']}/").status_code == 200


class TestPostsThatAreGone:
    def test_an_answer_to_one_is_kept_to_be_said_for_itself(self, browser, mira):
        post = publish(make_member(rock=mira.rock), "Ask me")
        delete_post(post)
        words = {"text": "A long answer", "visibility": "followers"}
        page = check(browser.post(reverse("post-reply", args=[post.pk]), words), status=404)
        assert "no longer there" in page
        assert "A long answer" in page
        assert f'action="{reverse("post-create")}"' in page
        assert not Post.objects.exists()

    def test_so_is_one_to_a_stone(self, browser, mira):
        post = publish(make_member(rock=mira.rock), "Ask me")
        publish(mira, "One answer", reply_to=post)
        delete_post(post)
        where = reverse("post-reply", args=[post.pk])
        assert "A second" in check(browser.post(where, {"text": "A second"}), status=404)

    def test_acts_on_one_are_refused_quietly(self, browser, api, mira):
        post = publish(mira, "x")
        delete_post(post)
        for name in ("rock", "boost", "bookmark"):
            assert api.put(f"/api/v1/posts/{post.pk}/{name}/").status_code == 404
        for name in ("post-rock", "post-roll", "post-keep", "post-delete"):
            assert browser.post(reverse(name, args=[post.pk])).status_code == 404


class TestAddresses:
    @pytest.mark.parametrize("pk", [0, 2**31, 2**63 - 1, 2**63, 10**40])
    def test_ids_of_any_size(self, browser, api, pk):
        for path in ("", "history/", "rocks/"):
            assert browser.get(f"/posts/{pk}/{path}").status_code == 404
        for path in ("", "history/", "rocks/", "replies/"):
            answer = api.get(f"/api/v1/posts/{pk}/{path}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
        assert api.post("/api/v1/posts/", {"text": "x", "reply_to": pk}).status_code in (400, 404)
        assert api.delete(f"/api/v1/me/words/{pk}/").status_code == 404

    @pytest.mark.parametrize("cursor", ["x", "\x00", "W10", "é" * 500, "1:2:3", "\ud800"])
    def test_cursors_of_somebody_elses_making(self, browser, api, cursor):
        for path in ("/", "/explore/"):
            assert browser.get(path, {"before": cursor.replace("\ud800", "?")}).status_code == 404
        answer = api.get("/api/v1/feed/explore/", {"cursor": cursor.replace("\ud800", "?")})
        assert answer.json()["error"]["code"] == "not_found"

    def test_a_cursor_of_another_order_is_none(self, api):
        for number in range(30):
            make_rock(f"Rock {number}")
        following = api.get("/api/v1/rocks/").json()["next"]
        cursor = following.split("cursor=")[1].split("&")[0]
        answer = api.get(f"/api/v1/feed/explore/?cursor={cursor}")
        assert answer.status_code == 404

    @pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "", "1e1", "٣", "9" * 5000])
    def test_limits_that_are_none(self, api, limit):
        answer = api.get("/api/v1/feed/explore/", {"limit": limit})
        assert set(answer.json()["error"]["fields"]) == {"limit"}

    @pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v1/posts/x/"])
    def test_nothing_there_is_told_in_json(self, path):
        answer = APIClient().get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


class TestBodies:
    def test_too_much_is_told_so(self, browser, api):
        much = "x" * 3_000_000
        assert "Too heavy" in check(browser.post("/posts/", f"text={much}", FORM), status=413)
        answer = api.post("/api/v1/posts/", {"text": much})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")

    @pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "1", '{"text": 1}', "\x00"])
    def test_what_is_no_post(self, api, body):
        answer = api.post("/api/v1/posts/", body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "nonsense", "a/b; charset"])
    def test_in_no_form_that_we_read(self, api, kind):
        answer = api.post("/api/v1/posts/", "x", content_type=kind)
        assert (answer.status_code, answer.json()["error"]["code"]) == (
            415,
            "unsupported_media_type",
        )

    def test_asked_for_as_what_we_do_not_write(self, api):
        answer = api.get("/api/v1/me/", headers={"Accept": "application/xml"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (406, "not_acceptable")

    def test_a_method_that_there_is_not(self, api):
        answer = api.patch("/api/v1/posts/")
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


FORM = "application/x-www-form-urlencoded"


class TestDeepThreads:
    @pytest.fixture
    def thread(self, mira):
        """Posts that answer each other, the first word first."""
        other = make_member(rock=mira.rock)
        first = Post.objects.create(author=mira, text="0")
        posts = [
            Post(
                pk=first.pk + n,
                author=(mira, other)[n % 2],
                text=str(n),
                reply_to_id=first.pk + n - 1,
            )
            for n in range(1, DEEP)
        ]
        Post.objects.bulk_create(posts)
        return [first, *posts]

    def test_every_page_of_one_stands_with_as_many_queries_as_of_a_short_one(
        self, thread, browser, api, django_assert_max_num_queries
    ):
        for post in (thread[0], thread[DEEP // 2], thread[-1]):
            with django_assert_max_num_queries(6):
                page = check(browser.get(post.get_absolute_url()))
            assert f"/posts/{post.pk}/reply/" in page
            assert api.get(f"/api/v1/posts/{post.pk}/replies/").status_code == 200
        assert len(chain(thread[-1].pk, Reader(None))) == 51

    def test_its_author_may_leave(self, thread, mira):
        people.delete_account(mira)
        assert Post.objects.filter(author=None).count() == DEEP // 2
        assert Post.objects.exclude(author=None).count() == DEEP // 2
