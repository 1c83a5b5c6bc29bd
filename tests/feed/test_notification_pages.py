"""The page of what one was told, the bell above every page, and the settings."""

import re
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feed import bell, queries, services
from feed.models import (
    OF_MODERATORS,
    OPTIONAL,
    Kind,
    Notification,
    NotificationSettings,
    Post,
)
from feed.queries.notifications import MOST_UNREAD, PAGE
from feed.services.notifications import clear, tell
from feed.tasks import clear_notifications
from profiles.models import Follow, Member
from profiles.services import relations
from profiles.services.profile import filter_word
from tests.factories import make_member, make_rock
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
NEWS = "/notifications/"


@pytest.fixture
def rock():
    return make_rock("Moss Hollow")


@pytest.fixture
def mira(rock, client):
    member = make_member("mira", rock=rock)
    client.force_login(member)
    return member


@pytest.fixture
def olaf(rock):
    return make_member("olaf", rock=rock, display_name="Olaf <the grey>")


def entries(client, path=NEWS, **query):
    """The words of each entry."""
    page = check(client.get(path, query))
    items = re.findall(r'<li class="news[ "].*?</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in items]


def some(rock, count):
    return [make_member(rock=rock, display_name=f"Nr {number}") for number in range(count)]


class TestPage:
    def test_what_is_alike_is_told_together(self, client, mira, olaf, rock):
        post = services.publish(mira, "Hello there")
        for member in (*some(rock, 4), olaf):
            services.give_rock(member, post)
        services.roll_on(olaf, post)
        rolled, rocks = entries(client)
        assert "Olaf &lt;the grey&gt; rolled your post on" in rolled
        assert "Olaf &lt;the grey&gt; , Nr 3 and 3 others gave your post a rock" in rocks
        assert rocks.startswith("New:")
        assert rocks.endswith("Hello there")

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            (Kind.FOLLOW, "follows you"),
            (Kind.REQUEST, "asks to follow you"),
            (Kind.ACCEPTED, "let you follow them"),
            (Kind.KIN, "became the rock you are"),
        ],
    )
    def test_what_is_about_no_post(self, client, mira, olaf, kind, words):
        tell(kind, [mira.pk], actor_id=olaf.pk)
        [entry] = entries(client)
        assert words in entry
        assert ("Yes or no?" in entry) == (kind == Kind.REQUEST)

    def test_every_kind_has_its_words(self, client, mira, olaf):
        post = services.publish(mira, "Hello")
        tell(Kind.FOLLOW, [olaf.pk], actor_id=mira.pk)
        for kind in Kind:
            tell(kind, [mira.pk], actor_id=olaf.pk, post=post)
        assert len(entries(client)) == len(Kind)

    def test_mentions_and_answers_alone(self, client, mira, olaf):
        post = services.publish(mira, "Hello")
        services.give_rock(olaf, post)
        services.publish(olaf, "Yes?", reply_to=post)
        services.publish(olaf, "And @mira too")
        assert [line.split(" >")[-1] for line in entries(client, only="mentions")] == [
            line for line in entries(client) if "rock" not in line
        ]
        assert len(entries(client, only="mentions")) == 2

    def test_a_content_warning_is_respected(self, client, mira, olaf):
        services.publish(olaf, "@mira the butler did it", warning="The end of a book")
        [entry] = entries(client)
        assert "The end of a book" in entry
        assert "butler" not in entry

    def test_who_is_hidden_now_is_not_shown_nor_counted(self, client, mira, olaf):
        services.give_rock(olaf, services.publish(mira, "Hello"))
        assert queries.count_unread(mira) == 1
        relations.mute(mira, olaf, timedelta(days=1))
        assert entries(client) == []
        assert queries.count_unread(mira) == 0
        relations.unmute(mira, olaf)
        assert len(entries(client)) == 1
        Member.objects.filter(pk=olaf.pk).update(is_active=False)
        assert entries(client) == []

    def test_what_may_not_be_seen_any_more_is_not_shown(self, client, mira, olaf):
        post = services.publish(mira, "Hello")
        services.publish(olaf, "a secret answer", reply_to=post)
        relations.set_locked(olaf, is_locked=True)
        assert entries(client) == []

    def test_words_filtered_later(self, client, mira, olaf):
        services.publish(olaf, "@mira ham")
        filter_word(mira, "ham")
        assert entries(client) == []

    def test_one_page_follows_another(self, client, mira, rock):
        posts = [services.publish(mira, f"Post {number}.") for number in range(PAGE + 5)]
        [member] = some(rock, 1)
        for post in posts:
            services.give_rock(member, post)
        first = check(client.get(NEWS))
        [following] = set(re.findall(r'href="([^"]*before=[^"]*)"', first))
        second = entries(client, following.replace("&amp;", "&"))
        assert len(entries(client)) == PAGE
        assert [re.split(r" (?:ago|now) ", line)[-1] for line in second] == [
            f"Post {number}." for number in range(4, -1, -1)
        ]
        part = client.get(following.replace("&amp;", "&"), headers={"HX-Request": "true"})
        assert b"<html" not in part.content
        assert part.content.count(b'<li class="news ') == 5
        assert client.get(NEWS, {"before": "forged"}).status_code == 404

    def test_nothing_yet(self, client, mira):
        assert "All is still" in check(client.get(NEWS))
        assert "Nobody has spoken to you yet" in check(client.get(NEWS, {"only": "mentions"}))

    def test_in_six_queries_whatever_its_length(self, client, mira, rock):
        def ask():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(NEWS).status_code == 200
            return len(asked)

        def happen(member):
            post = services.publish(mira, "Hello")
            services.give_rock(member, post)
            services.publish(member, "Yes", reply_to=post)
            tell(Kind.FOLLOW, [mira.pk], actor_id=member.pk)

        for member in some(rock, 1):
            happen(member)
        client.get(NEWS)
        few = ask()
        for member in some(make_rock(), 12):
            happen(member)
        assert ask() == few
        assert few <= 6


