"""The moderators' pages and API: who may come in, what is there, and what it needs."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from rest_framework.test import APIClient

from feed.models import Action, Case, Decision, Post
from feed.queries.moderators import is_moderator
from feed.services import appeals, edit, moderation, publish
from feed.services.letters import address
from profiles.models import Member
from tests.factories import make_member, make_rock
from tests.feed.moderating import WORDS, make_case, make_moderator
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
ROOM = sorted(
    name
    for name in get_resolver().reverse_dict
    if isinstance(name, str) and name.startswith("moderate")
)
API = ["moderation/reports/", "moderation/decisions/", "moderation/decisions/1/undo/"]


@pytest.fixture
def odd(rock):
    return make_member("odd", rock=rock, bio="I sell gravel.")


@pytest.fixture
def world(odd, rock, keeper):
    """A case of each kind, an edited post, a decision, and an appeal."""
    post = edit(publish(odd, "Buy my gravel", warning="Ads"), "Buy my sand")
    cases = [make_case(thing) for thing in (post, odd, rock)]
    other = make_case(publish(odd, "More gravel"))
    appeals.appeal(moderation.hide_post(keeper, other, **WORDS), "Please look again")
    return [*cases, other]


def where(name, world):
    keys = {"moderate-case": world[0].pk, "moderate-undo": Decision.objects.get().pk}
    keys["moderate-judge"] = Decision.objects.get().appeal.pk
    return reverse(name, args=[keys[name]] if name in keys else [])


class TestDoor:
    def test_every_page_of_the_room_is_meant(self):
        assert set(ROOM) == {
            *("moderate", "moderate-log", "moderate-case"),
            *("moderate-undo", "moderate-judge"),
        }

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("name", ROOM)
    def test_visitors_log_in_and_members_stay_out(self, client, world, name, method):
        page = where(name, world)
        ask = getattr(client, method)
        before = Decision.objects.count()
        assert ask(page)["Location"].startswith(reverse("account_login"))
        for member in (make_member(), make_member(is_staff=True), world[0].member):
            client.force_login(member)
            assert ask(page, {"action": "dismiss", "overturn": "1"}).status_code == 403
        assert Decision.objects.count() == before

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("path", API)
    def test_the_api_is_shut_too(self, path, method, odd):
        client = APIClient()
        assert getattr(client, method)(f"/api/v1/{path}").status_code == 401
        client.force_authenticate(odd)
        assert getattr(client, method)(f"/api/v1/{path}").status_code == 403

    @pytest.mark.parametrize("way", ["group", "permission", "superuser"])
    def test_the_way_in_stands_in_the_menu_of_who_may(self, client, way):
        member = make_member()
        client.force_login(member)
        before = self.menu(client)
        if way == "group":
            member.groups.add(Group.objects.get(name="moderators"))
        elif way == "permission":
            member.user_permissions.add(Permission.objects.get(codename="moderate"))
        else:
            Member.objects.filter(pk=member.pk).update(is_superuser=True)
        after = self.menu(client)
        assert [before["shown"], after["shown"]] == [False, True]
        assert before["queries"] == after["queries"]
        assert client.get(reverse("moderate")).status_code == 200

    def test_nor_of_staff_who_may_not(self, client, keeper):
        client.force_login(make_member(is_staff=True))
        assert not self.menu(client)["shown"]
        assert Member.objects.annotate(may=is_moderator()).filter(may=True).get() == keeper

    def menu(self, client):
        client.get("/about/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/about/").content.decode()
        return {"shown": f'href="{reverse("moderate")}"' in page, "queries": len(queries)}


class TestPages:
    @pytest.mark.parametrize("show", ["open", "appeal", "closed"])
    def test_the_queue(self, client, keeper, world, show):
        client.force_login(keeper)
        page = check(client.get(f"/moderate/?show={show}"))
        assert page.count('<a href="/moderate/') - page.count("?show=") >= 1

    def test_most_reported_first_then_oldest_page_by_page(self, client, keeper, rock):
        cases = [make_case(make_member()) for _ in range(45)]
        often = make_case(cases[30].member)
        client.force_login(keeper)
        seen, address = [], "/moderate/"
        while address:
            page = client.get(address)
            seen += [case.pk for case in page.context["page"].cases]
            text = page.content.decode()
            following = text.partition('class="button button-quiet" href="')[2].partition('"')[0]
            address = (
                f"/moderate/{following.replace('&amp;', '&')}" if "after=" in following else ""
            )
        assert seen == [often.pk, *(case.pk for case in cases if case.pk != often.pk)]

    def test_an_empty_room(self, client, keeper):
        client.force_login(keeper)
        assert "as quiet as stone" in check(client.get("/moderate/"))
        check(client.get("/moderate/?show=closed"))
        check(client.get("/moderate/?show=appeal"))
        check(client.get("/moderate/log/"))

    def test_cases_have_their_context(self, client, keeper, world):
        client.force_login(keeper)
        of_post, of_member, of_rock, other = world
        page = check(client.get(of_post.get_absolute_url()))
        for words in ("Buy my sand", "Buy my gravel", "I sell gravel.", "Spam", "Hide the post"):
            assert words in page
        assert "Other reports about this member" in page
        page = check(client.get(of_member.get_absolute_url()))
        assert "Suspend the member" in page
        assert 'value="hide"' not in page
        page = check(client.get(of_rock.get_absolute_url()))
        assert "Withdraw the rock" in page
        assert 'value="warn"' not in page
        page = check(client.get(other.get_absolute_url()))
        assert "Please look again" in page
        assert "Take it back" in page
        assert "closed" in page

    def test_a_case_of_what_is_gone(self, client, keeper, world):
        of_post, *_rest = world
        Post.objects.filter(pk=of_post.post_id).delete()
        client.force_login(keeper)
        assert "Buy my sand" in check(client.get(of_post.get_absolute_url()))
        of_post.member.delete()
        assert "is forgotten" in check(client.get(of_post.get_absolute_url()))
        for place in ("/moderate/", "/moderate/?show=closed", "/moderate/log/"):
            check(client.get(place))

    @pytest.mark.parametrize(
        ("action", "more"),
        [
            ("dismiss", {}),
            ("warn", WORDS),
            ("hide", WORDS),
            ("delete", WORDS),
            ("suspend", {**WORDS, "term": "7"}),
            ("suspend", {**WORDS, "term": "0"}),
        ],
    )
    def test_each_action_by_its_form(self, client, keeper, world, action, more):
        client.force_login(keeper)
        answer = client.post(world[0].get_absolute_url(), {"action": action, **more}, follow=True)
        assert "Done, and told" in check(answer)
        made = Decision.objects.first()
        assert (made.action, made.moderator) == (action, keeper)
        assert bool(made.until) == (more.get("term") == "7")
        assert not Case.objects.get(pk=world[0].pk).is_open

    def test_a_rock_is_withdrawn_by_its_form(self, client, keeper, world):
        client.force_login(keeper)
        client.post(world[2].get_absolute_url(), {"action": "withdraw", "note": "A face."})
        assert Decision.objects.first().action == Action.WITHDRAW

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({}, "Choose what is to be done"),
            ({"action": "withdraw", **WORDS}, "Select a valid choice"),
            ({"action": "hide", "note": "x"}, "Say what was wrong"),
            ({"action": "hide", "message": "x" * 1001}, "at most 1000 characters"),
        ],
    )
    def test_what_is_missing_is_said(self, client, keeper, world, sent, words):
        client.force_login(keeper)
        assert words in check(client.post(world[0].get_absolute_url(), sent), status=400)
        assert Case.objects.get(pk=world[0].pk).is_open

    def test_the_second_moderator_is_told(self, client, keeper, world):
        moderation.dismiss(make_moderator(), world[0])
        client.force_login(keeper)
        answer = client.post(world[0].get_absolute_url(), {"action": "hide", **WORDS})
        page = check(answer, status=400)
        assert "This case is closed" in page
        assert "Somebody was faster" in page

    def test_ones_own_case_is_for_others(self, client, keeper):
        case = make_case(publish(keeper, "Mine"))
        client.force_login(keeper)
        page = check(client.get(case.get_absolute_url()))
        assert "for somebody else to decide" in page
        assert 'name="action"' not in page

    def test_a_decision_is_taken_back_and_an_appeal_judged(self, client, keeper, world):
        other = make_moderator()
        client.force_login(keeper)
        judged = client.post(where("moderate-judge", world), {"overturn": "1"}, follow=True)
        assert "Another moderator judges" in check(judged)
        client.force_login(other)
        judged = client.post(where("moderate-judge", world), {"uphold": "1"}, follow=True)
        assert "Done, and told" in check(judged)
        hidden = Decision.objects.get(action="hide")
        undone = client.post(reverse("moderate-undo", args=[hidden.pk]), {"note": "x"}, follow=True)
        assert "Show the post again" in check(undone)
        again = client.post(reverse("moderate-undo", args=[hidden.pk]), follow=True)
        assert "cannot be taken back" in check(again)

    def test_the_log_is_filtered(self, client, keeper, world):
        client.force_login(keeper)
        moderation.dismiss(make_moderator("second"), world[1])
        for query, count in (
            ("", 2),
            ("?action=hide", 1),
            ("?moderator=second", 1),
            ("?member=odd", 2),
            ("?member=nobody", 0),
        ):
            page = check(client.get(f"/moderate/log/{query}"))
            assert len(client.get(f"/moderate/log/{query}").context["rows"]) == count, query
            assert "Moderation" in page
        for query in ("?action=x", "?member=%00", "?before=x"):
            assert client.get(f"/moderate/log/{query}").status_code == 404

    @pytest.mark.parametrize("query", ["?show=x", "?after=1"])
    def test_what_the_queue_does_not_know(self, client, keeper, query):
        client.force_login(keeper)
        assert client.get(f"/moderate/{query}").status_code == 404

    def test_a_members_pages(self, client, world, odd, keeper):
        hidden = Decision.objects.get()
        check(client.get(address(hidden)))
        client.force_login(odd)
        check(client.get(reverse("settings-reports") + "?which=decisions"))
        check(client.get(address(hidden)))
        check(client.get(hidden.case.post.get_absolute_url()))
        for what, key in (("post", publish(keeper, "x").pk), ("rock", "moss-hollow")):
            check(client.get(reverse("report", args=[what, key])))
        check(client.get(reverse("report", args=["member", "gravekeeper"])))
        client.post(reverse("report", args=["member", "gravekeeper"]), {"reason": "spam"})
        check(client.get(reverse("settings-reports")))


def test_no_page_asks_more_than_six_times(client, keeper, odd, rock):
    reporter = make_member(rock=rock)

    def more():
        post = edit(publish(odd, "Buy my gravel"), "Buy my sand")
        case = make_case(post, reporter)
        make_case(post)
        made = moderation.hide_post(keeper, make_case(publish(odd, "More")), **WORDS)
        appeals.appeal(made, "Please")
        moderation.dismiss(keeper, make_case(make_rock(), reporter))
        moderation.warn(keeper, make_case(odd, reporter), **WORDS)
        return case, made

    def ask():
        counts = {}
        for member, paths in (
            (keeper, ["/moderate/", "/moderate/?show=appeal", "/moderate/?show=closed"]),
            (keeper, ["/moderate/log/", case.get_absolute_url(), made.case.get_absolute_url()]),
            (reporter, ["/settings/reports/", "/explore/", "/rocks/", "/"]),
            (odd, ["/settings/reports/?which=decisions", address(made)]),
        ):
            client.force_login(member)
            for path in paths:
                client.get(path)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(path).status_code == 200, path
                counts[path] = len(asked)
        return counts

    case, made = more()
    few = ask()
    for _ in range(8):
        more()
    assert ask() == few
    assert max(few.values()) <= 6, few


class TestApi:
    @pytest.fixture
    def api(self, keeper):
        client = APIClient()
        client.force_authenticate(keeper)
        return client

    def test_open_cases_are_listed_with_what_can_be_done(self, api, world):
        rows = api.get("/api/v1/moderation/reports/").json()["results"]
        assert [row["subject"] for row in rows] == ["rock", "member", "post"]
        of_post = rows[2]
        assert of_post["reasons"] == ["spam"]
        assert of_post["evidence"]["text"] == "Buy my sand"
        assert of_post["actions"] == ["dismiss", "warn", "hide", "delete", "suspend"]
        assert "reporter" not in str(rows)

    def test_a_case_is_decided_and_taken_back(self, api, world):
        sent = {"case": world[0].pk, "action": "hide", **WORDS}
        made = api.post("/api/v1/moderation/decisions/", sent)
        assert made.status_code == 201
        assert made.json()["action"] == "hide"
        assert api.post("/api/v1/moderation/decisions/", sent).status_code == 400
        undo = f"/api/v1/moderation/decisions/{made.json()['id']}/undo/"
        assert api.post(undo, {}).json()["undoes"] == made.json()["id"]
        assert api.post(undo, {}).status_code == 400

    def test_a_suspension_has_days(self, api, world):
        sent = {"case": world[1].pk, "action": "suspend", "days": 3, **WORDS}
        assert api.post("/api/v1/moderation/decisions/", sent).json()["until"]

    @pytest.mark.parametrize(
        "wrong",
        [{"action": "withdraw"}, {"action": "unhide"}, {"case": 0}, {"days": 0}, {"message": ""}],
    )
    def test_what_is_sent_is_checked(self, api, world, wrong):
        sent = {"case": world[0].pk, "action": "hide", **WORDS, **wrong}
        assert api.post("/api/v1/moderation/decisions/", sent).status_code == 400
        sent = {"case": 2**62, "action": "hide", **WORDS}
        assert api.post("/api/v1/moderation/decisions/", sent).status_code == 404
