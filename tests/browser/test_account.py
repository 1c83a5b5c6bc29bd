"""Coming, going, and what happens at the door when something is wrong."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.live import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]


def sign_up(page, username, email, password):
    page.get_by_label("Username").fill(username)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_out_by_the_menu_and_in_again(site, open_page, javascript):
    member = site.member()
    page = open_page(member, java_script_enabled=javascript)
    page.goto("/")
    page.get_by_label("You", exact=True).click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody shows their face here.")
    page.goto("/settings/receipt/")  # where only a member may go
    expect(page).to_have_url(re.compile("/accounts/login/\\?next=/settings/receipt/"))
    page.locator("[name=login]").fill(member.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your receipt")


def test_a_wrong_password_is_said_and_the_name_stays(site, open_page):
    member = site.member()
    page = open_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(member.username)
    page.locator("[name=password]").fill("sandstone")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("not correct")
    expect(page.locator("[name=login]")).to_have_value(member.username)


def test_a_name_that_is_taken(site, open_page):
    member = site.member()
    page = open_page()
    page.goto("/accounts/signup/")
    sign_up(page, member.username.upper(), "other@example.org", PASSWORD)
    expect(page.get_by_text("already exists")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("other@example.org")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sign_up(page, f"{member.username}b", "other@example.org", PASSWORD)
    expect(page).to_have_url(re.compile("/selfie/$"))


def test_a_new_password(site, open_page):
    member = site.member()
    page = open_page(member)
    page.goto("/accounts/password/change/")
    fields = page.locator("main input[type=password]")
    expect(fields).to_have_count(3)
    for field, text in zip(fields.all(), (PASSWORD, *["marl and loess 5"] * 2), strict=True):
        field.fill(text)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Password successfully changed")).to_be_visible()
    page.context.clear_cookies()
    log_in(page, member.username, "marl and loess 5")


def test_a_wrong_password_deletes_nothing(site, open_page):
    member = site.member()
    page = open_page(member)
    page.goto("/settings/delete/")
    page.get_by_label("Your password").fill("sandstone")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("That is not your password.")).to_be_visible()
    assert site.call("GET", f"/api/v1/members/{member.username}/").status == 200


@pytest.mark.parametrize("javascript", [True, False])
def test_a_copy_of_ones_data_is_packed_while_one_waits(site, open_page, javascript):
    member = site.member()
    page = open_page(member, java_script_enabled=javascript)
    page.goto("/settings/export/")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Pack a copy").click()
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible()
    with page.expect_download() as coming:
        download.click()
    assert zipfile.is_zipfile(coming.value.path())


@pytest.mark.parametrize("javascript", [True, False])
def test_a_chosen_dark_stays_in_a_light_browser(site, open_page, javascript):
    page = open_page(site.member(), java_script_enabled=javascript, color_scheme="light")
    page.goto("/settings/appearance/")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/about/")
    expect(page.locator("body")).to_have_css("color", "rgb(236, 229, 217)")
    expect(page.locator("html")).to_have_css("background-color", "rgb(24, 22, 20)")
