"""The pages that list posts."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feed.models import Post
from feed.services import delete_post, give_rock, keep, publish, roll_on
from profiles.services import follow
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def rock():
    return make_rock()


@pytest.fixture
def mira(rock):
    return make_member("mira", rock=rock)


@pytest.fixture
def odd(rock):
    return make_member("odd", rock=rock)


@pytest.fixture
def page(client, mira):
    client.force_login(mira)

    def get(path, **headers):
        response = client.get(path, headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    return get


def texts(html):
    return re.findall(r'<p class="post-text"[^>]*>(.*?)</p>', html, re.DOTALL)


def address(html, of):
    return re.search(of, html)[1].replace("&amp;", "&")


class TestPages:
    def test_one_page_follows_another(self, page, mira):
        for number in range(45):
            publish(mira, f"{number}")
        first = page("/")
        older = address(first, r'class="more".*?href="([^"]+)"')
        assert older.startswith("/?before=")
        publish(mira, "new")
        second = page(older)
        assert texts(first) + texts(second) == [str(number) for number in range(44, 4, -1)]
        assert "<html" in second
        part = page(older, **HTMX)
        assert texts(part) == texts(second)
        assert "<html" not in part
        assert f'data-page="{older.replace("=", "=")}"' in part.replace("&amp;", "&")

    @pytest.mark.parametrize("cursor", ["3", "x" * 300, "MQ:1abc:def", "%00", "-1"])
    @pytest.mark.parametrize("name", ["before", "after", "since"])
    def test_a_cursor_that_is_not_ours_leads_nowhere(self, client, mira, name, cursor):
        client.force_login(mira)
        assert client.get(f"/?{name}={cursor}", headers=HTMX).status_code == 404

    def test_new_posts_are_told_and_come_when_wanted(self, page, mira):
        publish(mira, "old")
        since = address(page("/"), r'id="newer" hx-get="([^"]+)"')
        assert "new post" not in page(since, **HTMX)
        for number in range(3):
            publish(mira, f"{number}")
        told = page(since, **HTMX)
        assert "3 new posts" in told
        newer = page(address(told, r'href="/" hx-get="([^"]+)"'), **HTMX)
        assert texts(newer) == ["2", "1", "0"]
        assert "You have read from here on" in newer
        assert "new post" not in page(address(newer, r'id="newer" hx-get="([^"]+)"'), **HTMX)

    def test_very_many_new_posts_are_not_counted_out(self, page, mira):
        publish(mira, "old")
        since = address(page("/"), r'id="newer" hx-get="([^"]+)"')
        for number in range(23):
            publish(mira, f"{number}")
        told = page(since, **HTMX)
        assert "More than 20 new posts" in told
        newer = page(address(told, r'href="/" hx-get="([^"]+)"'), **HTMX)
        assert texts(newer) == [str(number) for number in range(19, -1, -1)]  # no gap below
        assert "3 new posts" in page(address(newer, r'id="newer" hx-get="([^"]+)"'), **HTMX)

    def test_a_post_that_several_roll_on_stands_once(self, page, mira, odd, rock):
        post = publish(make_member(rock=rock), "round")
        follow(mira, odd)
        roll_on(odd, post)
        roll_on(mira, post)
        html = page("/")
        assert texts(html) == ["round"]
        assert "mira rolled this on" in html

    def test_explore_by_geology(self, page, mira, rock):
        other = make_rock(geology="sedimentary")
        publish(mira, "lava")
        publish(make_member(rock=other), "sand")
        assert texts(page("/explore/")) == ["sand", "lava"]
        assert texts(page("/explore/?geology=sedimentary")) == ["sand"]

    def test_explore_has_three_geologies(self, client):
        assert client.get("/explore/?geology=plastic").status_code == 404

    @pytest.mark.parametrize("written", ["löss", "LÖSS", "lo\u0308ss"])
    def test_a_tag_is_found_however_it_is_written(self, page, mira, written):
        publish(mira, "On #Löss")
        publish(mira, "On sand")
        assert len(texts(page(f"/tags/{quote(written)}/"))) == 1

    def test_bookmarks_are_ones_own_newest_first(self, page, mira, odd):
        first, second = publish(odd, "1"), publish(odd, "2")
        keep(mira, second)
        keep(mira, first)
        keep(odd, publish(odd, "3"))
        assert texts(page("/bookmarks/")) == ["1", "2"]

    def test_pages_of_bookmarks(self, page, mira, odd):
        posts = [publish(odd, f"{number}") for number in range(25)]
        for post in reversed(posts):
            keep(mira, post)
        first = page("/bookmarks/")
        second = page(address(first, r'class="more".*?href="([^"]+)"'))
        assert texts(first) + texts(second) == [str(number) for number in range(25)]


class TestThreads:
    def test_what_it_answers_stands_above_and_answers_below(self, page, mira, odd):
        first = publish(odd, "1")
        second = publish(mira, "2", reply_to=first)
        third = publish(odd, "3", reply_to=second)
        publish(mira, "4", reply_to=third)
        assert texts(page(second.get_absolute_url())) == ["1", "2", "3"]
        delete_post(first)
        html = page(third.get_absolute_url())
        assert texts(html) == ["2", "3", "4"]
        assert "This post was deleted" in html
        assert page(first.get_absolute_url())

    def test_answers_are_counted_in_words_that_fit(self, page, mira, odd):
        first = publish(odd, "1")
        publish(mira, "2", reply_to=first)
        assert ">1 answer</span>" in page(first.get_absolute_url())
        publish(mira, "3", reply_to=first)
        assert ">2 answers</span>" in page(first.get_absolute_url())

    def test_a_thread_with_a_part_that_is_not_for_one(self, page, mira, odd):
        first = publish(odd, "secret", visibility="mentioned")
        answer = publish(odd, "@mira", reply_to=first)
        html = page(answer.get_absolute_url())
        assert "It answers a post that you cannot see" in html
        assert "secret" not in html

    def test_very_deep_threads_show_the_nearest(self, page, mira):
        post = None
        for number in range(60):
            post = publish(mira, f"{number}", reply_to=post)
        assert texts(page(post.get_absolute_url())) == [str(number) for number in range(9, 60)]

    def test_what_is_not_for_one_is_not_there(self, client, mira, odd):
        post = publish(odd, "secret", visibility="followers")
        client.force_login(mira)
        for name in ("post", "post-history", "post-rockers"):
            assert client.get(reverse(name, args=[post.pk])).status_code == 404
        for name in ("post-rock", "post-roll", "post-keep", "post-reply", "post-delete"):
            assert client.post(reverse(name, args=[post.pk]), {"text": "x"}).status_code == 404

    def test_who_gave_a_rock(self, page, mira, odd):
        post = publish(mira, "x")
        give_rock(odd, post)
        assert "@odd" in page(reverse("post-rockers", args=[post.pk]))


@pytest.mark.parametrize("path", ["/", "/explore/", "/explore/?geology=igneous", "/tags/moss/"])
def test_a_page_asks_six_times_at_most_whatever_its_length(client, mira, odd, rock, path):
    client.force_login(mira)
    follow(mira, odd)

    def ask(address):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def say(number):
        author = make_member(rock=make_rock())
        follow(mira, author)
        post = publish(
            author, f"{number} #moss @odd https://a.example/", warning="w" * (number % 2)
        )
        publish(odd, "yes", reply_to=post)
        roll_on(odd, post)
        give_rock(mira, post)
        keep(mira, post)
        return post

    post = say(0)
    thread = post.get_absolute_url()
    few = [ask(path), ask("/bookmarks/"), ask(thread)]
    for number in range(30):
        say(number)
        publish(odd, "again", reply_to=Post.objects.get(pk=post.pk))
    assert [ask(path), ask("/bookmarks/"), ask(thread)] == few
    assert max(few) <= 6
