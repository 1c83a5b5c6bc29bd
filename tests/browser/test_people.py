"""People meeting in a browser, with scripts and without: asking, letting in, parting, finding."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import overflow, talkative

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
with_and_without_scripts = pytest.mark.parametrize("javascript", [True, False])


def menu(page: Page, username: str) -> None:
    page.get_by_label(f"More about you and {username}").click()


@with_and_without_scripts
def test_asking_and_letting_in(site, open_page, javascript):
    shy, asker = talkative(site), talkative(site)
    assert shy.call("PATCH", "/api/v1/me/", {"is_locked": True}).status == 200
    page = open_page(asker, java_script_enabled=javascript, width=390)
    page.goto(f"/@{shy.username}/")
    expect(page.get_by_role("article")).to_have_count(0)
    page.get_by_role("button", name="Ask to follow").click()
    expect(page.get_by_role("button", name="Take your request back")).to_be_visible()

    door = open_page(shy, java_script_enabled=javascript, width=390)
    door.goto("/requests/")
    assert overflow(door) <= 0
    door.get_by_role("button", name=f"Accept {asker.username}").click()
    expect(door.get_by_text(f"{asker.username} follows you now.")).to_be_visible()
    expect(door.get_by_text("Nobody is waiting before your door.")).to_be_visible()

    page.reload()
    expect(page.get_by_role("button", name="Unfollow")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(1)


@with_and_without_scripts
def test_asking_and_being_refused(site, open_page, javascript):
    shy, asker = talkative(site), talkative(site)
    assert shy.call("PATCH", "/api/v1/me/", {"is_locked": True}).status == 200
    asker.call("PUT", f"/api/v1/members/{shy.username}/follow/")
    door = open_page(shy, java_script_enabled=javascript)
    door.goto("/requests/")
    door.get_by_role("button", name=f"Refuse {asker.username}").click()
    expect(door.get_by_text("Nobody is waiting before your door.")).to_be_visible()
    page = open_page(asker, java_script_enabled=javascript)
    page.goto(f"/@{shy.username}/")
    expect(page.get_by_role("button", name="Ask to follow")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


@with_and_without_scripts
def test_blocking_parts_two_and_is_taken_back(site, open_page, javascript):
    one, other = talkative(site), talkative(site)
    other.call("PUT", f"/api/v1/members/{one.username}/follow/")
    page = open_page(one, java_script_enabled=javascript)
    page.goto(f"/@{other.username}/")
    menu(page, other.username)
    page.get_by_role("button", name="Block", exact=True).click()
    expect(page.get_by_text("You have blocked this member.")).to_be_visible()

    theirs = open_page(other, java_script_enabled=javascript)
    theirs.goto(f"/@{one.username}/")
    expect(theirs.get_by_text("There is nothing of this member for you to see.")).to_be_visible()

    page.goto("/settings/hidden/")
    page.get_by_role("button", name=f"Take back {other.username}").click()
    expect(page.get_by_text("Nobody follows anybody by that.")).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_role("button", name="Follow", exact=True)).to_be_visible()


@with_and_without_scripts
@pytest.mark.parametrize(
    ("button", "told"),
    [("Mute for a day", "Muted until"), ("Mute until I say otherwise", "Muted")],
)
def test_muting_for_a_while_and_reading_again(site, open_page, javascript, button, told):
    one, other = talkative(site), talkative(site)
    one.call("PUT", f"/api/v1/members/{other.username}/follow/")
    page = open_page(one, java_script_enabled=javascript, width=390)
    page.goto("/")
    expect(page.get_by_role("article")).to_have_count(2)
    page.goto(f"/@{other.username}/")
    menu(page, other.username)
    page.get_by_role("button", name=button).click()
    expect(page.locator(".badge").filter(has_text=re.compile(f"^{told}"))).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("article")).to_have_count(1)
    page.goto("/settings/hidden/?which=muted")
    assert overflow(page) <= 0
    page.get_by_role("button", name=f"Read again {other.username}").click()
    expect(page.get_by_text("You read them again.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("article")).to_have_count(2)


def test_a_follower_is_removed(site, open_page):
    one, other = talkative(site), talkative(site)
    other.call("PUT", f"/api/v1/members/{one.username}/follow/")
    page = open_page(one)
    page.goto(f"/@{one.username}/followers/")
    page.get_by_role("button", name=f"Remove {other.username}").click()
    expect(page.get_by_text("They no longer follow you.")).to_be_visible()
    expect(page.get_by_text("Nobody here.")).to_be_visible()


@with_and_without_scripts
def test_searching(site, open_page, javascript):
    member = talkative(site)
    said = member.call("POST", "/api/v1/posts/", {"text": f"Quoth {member.username}: gneiss"})
    assert said.status == 201
    page = open_page(talkative(site), java_script_enabled=javascript, width=390)
    page.goto("/search/")
    page.get_by_label("People, posts, tags and rocks").fill(member.username)
    page.get_by_role("main").get_by_role("button", name="Search").click()
    people = page.get_by_role("region", name="People")
    expect(people.get_by_text(f"@{member.username}")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Quoth")).to_be_visible()
    page.get_by_label("People, posts, tags and rocks").fill("dover hush")
    page.keyboard.press("Enter")
    rocks = page.get_by_role("region", name="Rocks")
    expect(rocks.get_by_role("link", name=re.compile("Dover Hush"))).to_be_visible()
    page.get_by_label("People, posts, tags and rocks").fill("xyzzyplugh")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing here is called “xyzzyplugh”")).to_be_visible()
    assert overflow(page) <= 0


def test_following_somebody_who_is_suggested(site, open_page):
    other = talkative(site)
    page = open_page(talkative(site), width=390)
    page.goto("/people/")
    assert overflow(page) <= 0
    page.get_by_role("button", name=f"Follow {other.username}").click()
    expect(page.get_by_role("button", name=f"Follow {other.username}")).to_have_count(0)
    page.goto("/")
    expect(page.get_by_role("article").filter(has_text=other.username).first).to_be_visible()


def test_emoji_are_counted_as_one_where_one_writes_of_oneself(site, open_page):
    page = open_page(talkative(site))
    page.goto("/settings/profile/")
    name = page.locator("[name=display_name]")
    name.fill("")
    name.focus()
    left = page.locator("[data-count-of=id_display_name]")
    page.keyboard.insert_text("\N{ROCK}" * 39)
    expect(left).to_have_text("")
    page.keyboard.insert_text("\N{ROCK}" * 11)
    expect(left).to_have_text("0")
    page.keyboard.insert_text("\N{ROCK}")
    expect(left).to_have_text("-1")
    page.keyboard.press("Backspace")
    page.locator("main").get_by_role("button", name="Save").click()
    expect(page.locator("[name=display_name]")).to_have_value("\N{ROCK}" * 50)


def test_warning_and_text_each_say_what_is_left(site, open_page):
    page = open_page(talkative(site))
    page.goto("/")
    form = page.locator("form#post")
    form.locator("[name=text]").fill("x" * 990)
    expect(form.locator(".composer-foot .count")).to_have_text("10")
    form.get_by_text("Content warning", exact=True).first.click()
    form.locator("[name=warning]").fill("\N{ROCK}" * 101)
    expect(form.locator(".warn .count")).to_have_text("-1")
    expect(form.locator(".composer-foot .count")).to_have_text("10")
