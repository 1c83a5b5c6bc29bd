"""What stands between a member's account and others: codes, keys, sessions, asking again."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as steps
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from profiles.account import secrets
from profiles.account.devices import browser_and_system
from profiles.tasks import clear_sessions
from tests.factories import make_member
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
PASSWORD = "slate and shale 9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, list(steps())[1]))


def log_in(member, client=None, password=PASSWORD):
    client = client or Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    answer = client.post(reverse("account_login"), {"login": member.username, "password": password})
    return client, answer


def prove(client, then=""):
    """Answer the question who is there, and go on with what was wanted."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": then})


class TestCodes:
    def test_they_are_set_up_and_then_asked(self):
        member = make_member()
        client, _ = log_in(member)
        where = reverse("mfa_activate_totp")
        assert client.get(where)["Location"].startswith(reverse("account_reauthenticate"))
        prove(client)
        page = check(client.get(where))
        secret = re.search(r'class="secret">(\w+)<', page)[1]
        assert 'class="errorlist' in check(client.post(where, {"code": "no code"}))
        answer = client.post(where, {"code": code(secret)}, follow=True)
        assert "Your recovery codes" in check(answer)
        assert "asked whenever you log in" in check(client.get(reverse("mfa_index")))

        stranger, answer = log_in(member)
        assert answer["Location"] == reverse("mfa_authenticate")
        check(stranger.get(reverse("mfa_authenticate")))
        assert stranger.get(reverse("settings-account")).status_code == 302
        wrong = stranger.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert 'class="errorlist' in check(wrong)

    def test_one_lets_in_once(self):
        member = make_member()
        TOTP.activate(member, SECRET)
        client, _ = log_in(member)
        once = code()
        client.post(reverse("mfa_authenticate"), {"code": once})
        assert client.get(reverse("settings-account")).status_code == 200
        other, _ = log_in(member)
        other.post(reverse("mfa_authenticate"), {"code": once})
        assert other.get(reverse("settings-account")).status_code == 302

    def test_a_recovery_code_lets_in_without_the_phone(self):
        member = make_member()
        TOTP.activate(member, SECRET)
        spare = RecoveryCodes.activate(member).get_unused_codes()[0]
        client, _ = log_in(member)
        client.post(reverse("mfa_authenticate"), {"code": spare})
        assert client.get(reverse("settings-account")).status_code == 200
        prove(client)
        assert spare not in check(client.get(reverse("mfa_view_recovery_codes")))
        check(client.get(reverse("mfa_generate_recovery_codes")))
        check(client.get(reverse("mfa_deactivate_totp")))

    def test_a_token_of_the_api_asks_for_one_too(self):
        member = make_member("flint")
        TOTP.activate(member, SECRET)
        asked = {"username": "flint", "password": PASSWORD}
        where = "/api/v1/auth/token/"
        answer = Client().post(where, asked)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "second_factor"
        assert Client().post(where, asked | {"code": "000000"}).status_code == 401
        assert Client().post(where, asked | {"code": code()}).status_code == 200

    def test_the_back_room_asks_for_one_too(self):
        member = make_member(is_staff=True, is_superuser=True)
        TOTP.activate(member, SECRET)
        client = Client()
        form = {"username": member.username, "password": PASSWORD}
        answer = client.post("/admin/login/?next=/admin/", form)
        assert answer["Location"].startswith(reverse("account_login"))
        assert client.get("/admin/").status_code == 302

    def test_no_seed_stands_in_the_database(self):
        member = make_member()
        TOTP.activate(member, SECRET)
        RecoveryCodes.activate(member)
        assert SECRET not in str(Authenticator.objects.values_list("data", flat=True))

    def test_under_another_secret_key_no_code_fits(self, settings):
        member = make_member()
        totp, spare = TOTP.activate(member, SECRET), RecoveryCodes.activate(member)
        codes = spare.get_unused_codes()
        settings.SECRET_KEY = "another key altogether"
        assert not totp.validate_code(code())
        assert not spare.validate_code(codes[0])
        sealed = totp.instance.data["secret"]
        assert secrets.unseal(sealed) != secrets.unseal(sealed)

    def test_tries_are_limited(self):
        member = make_member()
        TOTP.activate(member, SECRET)
        client, _ = log_in(member)
        where = reverse("mfa_authenticate")
        answers = [client.post(where, {"code": "000000"}).content.decode() for _ in range(8)]
        assert "Too many" in answers[-1]
        client.post(where, {"code": code()})
        assert client.get(reverse("settings-account")).status_code == 302


