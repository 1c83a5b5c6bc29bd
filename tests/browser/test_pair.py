"""Whose rock is it? By an arrow key and by a tap, and what is told afterwards."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import violations
from tests.humans import add_human

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
PAIRED = (
    "INSERT INTO rockmatch_pairing (rock_id, human_id, note, awaits_agreement, embedding, held_out,"
    " origin, name, created_at) SELECT (SELECT id FROM rockmatch_rock ORDER BY slug LIMIT 1), id,"
    " '', false, embedding, false, 'curated', slug, now() FROM rockmatch_human WHERE id = %s"
    " RETURNING human_id"
)
SHOWN = "UPDATE rockmatch_human SET may_be_shown = true WHERE id = %s RETURNING id"
ANSWERED = (
    "SELECT (chose = 'curated') = curated_is_left, rt_ms IS NULL FROM lab_pairtrial"
    " WHERE answered_at IS NOT NULL ORDER BY answered_at"
)


@pytest.fixture
def shown(site):
    """Two drawn faces that may be shown, each with a curator's rock."""
    humans = [add_human(site, f"Drawn {number}") for number in range(2)]
    for human in humans:
        site.sql(PAIRED, human)
        site.sql(SHOWN, human)
    yield
    for table, column in (("lab_pairtrial", "human_id"), ("rockmatch_pairing", "human_id")):
        site.sql(f"DELETE FROM {table} WHERE {column} = ANY(%s) RETURNING 1", humans)
    site.sql("DELETE FROM rockmatch_human WHERE id = ANY(%s) RETURNING 1", humans)


def test_two_faces(site, shown, open_page):
    page = open_page(width=390)
    page.goto("/lab/pair/")
    page.get_by_label("Yes, my answers may be used").check()
    page.get_by_role("button", name="Show me a face").click()
    expect(page.get_by_text("Portrait 1")).to_be_visible()
    found = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("[data-painted]").wait_for()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Portrait 2")).to_be_visible()
    page.reload()  # seen before: the time would say nothing
    page.locator("[data-painted]").wait_for()
    page.get_by_role("button", name="The right one").click()
    expect(page.get_by_role("heading", level=1, name="Whom you sided with")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert "\n".join(found + violations(page)) == ""
    assert site.sql(ANSWERED) == [(True, False), (False, True)]
