"""The studio as a curator plays it: by keyboard, by hand, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import overflow
from tests.humans import add_human

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]


def paired(site, human):
    """The rock that a human is paired with, if there is one."""
    rows = site.sql(
        "SELECT rock.name FROM rockmatch_pairing JOIN rockmatch_rock rock ON rock.id = rock_id"
        " WHERE human_id = %s",
        human,
    )
    return rows[0][0] if rows else None


def nobody_left(site):
    site.sql("DELETE FROM studio_act")
    site.sql("DELETE FROM rockmatch_pairing WHERE human_id IS NOT NULL")
    site.sql("DELETE FROM rockmatch_human")


@pytest.fixture
def curator(site):
    nobody_left(site)
    member = site.member()
    site.sql("UPDATE profiles_member SET is_superuser = true WHERE username = %s", member.username)
    yield member
    nobody_left(site)


def sitter(page):
    return page.locator("#sitter")


def test_three_are_paired_by_keyboard(site, curator, open_page):
    humans = [add_human(site, name) for name in ("Ada", "Bea", "Cleo")]
    page = open_page(curator)
    page.goto("/curate/")
    page.evaluate("window.same = true")
    expect(sitter(page)).to_have_text("Ada")
    first = page.locator('[data-press="1"] strong').inner_text()
    page.keyboard.press("1")
    expect(sitter(page)).to_have_text("Bea")
    expect(page.locator("#told")).to_contain_text(f"Paired with {first}.")
    assert paired(site, humans[0]) == first
    page.keyboard.press("s")
    expect(sitter(page)).to_have_text("Cleo")
    page.keyboard.press("u")
    expect(sitter(page)).to_have_text("Bea")
    page.keyboard.press("n")
    page.keyboard.type("1 brow, s mouth")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    below = page.locator("[data-rock]:focus strong").inner_text()
    page.keyboard.press("Enter")
    expect(sitter(page)).to_have_text("Cleo")
    assert paired(site, humans[1]) == below
    [[note]] = site.sql("SELECT note FROM rockmatch_pairing WHERE human_id = %s", humans[1])
    assert note == "1 brow, s mouth"
    page.keyboard.press("u")
    expect(sitter(page)).to_have_text("Bea")
    assert paired(site, humans[1]) is None
    page.keyboard.press("1")
    expect(sitter(page)).to_have_text("Cleo")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Everybody has a rock")).to_be_visible()
    assert page.evaluate("window.same")  # all of it without leaving the page


def test_a_search_by_keyboard(site, curator, open_page):
    human = add_human(site, "Ada")
    page = open_page(curator)
    page.goto("/curate/")
    page.keyboard.press("/")
    page.keyboard.type("dover hush")
    expect(page.locator("[data-rock]")).to_have_count(1)
    expect(page.locator("[data-rock]")).to_contain_text("Dover Hush")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Everybody has a rock")).to_be_visible()
    assert paired(site, human) == "Dover Hush"


def test_a_key_that_is_pressed_twice_pairs_one(site, curator, open_page):
    humans = [add_human(site, name) for name in ("Ada", "Bea", "Cleo")]
    page = open_page(curator)
    page.goto("/curate/")
    page.evaluate(
        """() => {
          for (const _ of [1, 2, 3])
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "1", bubbles: true}));
        }"""
    )
    expect(sitter(page)).to_have_text("Bea")
    assert [bool(paired(site, human)) for human in humans] == [True, False, False]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("javascript", [True, False])
def test_by_hand_with_and_without_javascript(site, curator, open_page, width, javascript):
    humans = [add_human(site, name) for name in ("Ada", "Bea")]
    page = open_page(curator, width=width, java_script_enabled=javascript)
    page.goto("/curate/")
    assert overflow(page) <= 0 if javascript else True
    expect(page.get_by_text("Nobody’s rock changes by it")).to_be_visible()
    rock = page.locator("[data-rock]").nth(4)
    name = rock.locator("strong").inner_text()
    rock.click()
    expect(sitter(page)).to_have_text("Bea")
    assert paired(site, humans[0]) == name
    page.get_by_role("button", name="Later").click()
    expect(page.get_by_role("heading", name="Everybody has a rock")).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(sitter(page)).to_have_text("Bea")
    page.goto("/curate/pairings/?origin=curated")
    expect(page.get_by_text("Ada")).to_be_visible()
    page.locator("[name=pairing]").check()
    page.get_by_role("button", name="Hold out").click()
    expect(page.get_by_text("1 pairing changed.")).to_be_visible()
    expect(page.get_by_text("Held out", exact=True).last).to_be_visible()
    if javascript:
        assert overflow(page) <= 0
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Take back").first.click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page).to_have_url(re.compile("/curate/history/$"))
    [[held_out]] = site.sql("SELECT held_out FROM rockmatch_pairing WHERE human_id = %s", humans[0])
    assert held_out is False


def test_two_curators_are_not_handed_the_same_face(site, curator, open_page):
    for name in ("Ada", "Bea"):
        add_human(site, name)
    other = site.member()
    site.sql("UPDATE profiles_member SET is_superuser = true WHERE username = %s", other.username)
    one, two = open_page(curator), open_page(other)
    one.goto("/curate/")
    two.goto("/curate/")
    expect(sitter(one)).to_have_text("Ada")
    expect(sitter(two)).to_have_text("Bea")
