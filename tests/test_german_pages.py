"""The site in German: no page of it says a word of English, but what is marked as English."""

import re
from datetime import UTC, datetime

import numpy as np
import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from asgiref.sync import async_to_sync
from django.core import mail
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import translation

from feed.models import Post
from profiles.account.leaving import leave
from profiles.models import Member
from rockmatch import worker, workshop
from rockmatch.errors import BESPOKE_SENTENCES, SENTENCES
from rockmatch.kinds import KINDS, kind
from rockmatch.models import BespokeRock, Rock, Selfie
from rockmatch.portraits.stones import STONES
from rockmatch.services.biometrics import keep_face_vector
from rockmatch.services.rockelgangers import choose_rock
from tests.factories import make_member, make_pairing, make_rock, make_selfie
from tests.german import GERMAN, Visible, check_german, said_on
from tests.profiles.test_security import PASSWORD, code
from tests.test_pages import OPEN, OWN, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(unit):
    """What `tests.test_pages` has, with words in it that are in no language."""
    rocks = [
        make_rock(
            f"Ur{number}",
            stone="red sandstone",
            mood="shy",
            hue="grey",
            detectors={"detector": "mtcnn", "faces": 0, "highest_score": 0.4, "threshold": 0.7},
        )
        for number in range(4)
    ]
    for axis, rock in enumerate(rocks):
        make_pairing(rock, unit(axis))
    member, other = make_member("mira", rock=rocks[0], bio="Bla"), make_member("odd", rock=rocks[1])
    post = Post.objects.create(author=member, text="Lorem #stein", warning="Dolor")
    Post.objects.create(author=other, text="Ipsum", reply_to=post)
    return {"username": "mira", "pk": post.pk, "slug": rocks[0].slug, "rocks": rocks}


def test_the_visible_text_is_what_a_reader_gets():
    visible = Visible()
    visible.feed(
        '<title>Ein <b>Titel</b></title><p lang="en">Stones <i>are</i> old<p>'
        '<img alt="Bild"><br>Ende<script>the()</script> hier</p>'
    )
    assert [text for text in visible.said if text != "Bild"] == ["Ein", "Titel"]


@pytest.mark.parametrize("name", sorted(OPEN - {"healthz"}))
def test_what_a_visitor_reads(name, house, client):
    check_german(said_on(client.get(address(name, house), headers=GERMAN)))


HERE = sorted((OPEN | OWN) - {"healthz", "account_login", "account_signup"})
WITHOUT_A_ROCK = ("home", "explore", "profile", "selfie", "bespoke", "settings-rock")


@pytest.mark.parametrize(
    ("name", "has_rock"),
    [*((name, True) for name in HERE), *((name, False) for name in WITHOUT_A_ROCK)],
)
def test_what_a_member_reads(name, has_rock, house, client):
    rock = house["rocks"][2] if has_rock else None
    client.force_login(make_member("wer", rock=rock, language="de"))
    check_german(said_on(client.get(address(name, house))))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_login", {"login": "mira", "password": "so nicht"}),
        ("account_login", {}),
        ("account_signup", {"username": "mira", "email": "keine", "password1": "mira"}),
        ("account_signup", {"username": "admin", "email": "a@example.org", "password1": "12345"}),
        ("account_reset_password", {"email": "keine"}),
    ],
)
def test_what_is_wrong_with_a_visitors_form(name, data, house, client):
    page = client.post(reverse(name), data, headers=GERMAN)
    assert b"errorlist" in page.content
    check_german(said_on(page))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("settings-profile", {"display_name": "x" * 500, "pronouns": "y" * 90}),
        ("settings-profile", {"form-TOTAL_FORMS": "1", "link_1_url": "keine"}),
        ("settings-delete", {"password": "so nicht"}),
        ("settings-words", {"word": ""}),
        ("account_change_password", {"oldpassword": "x", "password1": "y", "password2": "z"}),
        ("account_email", {"action_add": "", "email": "keine"}),
        ("settings-language", {"language": "xx", "time_zone": "Mond"}),
        ("settings-invitations", {"most_uses": "99"}),
        ("bespoke", {"lean": "900", "mood": "none", "name": "?"}),
        ("selfie", {}),
        ("post-create", {"text": ""}),
        ("post-create", {"text": "x" * 1001, "visibility": "none"}),
    ],
)
def test_what_is_wrong_with_a_members_form(name, data, house, client, settings):
    settings.REGISTRATION = "invitation"
    workshop.SIGN.show()
    worker.show_up()
    client.force_login(make_member("wer", rock=house["rocks"][2], language="de"))
    answer = client.post(reverse(name), data)
    check_german(said_on(answer, answer.status_code))


