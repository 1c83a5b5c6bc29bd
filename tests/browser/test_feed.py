"""The feed in a browser: scrolling without end, new posts, drafts, warnings."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import overflow, talkative

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]


def say(member, text, **more):
    answer = member.call("POST", "/api/v1/posts/", {"text": text, **more})
    assert answer.status == 201, answer.body
    return answer.json


def composer(page):
    return page.get_by_label("What is on your mind?")


def test_older_posts_come_and_the_address_follows(site, open_page):
    member = talkative(site, posts=45)
    page = open_page(member, width=390)
    page.goto("/")
    posts = page.get_by_role("article")
    expect(posts).to_have_count(20)
    posts.nth(14).scroll_into_view_if_needed()
    expect(posts).to_have_count(40)
    posts.nth(25).scroll_into_view_if_needed()
    expect(page).to_have_url(re.compile(r"/\?before="))
    page.reload()
    expect(posts.first).to_contain_text("Stone thought 24.")
    page.goto("/")
    expect(posts.first).to_contain_text("Stone thought 44.")


def test_new_posts_wait_until_they_are_wanted(site, open_page):
    member = talkative(site, posts=3)
    page = open_page(member)
    page.goto("/")
    for number in range(2):
        say(member, f"News {number}")
    page.evaluate(
        "htmx.ajax('GET', document.querySelector('#newer').getAttribute('hx-get'),"
        " {target: '#newer', swap: 'outerHTML'})"
    )
    bar = page.get_by_role("link", name="2 new posts")
    expect(bar).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(3)
    bar.click()
    expect(page.get_by_role("article")).to_have_count(5)
    expect(page.get_by_role("article").first).to_contain_text("News 1")
    expect(page.get_by_text("You have read from here on")).to_be_visible()


def test_a_draft_stays_until_it_is_sent(site, open_page):
    page = open_page(talkative(site))
    page.goto("/")
    composer(page).fill("Half a thou")
    page.goto("/explore/")
    expect(composer(page)).to_have_value("Half a thou")
    composer(page).fill("A whole thought")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("article").first).to_contain_text("A whole thought")
    expect(composer(page)).to_have_value("")
    page.reload()
    expect(composer(page)).to_have_value("")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_written_outlives_the_session(site, open_page, javascript):
    member = talkative(site)
    page = open_page(member, java_script_enabled=javascript)
    page.goto("/")
    composer(page).fill("Written while the session ended")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("You were logged out")).to_be_visible()
    page.locator("[name=login]").fill(member.username)
    page.locator("[name=password]").fill("granite and gneiss 7")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(composer(page)).to_have_value("Written while the session ended")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("article").first).to_contain_text("Written while the session ended")


def test_letters_are_counted_as_the_server_counts(site, open_page):
    page = open_page(talkative(site))
    page.goto("/")
    composer(page).fill("🪨" * 990)
    expect(page.locator(".composer .count").first).to_have_text("10")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("article").first).to_contain_text("🪨" * 20)


def test_buttons_under_a_post_stay_where_they_are(site, open_page):
    member = talkative(site)
    page = open_page(member)
    page.goto("/")
    for name, after in (
        ("Roll on: rolled on 0 times", "Roll on: rolled on 1 time"),
        ("Bookmark", "Bookmark"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        pressed = page.get_by_role("button", name=after, exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        expect(pressed).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_thread_with_everything(site, open_page, width, scheme):
    one, two = talkative(site), talkative(site)
    first = say(one, "w" * 900, warning="W" * 100)
    second = say(
        two, f"@{one.username} #{'t' * 50} https://a.example/{'x' * 200}", reply_to=first["id"]
    )
    say(one, "\u202eשלום\u202c 🪨 " + "z\u0301\u0302\u0303" * 40, reply_to=second["id"])
    one.call("DELETE", f"/api/v1/posts/{first['id']}/")
    page = open_page(one, width=width, color_scheme=scheme)
    for path in (
        f"/posts/{second['id']}/",
        f"/posts/{second['id']}/rocks/",
        "/bookmarks/",
        f"/tags/{'t' * 50}/",
        f"/posts/{second['id']}/history/",
    ):
        page.goto(path)
        assert overflow(page) <= 0, path
    page.goto(f"/posts/{second['id']}/")
    expect(page.get_by_text("This post was deleted.")).to_be_visible()
    expect(page.get_by_role("link", name=f"#{'t' * 50}")).to_be_visible()
