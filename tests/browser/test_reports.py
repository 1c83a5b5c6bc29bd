"""Reporting in a browser, with and without JavaScript, and the moderators' room."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_feed import say
from tests.browser.test_pages import overflow, talkative

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]


def make_superuser(site, member):
    site.sql("UPDATE profiles_member SET is_superuser = true WHERE username = %s", member.username)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_post_is_reported_and_gone_and_comes_back(site, open_page, javascript):
    author, reporter = talkative(site), talkative(site)
    post = say(author, f"Gravel for sale by {author.username}")
    page = open_page(reporter, width=390, java_script_enabled=javascript)
    page.goto(f"/posts/{post['id']}/")
    page.get_by_label("More", exact=True).first.click()
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report a post")
    assert overflow(page) <= 0
    page.get_by_label("Spam or a swindle").check()
    page.get_by_label("What else should we know?").fill("Third time today")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page).to_have_url(re.compile("/settings/reports/$"))
    assert overflow(page) <= 0
    page.goto(f"/@{author.username}/")
    expect(page.get_by_text("Gravel for sale")).to_have_count(0)
    page.goto("/settings/reports/")
    page.get_by_role("button", name="Show it again").click()
    page.goto(f"/posts/{post['id']}/")
    expect(page.get_by_text("Gravel for sale")).to_be_visible()


def test_a_member_is_reported_from_the_profile(site, open_page):
    author, reporter = talkative(site), talkative(site)
    page = open_page(reporter)
    page.goto(f"/@{author.username}/")
    page.get_by_label(re.compile("^More about you and")).click()
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report a member")
    page.get_by_role("button", name="Report it").click()  # the browser asks for a reason
    expect(page).to_have_url(re.compile("/report/member/"))
    page.get_by_label("It poses as somebody else").check()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_report_to_the_appeal(site, open_page, width, scheme):
    author, reporter, keeper, other = (talkative(site) for _ in range(4))
    for moderator in (keeper, other):
        make_superuser(site, moderator)
    post = say(author, f"{'gravel' * 40} for sale by {author.username}")
    sent = {"post": post["id"], "reason": "spam", "text": "y" * 1000}
    assert reporter.call("POST", "/api/v1/reports/", sent).status == 201
    case = site.sql("SELECT max(id) FROM feed_case")[0][0]
    page = open_page(keeper, width=width, color_scheme=scheme)
    page.goto("/moderate/")
    assert overflow(page) <= 0
    page.locator(f'a[href="/moderate/{case}/"]').click()
    page.wait_for_url(f"**/moderate/{case}/")
    assert overflow(page) <= 0
    page.get_by_label("Hide the post").check()
    page.get_by_label("What the member reads").fill("This is no market.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Done, and told")).to_be_visible()
    page.goto("/moderate/log/")
    expect(page.get_by_text("This is no market.").first).to_be_visible()
    assert overflow(page) <= 0
    theirs = open_page(author, width=width, color_scheme=scheme)
    theirs.goto("/")
    expect(theirs.get_by_text("only you see it").first).to_be_visible()
    theirs.goto("/settings/reports/?which=decisions")
    theirs.get_by_role("link", name="Read").first.click()
    theirs.get_by_label("Why should we look again?").fill("It was a joke.")
    theirs.get_by_role("button", name="Appeal").click()
    expect(theirs.get_by_text("It was a joke.")).to_be_visible()
    assert overflow(theirs) <= 0
    page = open_page(other, width=width, color_scheme=scheme)
    page.goto("/moderate/?show=appeal")
    page.locator(f'a[href="/moderate/{case}/"]').click()
    page.get_by_role("button", name="Overturn it").click()
    expect(page.get_by_text("Done, and told")).to_be_visible()
    theirs.goto(f"/posts/{post['id']}/")
    expect(theirs.get_by_text("only you see it")).to_have_count(0)
