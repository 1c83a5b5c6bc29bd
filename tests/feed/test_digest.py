"""Mails with what is new: to whom, when, what stands in them, and the way out."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client

from feed import digest, services
from feed.models import Notification, NotificationSettings
from feed.services.notifications import mark_read
from feed.tasks import send_digest, send_digests
from profiles.models import Member
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch, settings):
    """It is noon in UTC, and a queued task runs at once."""
    monkeypatch.setattr(digest.timezone, "now", lambda: NOON)
    monkeypatch.setattr("feed.tasks.send_digest.delay", send_digest)
    settings.PUBLIC_URL = "https://rocks.example"


@pytest.fixture
def rock():
    return make_rock("Moss Hollow")


def reader(name, rock, *, often="daily", verified=True, **fields):
    member = make_member(name, rock=rock, **fields)
    EmailAddress.objects.create(user=member, email=member.email, verified=verified, primary=True)
    services.choose(member, digest=often)
    return member


@pytest.fixture
def mira(rock):
    return reader("mira", rock)


@pytest.fixture
def olaf(rock):
    return make_member("olaf", rock=rock, display_name="Olaf & <Sons>")


def rocked(member, actor, text="Hello"):
    services.give_rock(actor, services.publish(member, text))


class TestMail:
    def test_who_did_what_and_never_what_was_said(self, mira, olaf):
        rocked(mira, olaf, "my own words")
        services.publish(olaf, "@mira for your eyes only", visibility="mentioned")
        assert send_digests() == 1
        [sent] = mail.outbox
        assert sent.to == ["mira@example.org"]
        assert sent.subject == "[RockStar] 2 things are new"
        [(html, kind)] = sent.alternatives
        assert kind == "text/html"
        assert "- Olaf & <Sons> mentioned you" in sent.body
        assert "Olaf &amp; &lt;Sons&gt; gave your post a rock" in html
        for text in (sent.body, html):
            assert "eyes only" not in text
            assert "own words" not in text
            assert "https://rocks.example/notifications/" in text
        assert "https://rocks.example/rocks/moss-hollow/card.jpg" in html

    def test_once_each(self, mira, olaf, monkeypatch):
        rocked(mira, olaf)
        assert send_digests() == 1
        assert send_digests() == 0
        assert send_digest(mira.pk) is False
        monkeypatch.setattr(digest.timezone, "now", lambda: NOON + timedelta(days=1))
        assert send_digests() == 0  # nothing has come since
        services.publish(olaf, "@mira")
        assert send_digests() == 1
        assert [sent.subject for sent in mail.outbox] == ["[RockStar] 1 thing is new"] * 2
        assert "mentioned" in mail.outbox[1].body
        assert "gave" not in mail.outbox[1].body

    def test_what_was_read_is_not_mailed(self, mira, olaf):
        rocked(mira, olaf)
        mark_read(mira)
        assert send_digests() == 0
        assert mail.outbox == []

    def test_whom_one_does_not_read_now(self, mira, olaf):
        rocked(mira, olaf)
        Member.objects.filter(pk=olaf.pk).update(is_active=False)
        send_digests()
        assert mail.outbox == []

    def test_a_long_list_is_cut(self, mira, olaf):
        for number in range(digest.MOST_LINES + 3):
            rocked(mira, olaf, f"Post {number}")
        send_digests()
        assert mail.outbox[0].body.count("gave your post") == digest.MOST_LINES
        assert "and 3 more" in mail.outbox[0].body
        assert not Notification.objects.filter(mailed_at=None).exists()

    def test_on_ones_own_clock(self, rock, olaf):
        mira = reader("mira", rock, time_zone="Asia/Tokyo")
        rocked(mira, olaf)
        Notification.objects.update(created_at=NOON)
        send_digests()
        assert "05/04/2026 9 p.m." in mail.outbox[0].body

    def test_one_that_fails_stops_nobody(self, rock, mira, olaf, monkeypatch):
        enid = reader("enid", rock)
        for member in (mira, enid):
            rocked(member, olaf)
        deliver = digest.EmailMultiAlternatives.send

        def sometimes(message, *args):
            if message.to == [mira.email]:
                raise SMTPException("550")
            return deliver(message, *args)

        monkeypatch.setattr(digest.EmailMultiAlternatives, "send", sometimes)
        assert send_digests() == 2
        assert [sent.to for sent in mail.outbox] == [[enid.email]]
        assert send_digests() == 0  # not each hour anew
        monkeypatch.undo()
        monkeypatch.setattr(digest.timezone, "now", lambda: NOON + timedelta(days=1))
        assert send_digest(mira.pk) is True  # what she was not told comes along


class TestWhom:
    def test_who_wants_none(self, rock, olaf):
        rocked(reader("mira", rock, often="never"), olaf)
        rocked(olaf, reader("enid", rock))
        assert send_digests() == 0

    def test_whose_address_is_not_confirmed(self, rock, olaf):
        mira = reader("mira", rock, verified=False)
        rocked(mira, olaf)
        assert send_digests() == 0
        EmailAddress.objects.update(verified=True)
        Member.objects.filter(pk=mira.pk).update(email="else@example.org")
        assert send_digests() == 0

    def test_who_has_left(self, mira, olaf):
        rocked(mira, olaf)
        Member.objects.filter(pk=mira.pk).update(is_active=False)
        assert send_digests() == 0
        assert send_digest(mira.pk) is False


@pytest.mark.parametrize(
    ("often", "zone", "last", "is_due"),
    [
        ("daily", "", None, True),
        ("daily", "", timedelta(days=1), True),
        ("daily", "", timedelta(hours=11), False),
        ("daily", "", timedelta(hours=13), True),  # yesterday
        ("daily", "America/New_York", None, True),  # 8 o'clock
        ("daily", "America/Los_Angeles", None, False),  # 5 o'clock
        ("daily", "Nowhere/Land", None, True),
        ("weekly", "", timedelta(days=6), False),
        ("weekly", "", timedelta(days=7), True),
        ("never", "", None, False),
    ],
)
def test_when(often, zone, last, is_due):
    chosen = NotificationSettings(
        member=Member(time_zone=zone), digest=often, digest_at=last and NOON - last
    )
    assert digest.is_due(chosen, NOON) is is_due


class TestWayOut:
    @pytest.fixture
    def address(self, mira, olaf):
        rocked(mira, olaf)
        send_digests()
        headers = mail.outbox[0].extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        url = re.fullmatch(r"<https://rocks\.example(/\S+)>", headers["List-Unsubscribe"])[1]
        assert url in mail.outbox[0].body
        return url

    def chosen(self, member):
        return NotificationSettings.objects.get(member=member).digest

    def test_one_click_of_a_mail_program(self, mira, address):
        program = Client(enforce_csrf_checks=True)
        answer = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert self.chosen(mira) == "never"

    def test_looking_ends_nothing(self, client, mira, address):
        page = client.get(address).content.decode()
        assert "End the mails" in page
        assert self.chosen(mira) == "daily"
        assert "No more mails" in client.post(address).content.decode()

    def test_forged_and_left(self, client, mira, address):
        assert client.post(f"{address[:-3]}xx/").status_code == 404
        Member.objects.filter(pk=mira.pk).update(is_active=False)
        assert client.post(address).status_code == 404
        assert self.chosen(mira) == "daily"

    def test_the_token_is_for_nothing_else(self, client, mira, address):
        client.get(address)
        assert client.get("/settings/").status_code == 200
        assert client.get("/settings/notifications/").status_code == 302


def test_what_a_fault_stops_is_told_next_time(mira, olaf, monkeypatch):
    rocked(mira, olaf)
    monkeypatch.setattr(digest, "compose", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_digest(mira.pk)
    assert Notification.objects.filter(mailed_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(mira, olaf):
    rocked(mira, olaf)
    together = Barrier(4)

    def work(_):
        try:
            together.wait(30)
            return send_digest(mira.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]
    assert len(mail.outbox) == 1
