"""The first minutes of somebody new: from the front page to the first post, and what comes next."""

import os
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_pages import overflow
from tests.walk import FIRST_WORDS, Walk

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
_numbers = count(1)


def newcomer() -> str:
    return f"newcomer{next(_numbers)}x{os.getpid()}"


@pytest.mark.parametrize("width", [390, 1280])
def test_by_a_selfie(width: int, open_page: OpenPage) -> None:
    """What it asks of them is counted, so that no step comes in unseen."""
    walk = Walk(open_page(width=width))
    walk.sign_up(newcomer())
    walk.take_a_selfie()
    walk.say_something()
    assert walk.steps.fields == 4  # a name, an address, a password, the post
    assert walk.steps.clicks <= 8
    assert overflow(walk.page) <= 0


@pytest.mark.parametrize("javascript", [True, False])
def test_without_a_selfie(javascript: bool, open_page: OpenPage) -> None:
    walk = Walk(open_page(java_script_enabled=javascript, width=390))
    walk.sign_up(newcomer())
    walk.refuse_one()
    walk.say_something()
    assert walk.steps.fields == 4
    assert walk.steps.clicks <= 6


def test_no_page_on_the_way_is_a_dead_end(open_page: OpenPage) -> None:
    """Who goes to the museum first learns there what to do, and an empty home says what is next."""
    page = open_page(width=390)
    walk = Walk(page)
    walk.sign_up(newcomer())
    page.goto("/")
    expect(page.get_by_role("link", name="Choose one by hand")).to_be_visible()
    page.goto("/rocks/")
    expect(page.get_by_text("You have no rock yet.")).to_be_visible()
    page.locator(".wall-of-rocks li a").first.click()
    page.get_by_role("button", name="Be ").click()
    expect(page.get_by_role("heading", name="It is quiet here")).to_be_visible()
    expect(page.get_by_role("heading", name="You follow nobody yet")).to_be_visible()
    walk.say_something()
    expect(page.get_by_role("heading", name="It is quiet here")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="People you might like").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People you might like")


def test_all_of_it_in_german(open_page: OpenPage) -> None:
    page = open_page(width=390, locale="de-DE")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hier zeigt niemand sein Gesicht.")
    main = page.get_by_role("main")
    main.get_by_role("link", name="Meinen Stein finden").first.click()
    name = newcomer()
    fields = {"username": name, "email": f"{name}@example.org", "password1": "Quarz, Glimmer 7"}
    for field, text in fields.items():
        page.locator(f"[name='{field}']").fill(text)
    main.get_by_role("button", name="Registrieren").click()
    page.get_by_label("Ja, lest dieses eine Bild").check()
    for button in ("Kamera öffnen", "Bild aufnehmen", "Meinen Stein finden"):
        main.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1, name="Du bist")).to_be_visible()
    main.get_by_role("link", name="Schreib deinen ersten Beitrag").click()
    page.get_by_label("Was geht dir durch den Sinn?").fill(FIRST_WORDS)
    main.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_role("article").first).to_contain_text(FIRST_WORDS)
    assert overflow(page) <= 0