def test_the_doors_that_a_mail_leads_to(client):
    member = make_member("wer")
    address = EmailAddress.objects.create(user=member, email=member.email, primary=True)
    for name, key in [
        ("account_confirm_email", [EmailConfirmationHMAC(address).key]),
        ("account_confirm_email", ["alt"]),
        ("account_email_verification_sent", []),
        ("account_reset_password_from_key", ["1", "alt-alt"]),
        ("account_inactive", []),
        ("invitation", ["alt"]),
    ]:
        answer = client.get(reverse(name, args=key), headers=GERMAN)
        check_german(said_on(answer, answer.status_code))
    for path, status in [("/gibt/es/nicht/", 404)]:
        check_german(said_on(client.get(path, headers=GERMAN), status))


def test_the_doors_of_security(client):
    client = Client(headers=GERMAN)
    client.post(
        reverse("account_login"), {"login": make_member("wer").username, "password": PASSWORD}
    )
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    check_german(said_on(page))
    secret = re.search(r'class="secret">(\w+)<', page.content.decode())[1]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000"})
    check_german(said_on(wrong))
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    for name in (
        *("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        *("mfa_add_webauthn", "mfa_list_webauthn", "mfa_deactivate_totp"),
        *("usersessions_list", "account_email", "account_reauthenticate"),
    ):
        check_german(said_on(client.get(reverse(name))))
    other = Client(headers=GERMAN)
    other.post(reverse("account_login"), {"login": "wer", "password": PASSWORD})
    check_german(said_on(other.get(reverse("mfa_authenticate"))))
    check_german(said_on(other.post(reverse("mfa_authenticate"), {"code": "1"})))


def test_every_state_of_a_selfie(house, client):
    worker.show_up()
    member = make_member("wer", rock=house["rocks"][2], language="de")
    client.force_login(member)
    check_german(said_on(client.get(reverse("selfie"))))
    for status in Selfie.ACTIVE:
        selfie = make_selfie(member, status=status)
        check_german(said_on(client.get(selfie.get_absolute_url())))
        check_german(said_on(client.get(reverse("selfie"))))
        label = client.get(reverse("selfie-state", args=[selfie.pk])).json()["label"]
        check_german([label])
        selfie.close(Selfie.Status.FAILED, "expired")
    for error in SENTENCES:
        selfie = make_selfie(member, status="failed", error=error)
        check_german(said_on(client.get(selfie.get_absolute_url())))
    nearest = [pairing.pk for rock in house["rocks"] for pairing in rock.pairings.all()]
    for nearness in Selfie.Nearness.values:
        selfie = make_selfie(member, status="done", nearness=nearness, pairings=nearest[:3])
        check_german(said_on(client.get(selfie.get_absolute_url())))
    choose_rock(member, house["rocks"][1].slug)
    keep_face_vector(selfie, np.eye(128, dtype=np.float32)[0])
    for name in ("settings-rock", "settings-receipt", "home"):
        check_german(said_on(client.get(reverse(name))))


def test_every_state_of_a_rock_that_is_made(house, client):
    workshop.SIGN.show()
    member = make_member("wer", rock=house["rocks"][2], language="de")
    client.force_login(member)
    for status in BespokeRock.ACTIVE:
        job = BespokeRock.objects.create(member=member, status=status, seed=1, attempt=2)
        check_german(said_on(client.get(job.get_absolute_url())))
        check_german(said_on(client.get(reverse("bespoke"))))
        job.close(BespokeRock.Status.FAILED, "expired")
    for error in BESPOKE_SENTENCES:
        job = BespokeRock.objects.create(member=member, status="failed", error=error, seed=1)
        check_german(said_on(client.get(job.get_absolute_url())))
    own = make_rock("Urs", origin="bespoke", maker=member)
    job = BespokeRock.objects.create(member=member, status="done", rock=own, seed=1, attempt=3)
    for where in (job.get_absolute_url(), reverse("bespoke"), own.get_absolute_url()):
        check_german(said_on(client.get(where)))


@pytest.mark.parametrize("which", ["blocked", "muted"])
def test_people_who_are_not_met_any_more(which, house, client):
    client.force_login(make_member("wer", rock=house["rocks"][2], language="de"))
    name, done = {"blocked": ("block", {}), "muted": ("mute", {"for": "day"})}[which]
    answer = client.post(reverse(name, args=["odd"]), done, follow=True)
    check_german(said_on(answer))
    check_german(said_on(client.get(reverse("profile", args=["odd"]))))
    check_german(said_on(client.get(reverse("settings-hidden"), {"which": which})))
    check_german(said_on(client.get(reverse("museum"), {"q": "xyzzy", "hue": "red"})))
    check_german(said_on(client.get(reverse("search"), {"q": "xyzzy"})))
    check_german(said_on(client.get(reverse("explore"), {"geology": "metamorphic"})))


def test_mails():
    client = Client(headers=GERMAN)
    account = {"username": "wer", "email": "wer@example.org", "password1": "Quarz und Glimmer 7"}
    client.post(reverse("account_signup"), account)
    client.post(reverse("account_reset_password"), {"email": account["email"]})
    client.post(reverse("account_signup"), account)
    changed = {"oldpassword": account["password1"], "password1": "Quarz und Glimmer 8"}
    client.post(reverse("account_change_password"), changed | {"password2": "Quarz und Glimmer 8"})
    member = Member.objects.get(username="wer")
    member.language = "de"
    leave(member)
    assert len(mail.outbox) >= 4
    for letter in mail.outbox:
        check_german([letter.subject.removeprefix("[RockStar] "), *letter.body.splitlines()])
        for html, _ in letter.alternatives:
            visible = Visible()
            visible.feed(html)
            check_german(visible.said)


def test_every_kind_of_stone_has_a_german_name():
    assert sorted(KINDS) == sorted(STONES)
    with translation.override("de"):
        assert kind("red sandstone") == "roter Sandstein"
        assert kind("Kunzite") == "Kunzite"
        assert make_rock(stone="slate").kind == "Tonschiefer"
    assert make_rock(origin=Rock.Origin.UPLOADED).tongue == ""


def test_dates_and_numbers_are_german(client):
    member = make_member("wer", language="de")
    Member.objects.filter(pk=member.pk).update(date_joined=datetime(2026, 3, 5, 12, tzinfo=UTC))
    client.force_login(member)
    assert "5. März 2026" in client.get(reverse("settings-account")).content.decode()
    rocks = [make_rock() for _ in range(2)]
    page = client.get(reverse("museum")).content.decode()
    assert f"{len(rocks)} Steine" in page


@pytest.mark.django_db(transaction=True)
def test_a_stream_speaks_its_members_language():
    member = make_member("wer", language="de")
    selfie = make_selfie(member, status="failed", error="too_dark")
    client = AsyncClient()
    client.force_login(member)

    async def told() -> str:
        answer = await client.get(reverse("selfie-events", args=[selfie.pk]))
        return "".join([part.decode() async for part in answer.streaming_content])

    assert "Es ist zu dunkel" in async_to_sync(told)()
