"""A member says whom a rock looks like and which one they would rather be; a curator decides."""

import re

import pytest
from playwright.sync_api import expect

from tests.places import OTHER_ROCK, ROCK

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
QUESTION = "Not you? Who does this rock look like?"


def test_from_the_question_to_the_curators_key(site, open_page):
    member, keeper = site.member(), site.member()
    site.sql("UPDATE profiles_member SET is_superuser = true WHERE username = %s", keeper.username)
    page = open_page(member, width=390)
    page.goto(f"/rocks/{ROCK}/")
    page.get_by_text(QUESTION).click()
    page.get_by_label("A name", exact=True).fill("Aunt Flo")
    page.get_by_role("button", name="Tell the curators").click()
    expect(page.get_by_text("Thank you. The curators will read it.")).to_be_visible()
    page.get_by_text(QUESTION).click()
    expect(page.get_by_text("You said: Aunt Flo")).to_be_visible()

    page.goto(f"/rocks/{OTHER_ROCK}/")
    page.get_by_text(QUESTION).click()
    page.get_by_role("link", name="Another rock for me").click()
    page.get_by_role("searchbox").press_sequentially("dover hush", delay=10)
    expect(page.get_by_role("radio")).to_have_count(1)
    page.get_by_text("Dover Hush").last.click()
    page.get_by_role("button", name="This one").click()
    page.get_by_text(QUESTION).click()
    expect(page.get_by_text("You would rather be Dover Hush")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page = open_page(keeper)
    page.goto("/curate/suggestions/")
    groups = page.locator("[data-groups] > li")
    rather = groups.filter(has_text=f"@{member.username} would rather be Dover Hush")
    expect(rather).to_contain_text("Has not offered themself")
    expect(groups.first).to_have_class(re.compile("is-current"))
    place = next(
        n
        for n, words in enumerate(groups.all_inner_texts())
        if f"@{member.username} would" in words
    )
    page.keyboard.press("j")
    page.keyboard.press("k")
    for _ in range(place):
        page.keyboard.press("j")
    expect(rather).to_be_focused()
    page.keyboard.press("l")
    expect(page.get_by_text("Laid aside. The history can bring it back.")).to_be_visible()
    expect(rather).to_have_count(0)
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Take back").first.click()
    expect(page.get_by_text("Taken back.", exact=True)).to_be_visible()
    page.goto("/curate/suggestions/")
    expect(rather).to_have_count(1)
