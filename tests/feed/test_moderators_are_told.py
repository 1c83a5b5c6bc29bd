"""Moderators learn that something waits for them: once, and not of what they do themselves."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feed.digest import compose
from feed.models import Appeal, Kind, Notification, NotificationSettings
from feed.queries import Reader
from feed.queries.notifications import read_news
from feed.services import appeals, choose, mark_read, moderation, publish, reports
from profiles.models import Member
from tests.factories import make_member, make_rock
from tests.feed.moderating import WORDS, make_case, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(rock):
    return make_moderator("otherkeeper", rock=rock)


def told(*, read=None):
    """Who has been told, and has not read it (or whether or not)."""
    rows = Notification.objects.filter(kind=Kind.WAITING)
    rows = rows if read else rows.filter(read_at=None)
    return {row.member.username for row in rows.select_related("member")}


class TestReports:
    def test_all_moderators_are_told_once_however_much_waits(self, keeper, other, mira, post):
        for thing in (post, make_rock(), make_member()):
            reports.report(mira, thing, "spam")
        make_case(post)
        assert told() == {"gravekeeper", "otherkeeper"}
        assert Notification.objects.filter(kind=Kind.WAITING).count() == 2

    def test_not_of_their_own_reports_nor_of_those_about_them(self, keeper, other, mira, odd):
        reports.report(keeper, odd, "spam")
        assert told() == {"otherkeeper"}
        reports.report(mira, keeper, "spam")
        assert told() == {"otherkeeper"}

    def test_a_superuser_is_for_superusers_alone(self, keeper, mira):
        chief = make_member("chiefstone", is_superuser=True)
        make_member("headstone", is_superuser=True)
        reports.report(mira, chief, "spam")
        assert told() == {"headstone"}

    def test_told_anew_in_the_place_of_what_was_read(self, keeper, mira, post):
        make_case(post)
        mark_read(keeper)
        assert told() == set()
        reports.report(mira, make_rock(), "face")
        assert told() == {"gravekeeper"}
        assert Notification.objects.filter(member=keeper, kind=Kind.WAITING).count() == 1

    def test_who_does_not_want_to_hear_it_does_not(self, keeper, post):
        choose(keeper, waiting="nobody")
        make_case(post)
        assert told() == set()

    def test_those_who_left_or_moderate_no_more_are_not_told(self, keeper, other, post):
        Member.objects.filter(pk=keeper.pk).update(is_active=False)
        other.groups.clear()
        make_case(post)
        assert told() == set()

    def test_gone_once_nothing_waits(self, keeper, other, mira, post):
        first, second = make_case(post), make_case(make_rock())
        moderation.dismiss(keeper, first)
        assert told() == {"gravekeeper", "otherkeeper"}
        moderation.dismiss(keeper, second)
        assert told(read=True) == set()


class TestAppeals:
    def test_whoever_did_not_decide_is_told(self, keeper, other, odd, post):
        decision = moderation.hide_post(keeper, make_case(post), **WORDS)
        assert told() == set()
        appeals.appeal(decision, "It is a gift.")
        assert told() == {"otherkeeper"}
        appeals.judge(other, Appeal.objects.get(), overturn=False)
        assert told() == set()

    def test_a_moderator_who_is_alone_is_told(self, keeper, odd, post):
        decision = moderation.hide_post(keeper, make_case(post), **WORDS)
        appeals.appeal(decision, "It is a gift.")
        assert told() == {"gravekeeper"}


class TestPages:
    def test_it_is_in_the_news_beside_the_bell_and_in_mails(self, client, keeper, post):
        make_case(post)
        client.force_login(keeper)
        page = client.get("/notifications/").content.decode()
        assert "Something waits for the moderators" in page
        assert 'href="/moderate/"' in page.partition("<main")[2]
        assert "1 new notification" in page
        mail = compose(keeper, read_news(Reader(keeper)).groups)
        assert "Something waits for the moderators" in mail.body

    def test_no_page_asks_more_for_it(self, client, keeper, post):
        def counts():
            found = []
            for path in ("/", "/notifications/", "/settings/notifications/"):
                client.get(path)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(path).status_code == 200
                found.append(len(asked))
            return found

        client.force_login(keeper)
        before = counts()
        make_case(post)
        make_case(publish(keeper, "Mine"))
        assert counts()[0] <= before[0]
        assert max(counts()) <= 6

    def test_moderators_alone_choose_it(self, client, keeper, mira):
        path, chosen = "/settings/notifications/", dict.fromkeys(Kind.values, "everybody")
        client.force_login(mira)
        assert "somebody appeals" not in client.get(path).content.decode()
        client.force_login(keeper)
        page = client.get(path).content.decode()
        assert "Something is reported, or somebody appeals" in page
        client.post(path, chosen | {"waiting": "nobody", "digest": "never"})
        assert NotificationSettings.objects.get().source("waiting") == "nobody"
        wrong = client.post(path, chosen | {"waiting": "followed", "digest": "never"})
        assert "not one of the available choices" in wrong.content.decode()


@pytest.mark.django_db(transaction=True)
def test_reports_of_one_moment_are_told_once():
    keeper = make_member("gravekeeper", is_superuser=True)
    things = [make_rock() for _ in range(8)]
    reporters = [make_member() for _ in things]

    def send(place):
        try:
            reports.report(reporters[place], things[place], "spam")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))
    assert Notification.objects.filter(member=keeper, kind=Kind.WAITING).count() == 1
