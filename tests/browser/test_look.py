"""Do you see a face? By keys and by taps, with a picture that does not come, without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
ANSWERED = "SELECT way, rt_ms, elapsed_ms, mouth, mood FROM lab_trial WHERE seen = 'one'"


def begin(page):
    page.goto("/lab/look/")
    page.get_by_label("Yes, my answers may be used").check()
    page.get_by_role("button", name="Show me the stones").click()
    expect(page.get_by_text("Stone 1 of 10")).to_be_visible()


def test_a_round_by_keys_and_taps(site, open_page):
    page = open_page(width=390, expected=("Failed to load resource", "net::ERR_FAILED"))
    begin(page)
    page.locator("[data-painted]").wait_for()
    page.keyboard.press("y")
    pad = page.locator("[data-pad]")
    expect(pad).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Now the other eye.")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_text("Tap one eye.")).to_be_visible()
    box = pad.bounding_box()
    for across, down in ((0.35, 0.4), (0.02, 0.98), (0.65, 0.4), (0.5, 0.65)):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        if down > 0.9:
            expect(page.get_by_text("That was beside the stone.")).to_be_visible()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    page.get_by_label("Surprised").check()
    found = violations(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("Stone 2 of 10")).to_be_visible()
    [(way, rt_ms, elapsed_ms, mouth, mood)] = site.sql(ANSWERED)
    assert 0 < rt_ms <= elapsed_ms
    assert abs(mouth[1] - (0.35 if way == "upside_down" else 0.65)) < 0.02
    assert mood == "surprised"

    page.route("**/*.webp*", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("This picture did not come.")).to_be_visible()
    expect(page.get_by_role("button", name="Several")).to_be_hidden()
    page.unroute("**/*.webp*")
    page.get_by_role("button", name="Leave this stone out").click()
    for number in range(2, 10):
        expect(page.get_by_text(f"Stone {number} of 9")).to_be_visible()
        page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="What others said")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert "\n".join(found + violations(page)) == ""
    page.get_by_role("link", name="Your answers").click()
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_text("Gone: 9 answers.")).to_be_visible()
    assert site.sql("SELECT count(*) FROM lab_trial") == [(0,)]


def test_without_a_script(site, open_page):
    page = open_page(width=390, java_script_enabled=False)
    begin(page)
    page.get_by_role("button", name="Several").click()
    for column, row, then in ((5, 5, "other eye"), (8, 5, "mouth"), (6, 8, "Thank you.")):
        page.get_by_role("button", name=f"Column {column}, row {row}", exact=True).click()
        expect(page.get_by_text(then)).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Stone 2 of 10")).to_be_visible()
    [(rt_ms, mouth)] = site.sql("SELECT rt_ms, mouth FROM lab_trial WHERE seen = 'several'")
    assert rt_ms is None
    assert len(mouth) == 2