class TestPasskeys:
    def test_the_pages(self):
        member = make_member()
        client, _ = log_in(member)
        assert client.get(reverse("mfa_add_webauthn")).status_code == 302
        prove(client)
        page = check(client.get(reverse("mfa_add_webauthn")))
        assert '"challenge"' in page
        assert "passkey_login" in check(Client().get(reverse("account_login")))

    def test_a_key_that_is_no_key(self):
        client, _ = log_in(make_member())
        prove(client)
        for nonsense in ("", "{}", '{"id": 1}', "[]"):
            where = reverse("mfa_add_webauthn")
            check(client.post(where, {"name": "Mine", "credential": nonsense}))
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize(
        "credential", ["", "{}", "[]", "7", '{"id": "AA", "rawId": "AA", "response": {}}']
    )
    def test_a_visitor_without_a_key(self, credential):
        client = Client()
        client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
        where = reverse("mfa_login_webauthn")
        answer = client.post(where, {"credential": credential}, follow=True)
        check(answer)
        assert not answer.context["user"].is_authenticated


class TestSessions:
    def test_others_are_logged_out(self):
        member = make_member()
        (here, _), (there, _) = log_in(member), log_in(member)
        page = check(here.get(reverse("usersessions_list")))
        assert page.count("<strong>Firefox · Linux</strong>") == 2
        assert page.count("this one") == 1
        here.post(reverse("usersessions_list"))
        assert there.get(reverse("settings-account")).status_code == 302
        assert "nowhere else" in check(here.get(reverse("usersessions_list")))

    def test_one_is_logged_out(self):
        member = make_member()
        (here, _), (there, _), (elsewhere, _) = (log_in(member) for _ in range(3))
        one, other, _third = UserSession.objects.order_by("pk")
        stranger, _ = log_in(make_member())
        for client, session in ((stranger, other), (here, one)):  # somebody else's, this very one
            assert client.post(reverse("end-session", args=[session.pk])).status_code == 404
        assert here.get(reverse("end-session", args=[other.pk])).status_code == 405
        page = here.post(reverse("end-session", args=[other.pk]), follow=True)
        assert "Logged out there" in check(page)
        assert page.content.decode().count("Log out there") == 1
        assert there.get(reverse("settings-account")).status_code == 302
        assert elsewhere.get(reverse("settings-account")).status_code == 200

    def test_no_address_is_kept(self):
        log_in(make_member())
        assert str(UserSession.objects.get().ip) == "0.0.0.0"

    def test_what_is_left_of_ended_ones_goes(self):
        member = make_member()
        log_in(member)
        log_in(member)
        Session.objects.filter(pk=UserSession.objects.first().session_key).delete()
        assert clear_sessions() == 1
        assert UserSession.objects.count() == 1

    @pytest.mark.parametrize(
        ("header", "names"),
        [
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140", "Edge Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Safari/604", "Safari iPhone"),
            ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari", "Chrome Android"),
            ("curl/8", " "),
        ],
    )
    def test_a_browser_by_its_name(self, header, names):
        assert " ".join(browser_and_system(header)) == names


class TestAddress:
    def test_a_new_one_counts_once_it_is_confirmed(self):
        member = make_member("flint")
        EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
        client, _ = log_in(member)
        wish = {"action_add": "", "email": "new@example.org"}
        asked = client.post(reverse("account_email"), wish)
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        prove(client, then=reverse("account_email"))
        member.refresh_from_db()
        assert member.email == "flint@example.org"
        assert "waits for you" in check(client.get(reverse("account_email")))
        [letter] = [one for one in mail.outbox if one.to == ["new@example.org"]]
        link = re.search(r"http\S+(/accounts/confirm-email/\S+/)", letter.body)[1]
        client.post(link)
        member.refresh_from_db()
        assert member.email == "new@example.org"
        assert EmailAddress.objects.get(user=member).email == "new@example.org"
        # whoever had the account before hears of it
        assert any(one.to == ["flint@example.org"] for one in mail.outbox)

    def test_a_new_password_is_told_by_mail(self):
        member = make_member()
        EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
        client, _ = log_in(member)
        new = {"oldpassword": PASSWORD, "password1": "marl loess 5", "password2": "marl loess 5"}
        client.post(reverse("account_change_password"), new)
        assert log_in(member, password="marl loess 5")[1].status_code == 302
        assert [one.to for one in mail.outbox] == [[member.email]]