class TestReading:
    def test_looking_changes_nothing(self, client, mira, olaf):
        services.give_rock(olaf, services.publish(mira, "Hello"))
        assert "is-unread" in check(client.get(NEWS))
        assert "is-unread" in check(client.get(NEWS))
        assert queries.count_unread(mira) == 1

    def test_the_button(self, client, mira, olaf):
        services.give_rock(olaf, services.publish(mira, "Hello"))
        assert "Mark all as read" in check(client.get(NEWS))
        page = check(client.post(reverse("notifications-read"), follow=True))
        assert "is-unread" not in page
        assert "Mark all as read" not in page

    def test_the_page_says_what_it_has_shown(self, client, mira, olaf):
        for number in range(PAGE + 1):
            services.give_rock(olaf, services.publish(mira, f"{number}"))
        page = check(client.get(NEWS))
        since, up_to = re.search(r'"since": (\d+), "up_to": (\d+)', page).groups()
        answer = client.post(
            reverse("notifications-read"),
            {"since": since, "up_to": up_to},
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 204
        assert answer["HX-Trigger"] == "news-read"
        assert queries.count_unread(mira) == 1
        assert "hx-post" not in check(client.get(NEWS))

    def test_nobody_reads_for_another(self, client, mira, olaf):
        services.give_rock(mira, services.publish(olaf, "Hello"))
        client.post(reverse("notifications-read"))
        assert queries.count_unread(olaf) == 1

    @pytest.mark.parametrize("odd", ["-1", "x", "9" * 40, "１"])
    def test_odd_ids_are_none(self, client, mira, olaf, odd):
        services.give_rock(olaf, services.publish(mira, "Hello"))
        assert client.post(reverse("notifications-read"), {"up_to": odd}).status_code == 302


class TestBell:
    def test_it_is_in_the_header_at_no_cost(self, client, mira, olaf, django_assert_num_queries):
        services.give_rock(olaf, services.publish(mira, "Hello"))
        client.get("/about/")
        with django_assert_num_queries(1):  # the member, their rock and the count
            page = check(client.get("/about/"))
        assert "1 new notification<" in page
        assert 'aria-hidden="true">1</span>' in page

    def test_visitors_have_none_and_ask_nothing(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert "data-bell" not in check(client.get("/about/"))

    def test_it_is_asked_for(self, client, mira, olaf, django_assert_num_queries):
        url = reverse("notifications-unread")
        client.get(url)
        with django_assert_num_queries(1):
            assert client.get(url, {"was": "0"}).status_code == 204
        services.give_rock(olaf, services.publish(mira, "Hello"))
        answer = client.get(url, {"was": "0"})
        assert answer.json() == {"count": 1, "shown": "1", "said": "1 new notification"}
        assert "no-store" in answer["Cache-Control"]
        assert client.get(url, {"was": "1"}).status_code == 204
        client.logout()
        assert client.get(url).status_code == 403

    def test_many_are_not_counted_to_the_end(self, mira, rock):
        post = services.publish(mira, "Hello")
        Member.objects.bulk_create(Member(username=f"m_{n}") for n in range(MOST_UNREAD + 5))
        Notification.objects.bulk_create(
            Notification(member=mira, kind=Kind.ROCK, actor=member, post=post)
            for member in Member.objects.filter(username__startswith="m_")
        )
        assert queries.count_unread(mira) == MOST_UNREAD
        assert bell.shown(MOST_UNREAD) == "99+"
        assert bell.said(MOST_UNREAD) == "99+ new notifications"
        assert (bell.shown(0), bell.said(0)) == ("", "No new notifications")

    def test_unread_ones_are_found_by_an_index(self, mira):
        read = Notification(member=mira, kind=Kind.MODERATION, read_at=timezone.now())
        Notification.objects.bulk_create([copy(read) for _ in range(3000)])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE feed_notification")  # of few rows any index is good enough
        member = Member.objects.annotate(ids=queries.notifications.unread_ids()).filter(pk=mira.pk)
        assert "unread_news_of_member" in member.explain()


@pytest.mark.django_db(transaction=True)
def test_two_rocks_at_once(rock):
    """Of each one is told, and of one given in many tabs at once, once."""
    author = make_member(rock=rock)
    post = services.publish(author, "Hello")
    members = [make_member(rock=rock) for _ in range(2)]
    together = Barrier(8)

    def give(number):
        try:
            together.wait(30)
            services.give_rock(members[number % 2], post)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(give, range(8)))
    told = Notification.objects.filter(member=author, kind="rock").values_list("actor", flat=True)
    assert sorted(told) == [member.pk for member in members]


class TestSettings:
    URL = "/settings/notifications/"

    def test_choosing(self, client, mira):
        page = check(client.get(self.URL))
        assert page.count("<select") == len(set(OPTIONAL) - set(OF_MODERATORS))
        assert "confirmed addresses only" in page
        chosen = dict.fromkeys((kind.value for kind in Kind), "everybody")
        page = check(
            client.post(self.URL, chosen | {"rock": "followed", "digest": "weekly"}, follow=True)
        )
        assert "Saved." in page
        kept = NotificationSettings.objects.get(member=mira)
        assert (kept.source("rock"), kept.source("reply")) == ("followed", "everybody")
        assert kept.digest == "weekly"
        assert re.search(r'value="followed" selected', page)

    def test_no_such_choice(self, client, mira):
        answer = client.post(self.URL, {"rock": "enemies", "digest": "hourly"})
        assert "not one of the available choices" in check(answer)
        assert not NotificationSettings.objects.exists()


class TestClearing:
    def old(self, member, *, days, read=True):
        then = timezone.now() - timedelta(days=days)
        made = Notification.objects.create(member=member, kind=Kind.ROCK)
        Notification.objects.filter(pk=made.pk).update(
            created_at=then, read_at=then if read else None
        )
        return made.pk

    def test_what_is_old_goes(self, mira, monkeypatch):
        monkeypatch.setattr("feed.services.notifications._AT_ONCE", 2)
        kept = {
            self.old(mira, days=configured.NOTIFICATION_DAYS - 1),
            self.old(mira, days=configured.NOTIFICATION_DAYS + 9, read=False),
            self.old(mira, days=configured.UNREAD_NOTIFICATION_DAYS - 1, read=False),
        }
        for _ in range(3):
            self.old(mira, days=configured.NOTIFICATION_DAYS + 1)
        self.old(mira, days=configured.UNREAD_NOTIFICATION_DAYS + 1, read=False)
        assert clear_notifications() == 4
        assert set(Notification.objects.values_list("pk", flat=True)) == kept
        assert clear() == 0

    def test_what_was_read_late_stays_a_while(self, mira):
        pk = self.old(mira, days=configured.NOTIFICATION_DAYS + 9)
        Notification.objects.filter(pk=pk).update(read_at=timezone.now())
        assert clear() == 0


def test_a_follow_is_told_on_the_page(client, mira, olaf, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        relations.follow(olaf, mira)
    assert "follows you" in entries(client)[0]
    assert Follow.objects.count() == 1
    assert Post.objects.count() == 0
