"""News in a browser: the bell goes on by itself, and what was shown is read."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_feed import say
from tests.browser.test_pages import overflow, talkative, to_the_end

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
ASKED = 46_000  # milliseconds after which the bell has asked again


def rock(member, post):
    assert member.call("PUT", f"/api/v1/posts/{post['id']}/rock/").status == 204


def bell(page):
    return page.locator("header [data-bell]")


def test_the_bell_goes_on_and_what_was_shown_is_read(site, open_page):
    author, friend, other = (talkative(site) for _ in range(3))
    author.call("POST", "/api/v1/notifications/read/", {})  # all three are the same rock
    first, second = say(author, "First stone"), say(author, "Second stone")
    page = open_page(author)
    page.clock.install()
    page.goto("/explore/")
    expect(bell(page)).to_have_accessible_name("Notifications: No new notifications")
    for post in (first, second):
        rock(friend, post)
    rock(other, second)
    page.clock.run_for(ASKED)
    expect(page).to_have_title("(3) Explore · RockStar")
    expect(bell(page)).to_have_accessible_name("Notifications: 3 new notifications")
    expect(page.locator("[data-bell-news]")).to_have_text("3 new notifications")

    bell(page).click()
    news = page.locator("li.news")
    expect(news).to_have_count(3)  # the third: that the others are the same rock
    expect(news.first).to_contain_text("gave your post a rock")
    expect(news.first).to_contain_text("Second stone")
    expect(page.locator("li.news.is-unread")).to_have_count(2)
    expect(page).to_have_title("Notifications · RockStar")  # once the page has said what it showed
    page.reload()
    expect(news).to_have_count(3)
    expect(page.locator("li.news.is-unread")).to_have_count(0)


def test_a_hidden_page_does_not_ask(site, open_page):
    page = open_page(talkative(site))
    page.clock.install()
    page.goto("/explore/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.clock.run_for(3 * ASKED)
    assert [url for url in asked if "unread" in url] == []
    with page.expect_response("**/notifications/unread/?was=*"):
        page.evaluate(
            "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"
        )


def test_without_script_a_button_does_it(site, open_page):
    author, friend = talkative(site), talkative(site)
    rock(friend, say(author, "A stone"))
    page = open_page(author, width=390, java_script_enabled=False)
    page.goto("/notifications/")
    expect(page.locator("li.news.is-unread").first).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("li.news.is-unread")).to_have_count(0)
    expect(page.locator("li.news").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_earlier_ones_come_and_nothing_scrolls_sideways(site, open_page, width):
    author, friend = talkative(site), talkative(site)
    for number in range(33):
        rock(friend, say(author, f"{'Stone' * 20} {number}"))
    page = open_page(author, width=width)
    page.goto("/notifications/")
    assert overflow(page) <= 0
    expect(page.locator("li.news")).to_have_count(30)
    to_the_end(page)
    expect(page.locator("li.news").last).to_contain_text("became the rock you are")
    page.evaluate("scrollTo(0, 0)")
    expect(page).to_have_url(re.compile(r"/notifications/$"))
    page.locator("li.news").last.scroll_into_view_if_needed()
    expect(bell(page)).to_have_accessible_name("Notifications: No new notifications")
    page.goto("/settings/notifications/")
    assert overflow(page) <= 0
    page.get_by_label("Somebody gives my post a rock").select_option(label="Not at all")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Somebody gives my post a rock")).to_have_value("nobody")
