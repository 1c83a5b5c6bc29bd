"""Passkeys in a real browser, with an authenticator that Chromium plays."""

import re

import pytest
from playwright.sync_api import expect

from tests.live import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(site):
    """Passkeys belong to a name, and 127.0.0.1 is none."""
    return f"http://localhost:{site.port}"


@pytest.fixture
def devices(home, open_page):
    """A page at that name, and the browser's authenticators."""
    page = open_page(expected=("http://localhost",))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return page, session


def log_in(page, home, member):
    page.goto(f"{home}/accounts/login/")
    page.locator("[name=login]").fill(member.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()


def add_a_key(page, home):
    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.locator("[name=name]").fill("My telephone")
    page.get_by_role("button", name="Add").click()


def test_a_passkey_logs_in_and_is_a_second_factor(site, home, devices):
    member, (page, session) = site.member(), devices
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    log_in(page, home, member)
    add_a_key(page, home)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.goto(f"{home}/accounts/2fa/webauthn/")
    expect(page.get_by_text("Logs you in by itself")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{home}/accounts/login/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.locator(".site-header .me")).to_be_visible()

    page.context.clear_cookies()
    log_in(page, home, member)
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".site-header .me")).to_be_visible()


def test_a_device_that_does_not_know_its_owner_adds_nothing_and_says_so(site, home, devices):
    member, (page, session) = site.member(), devices
    stranger = AUTHENTICATOR | {"isUserVerified": False}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": stranger})
    log_in(page, home, member)
    add_a_key(page, home)
    expect(page.get_by_role("alert").filter(has_text="That did not work")).to_be_visible()
    page.goto(f"{home}/accounts/2fa/webauthn/")
    expect(page.get_by_text("None yet.")).to_be_visible()
