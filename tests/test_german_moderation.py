"""Notifications, reports and the moderators' room in German, and the mails about them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from feed import digest, services
from feed.models import Action, Kind, Notification, Report
from feed.models.moderation import APPEALABLE
from feed.queries.notifications import dressed, group, news, tellable
from feed.queries.reader import Reader
from feed.services import appeals, moderation, publish, reports
from feed.services.letters import address
from feed.services.notifications import tell
from tests.factories import make_member, make_rock
from tests.feed.moderating import make_moderator
from tests.german import GERMAN, Visible, check_german, said_on
from tests.profiles.test_security import PASSWORD

pytestmark = pytest.mark.django_db
WORDS = {"note": "Notiz", "message": "Nicht hier."}
NOUNS = {"post": "Beitrag", "member": "Mitglied", "rock": "Stein"}
ACTIONS = [*APPEALABLE, Action.DISMISS]


@pytest.fixture
def rock():
    return make_rock("Urs", stone="red sandstone", mood="gruff")


@pytest.fixture
def wer(rock):
    member = make_member("wer", rock=rock, language="de", bio="Bla")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


@pytest.fixture
def keeper(rock):
    return make_moderator("kies", rock=rock, language="de")


def cases_of(wer, rock):
    """A case of each kind of thing that concerns a member, with every reason."""
    own = make_rock("Ursula", origin="bespoke", maker=wer)
    post = publish(wer, "Lorem #stein", warning="Dolor")
    things = {"post": post, "member": wer, "rock": own}
    made = {}
    for reason in Report.Reason:
        reporter = make_member(rock=rock)
        made |= {
            name: reports.report(reporter, thing, reason, "Ipsum").case
            for name, thing in things.items()
        }
    return made


def all_said(letters):
    for letter in letters:
        yield [letter.subject.removeprefix("[RockStar] "), *letter.body.splitlines()]
        for html, _ in letter.alternatives:
            visible = Visible()
            visible.feed(html)
            yield visible.said


@pytest.mark.parametrize("action", ACTIONS)
def test_a_case_from_its_report_to_its_judgement(
    action, wer, keeper, rock, client, django_capture_on_commit_callbacks
):
    cases = cases_of(wer, rock)
    case = cases[{Action.WITHDRAW: "rock", Action.SUSPEND: "member"}.get(action, "post")]
    client.force_login(keeper)
    pages = [f"/moderate/{each.pk}/" for each in cases.values()]
    for page in ("/moderate/", *pages):
        check_german(said_on(client.get(page)))
    check_german(said_on(client.post(f"/moderate/{case.pk}/", {"action": "x"}), 400))
    check_german(said_on(client.post(f"/moderate/{case.pk}/", {"action": "warn"}), 400))
    until = timezone.now() + timedelta(days=7)
    more = {"until": until} if action == Action.SUSPEND else {}
    with django_capture_on_commit_callbacks(execute=True):
        made = moderation.decide(keeper, case, action, **WORDS, **more)
    check_german(said_on(client.get(f"/moderate/{case.pk}/")))
    check_german(said_on(client.get("/moderate/?show=closed")))
    if action in APPEALABLE:
        client.logout()
        check_german(said_on(client.get(address(made), headers=GERMAN)))
        check_german(said_on(client.post(address(made), {"text": ""}, headers=GERMAN), 400))
        appeal = appeals.appeal(made, "Bitte")
        check_german(said_on(client.get(address(made), headers=GERMAN)))
        client.force_login(keeper)
        check_german(said_on(client.get("/moderate/?show=appeal")))
        check_german(said_on(client.get(f"/moderate/{case.pk}/")))
        with django_capture_on_commit_callbacks(execute=True):
            appeals.judge(make_moderator(), appeal, overturn=action != Action.WARN)
        check_german(said_on(client.get(f"/moderate/{case.pk}/")))
        client.logout()
        check_german(said_on(client.get(address(made), headers=GERMAN)))
    client.force_login(keeper)
    log = said_on(client.get("/moderate/log/"))
    check_german(log)
    assert f"{NOUNS[case.subject]}: @wer" in log or f"{NOUNS[case.subject]}: Ursula" in log
    check_german(said_on(client.get("/moderate/log/?moderator=xyzzy")))
    assert bool(mail.outbox) == (action in APPEALABLE)
    for said in all_said(mail.outbox):
        check_german(said)


@pytest.mark.parametrize("days", [7, None])
def test_who_is_suspended(days, wer, keeper, rock, client):
    until = timezone.now() + timedelta(days=days) if days else None
    moderation.suspend(keeper, cases_of(wer, rock)["member"], **WORDS, until=until)
    data = {"login": "wer", "password": PASSWORD}
    page = client.post(reverse("account_login"), data, headers=GERMAN, follow=True)
    assert page.redirect_chain[-1][0] == reverse("account-suspended")
    check_german(said_on(page))


def test_reporting(wer, rock, client):
    other = make_member("kiesel", rock=rock)
    post = publish(other, "Lorem")
    client.force_login(wer)
    for page in (
        f"/report/post/{post.pk}/",
        "/report/member/kiesel/",
        f"/report/rock/{rock.slug}/",
    ):
        check_german(said_on(client.get(page)))
        check_german(said_on(client.post(page, {}), 400))
        check_german(said_on(client.post(page, {"reason": "hate"}, follow=True)))
    check_german(said_on(client.post("/report/member/wer/", {"reason": "spam"}), 400))
    again = client.post("/report/member/kiesel/", {"reason": "spam"})
    check_german(said_on(again, again.status_code))
    shown = Report.objects.filter(reporter=wer).last()
    check_german(said_on(client.post(f"/settings/reports/{shown.pk}/show/", follow=True)))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_what_one_is_told(count, wer, keeper, rock, client):
    post = publish(wer, "Lorem")
    others = [make_member(f"kiesel{number}", rock=rock) for number in range(count)]
    for kind in set(Kind) - {Kind.MODERATION, Kind.REPORT, Kind.WAITING}:
        about = post if kind in (Kind.MENTION, Kind.REPLY, Kind.ROCK, Kind.BOOST) else None
        Notification.objects.bulk_create(
            Notification(member=wer, kind=kind, actor=other, post=about) for other in others
        )
    moderation.warn(keeper, cases_of(wer, rock)["post"], **WORDS)
    tell(Kind.REPORT, [wer.pk])
    services.choose(wer, digest="daily")
    client.force_login(keeper)  # of what waits for moderators
    check_german(said_on(client.get("/notifications/")))
    client.force_login(wer)
    check_german(said_on(client.get("/notifications/")))
    groups = group(tellable(dressed(news(wer)), Reader(wer)))
    with translation.override("de"):
        letters = [digest.compose(wer, groups * times) for times in (1, 3)]
    for said in all_said(letters):
        check_german(said)
    way_out = reverse("notifications-unsubscribe", args=[digest.token_of(wer)])
    client.logout()
    check_german(said_on(client.get(way_out, headers=GERMAN)))
    check_german(said_on(client.post(way_out, headers=GERMAN)))
    client.force_login(wer)
    for page in ("/settings/notifications/", "/settings/reports/?which=decisions"):
        check_german(said_on(client.get(page)))
    client.post("/notifications/read/")
    Notification.objects.all().delete()
    for page in ("/notifications/", "/notifications/?only=mentions"):
        check_german(said_on(client.get(page)))
