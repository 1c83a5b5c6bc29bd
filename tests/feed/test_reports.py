"""Reporting: by page and by API, and what the reporter does not see any more."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from feed.models import Case, HiddenPost, Post, Report
from feed.services import publish, reports, roll_on
from profiles.models import Mute
from profiles.services import follow
from profiles.services.relations import block
from rockmatch.models import HiddenRock
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(mira):
    client = APIClient()
    client.force_authenticate(mira)
    return client


def send(client, what, key, **said):
    return client.post(reverse("report", args=[what, key]), {"reason": "spam", **said})


def names(html):
    return "Buy my gravel" in html


class TestPages:
    def test_a_post_is_reported_and_gone_for_me_alone(self, client, mira, odd, rock, post):
        other = make_member(rock=rock)
        follow(mira, odd)
        follow(mira, other)
        roll_on(other, post)
        answer = publish(mira, "No", reply_to=post)
        client.force_login(mira)
        places = ["/", "/explore/", "/tags/moss/", "/search/?q=gravel", "/@odd/"]
        places += [other.get_absolute_url(), answer.get_absolute_url()]
        assert all(names(client.get(place).content.decode()) for place in places)
        page = client.get(reverse("report", args=["post", post.pk])).content.decode()
        assert "Buy my gravel" in page
        done = send(client, "post", post.pk, text="Again and again")
        assert done["Location"] == reverse("settings-reports")
        made = Report.objects.get()
        assert (made.reporter, made.reason, made.text) == (mira, "spam", "Again and again")
        assert (made.case.post, made.case.member, made.case.reports_count) == (post, odd, 1)
        for place in places:
            assert not names(client.get(place).content.decode()), place
        for name in ("post", "post-history", "post-rockers"):
            assert client.get(reverse(name, args=[post.pk])).status_code == 404
        client.force_login(other)
        assert names(client.get("/explore/").content.decode())

    def test_it_can_be_seen_again(self, client, mira, post):
        client.force_login(mira)
        send(client, "post", post.pk)
        made = Report.objects.get()
        page = client.get(reverse("settings-reports")).content.decode()
        assert "Show it again" in page
        assert "waits for a moderator" in page
        client.post(reverse("report-show-again", args=[made.pk]))
        assert names(client.get(post.get_absolute_url()).content.decode())
        assert "Show it again" not in client.get(reverse("settings-reports")).content.decode()
        assert Report.objects.exists()

    def test_a_member_is_reported_and_muted(self, client, mira, odd, post):
        client.force_login(mira)
        assert send(client, "member", "odd").status_code == 302
        assert Mute.objects.filter(muter=mira, muted=odd).exists()
        assert not names(client.get("/explore/").content.decode())
        made = Report.objects.get()
        assert (made.case.subject, made.case.member) == ("member", odd)
        client.post(reverse("report-show-again", args=[made.pk]))
        assert names(client.get("/explore/").content.decode())

    def test_a_rock_is_reported_and_off_my_wall(self, client, mira, odd, rock):
        make_rock("Moss Garden", mood="astonished")  # which stands where nothing is found
        client.force_login(mira)
        assert "Moss Hollow" in client.get("/rocks/").content.decode().partition("<main")[2]
        assert send(client, "rock", rock.slug).status_code == 302
        for place in ("/rocks/", "/search/?q=moss+hollow", "/api/v1/rocks/"):
            page = client.get(place).content.decode()
            assert f"/rocks/{rock.slug}/" not in page.partition("<main")[2], place
            assert '"slug":"moss-hollow"' not in page
        client.force_login(odd)
        assert "Moss Hollow" in client.get("/rocks/").content.decode().partition("<main")[2]
        reports.show_again(mira, Report.objects.get())
        assert not HiddenRock.objects.exists()

    @pytest.mark.parametrize(
        ("said", "words"),
        [({"reason": ""}, "Choose what is wrong"), ({"reason": "ugly"}, "Select a valid choice")],
    )
    def test_what_is_wrong_has_to_be_said(self, client, mira, post, said, words):
        client.force_login(mira)
        answer = send(client, "post", post.pk, **said)
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert not Report.objects.exists()

    def test_too_long_a_text_is_kept_in_the_form(self, client, mira, post):
        client.force_login(mira)
        answer = send(client, "post", post.pk, text="x" * 1001)
        assert answer.status_code == 400
        assert "x" * 1001 in answer.content.decode()

    def test_a_thing_is_reported_once_until_it_was_looked_at(self, client, mira, odd):
        client.force_login(mira)
        send(client, "member", "odd")
        again = send(client, "member", "odd")
        assert again.status_code == 400
        assert "You have reported this already" in again.content.decode()
        case = Case.objects.get()
        case.closed_at = case.opened_at
        case.save()
        assert send(client, "member", "odd").status_code == 302
        assert Case.objects.count() == 2

    def test_nobody_reports_themself(self, client, odd, post):
        client.force_login(odd)
        for what, key in (("post", post.pk), ("member", "odd")):
            assert "That is you" in send(client, what, key).content.decode()
        bespoke = make_rock(origin="bespoke", maker=odd)
        assert "That is you" in send(client, "rock", bespoke.slug).content.decode()
        assert not Case.objects.exists()

    def test_what_one_may_not_see_one_may_not_report(self, client, mira, odd, rock):
        secret = publish(odd, "secret", visibility="followers")
        shy = make_member("shy", rock=rock)
        block(shy, mira)
        off = make_rock(is_on_show=False)
        gone = make_member("gone", is_active=False)
        client.force_login(mira)
        things = [("post", secret.pk), ("member", "shy"), ("rock", off.slug), ("post", "9" * 30)]
        things += [("member", gone.username), ("post", "x"), ("selfie", "1"), ("post", "-1")]
        for what, key in things:
            address = reverse("report", args=[what, key])
            assert client.get(address).status_code == 404, what
            assert client.post(address, {"reason": "spam"}).status_code == 404, what

    def test_whom_one_blocks_one_may_report(self, client, mira, odd):
        block(mira, odd)
        client.force_login(mira)
        assert send(client, "member", "odd").status_code == 302

    def test_what_rolls_a_post_on_stands_for_it(self, client, mira, odd, rock, post):
        other = make_member(rock=rock)
        roll_on(other, post)
        client.force_login(mira)
        rolled = Post.objects.get(boost_of=post)
        assert send(client, "post", rolled.pk).status_code == 302
        assert Case.objects.get().post == post

    def test_too_many_reports_are_refused_in_words(self, client, mira, rock, monkeypatch):
        from rest_framework.throttling import ScopedRateThrottle

        monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "reports", "2/hour")
        client.force_login(mira)
        for _ in range(2):
            assert send(client, "member", make_member(rock=rock).username).status_code == 302
        answer = send(client, "member", make_member(rock=rock).username, text="Half a page")
        assert answer.status_code == 429
        assert "Slowly, please" in answer.content.decode()
        assert "Half a page" in answer.content.decode()

    def test_visitors_log_in_first(self, client, post):
        answer = client.get(reverse("report", args=["post", post.pk]))
        assert answer["Location"].startswith(reverse("account_login"))

    def test_only_my_own_report_is_mine_to_take_back(self, client, mira, odd, post):
        made = reports.report(mira, post, "spam")
        client.force_login(odd)
        assert client.post(reverse("report-show-again", args=[made.pk])).status_code == 404
        assert HiddenPost.objects.count() == 1


class TestApi:
    @pytest.mark.parametrize("what", ["post", "member", "rock"])
    def test_each_thing_is_reported(self, api, odd, rock, post, what):
        key = {"post": post.pk, "member": "odd", "rock": rock.slug}[what]
        answer = api.post("/api/v1/reports/", {what: key, "reason": "hate", "text": "See."})
        assert answer.status_code == 201
        assert set(answer.json()) == {"id", "reason", "text", "created_at"}
        assert Case.objects.get().subject == what
        again = api.post("/api/v1/reports/", {what: key, "reason": "hate"})
        assert again.status_code == (404 if what == "post" else 400)

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"post": 1, "member": "odd"},
            {"post": 0},
            {"rock": "a b"},
            {"post": 1, "reason": "?"},
        ],
    )
    def test_what_is_sent_is_checked(self, api, odd, sent):
        assert api.post("/api/v1/reports/", {"reason": "spam", **sent}).status_code == 400

    def test_the_post_is_gone_from_the_api(self, api, mira, odd, post):
        follow(mira, odd)
        api.post("/api/v1/reports/", {"post": post.pk, "reason": "spam"})
        for place in ("feed/home", "feed/explore", "tags/moss", "members/odd/posts"):
            assert api.get(f"/api/v1/{place}/").json()["results"] == []
        assert api.get("/api/v1/search/?q=gravel").json()["posts"] == []
        assert api.get(f"/api/v1/posts/{post.pk}/").status_code == 404
        assert api.put(f"/api/v1/posts/{post.pk}/rock/").status_code == 404


def test_reports_of_several_are_one_case(mira, odd, rock, post):
    reports.report(mira, post, "spam")
    reports.report(make_member(rock=rock), post, "hate")
    case = Case.objects.get()
    assert case.reports_count == 2
    assert case.evidence["text"] == "Buy my gravel #moss"


def test_the_database_holds_one_open_case_for_each_thing(post, odd):
    Case.objects.create(subject="post", post=post, member=odd)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(subject="post", post=post, member=odd)
    Case.objects.create(subject="member", member=odd)


def test_who_leaves_takes_the_name_and_leaves_the_report(mira, post):
    reports.report(mira, post, "spam")
    mira.delete()
    made = Report.objects.get()
    assert made.reporter is None
    assert not HiddenPost.objects.exists()


def test_what_is_kept_of_a_members_words_goes_with_them(mira, odd, post):
    reports.report(mira, post, "spam")
    odd.delete()
    case = Case.objects.get()
    assert (case.post, case.member, case.evidence) == (None, None, {})


def test_the_reported_learns_of_nothing(client, mira, odd, post):
    reports.report(mira, post, "spam", "It is mira who says so")
    client.force_login(odd)
    for place in (post.get_absolute_url(), "/settings/reports/?which=decisions", "/"):
        page = client.get(place).content.decode()
        assert "mira" not in page.partition("<main")[2], place


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(key=st.text(min_size=1, max_size=40), reason=st.text(max_size=20), text=st.text(max_size=60))
def test_no_report_breaks_anything(api, key, reason, text):
    for what in ("post", "member", "rock"):
        answer = api.post("/api/v1/reports/", {what: key, "reason": reason, "text": text})
        assert answer.status_code in (400, 404, 429)


@pytest.mark.django_db(transaction=True)
def test_reports_of_one_moment_are_one_case():
    odd = make_member("odd")
    reporters = [make_member() for _ in range(6)]

    def tell(reporter):
        try:
            return reports.report(reporter, odd, "spam").case_id
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(tell, reporters))) == 1
    assert Case.objects.get().reports_count == 6
