"""The museum in a browser: filters, a search as one types, endless walls, and arrow keys."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]

WALL = ".wall-of-rocks > li:not(.more)"
FOCUSED = "document.activeElement.pathname"
SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""

PLACES = f"""[...document.querySelectorAll("{WALL}")].map((rock) => {{
  const box = rock.getBoundingClientRect();
  return [box.left, box.top + scrollY, box.width].map(Math.round);
}})"""


def rocks(page):
    return page.locator(WALL)


def total(page):
    return int(re.search(r"\d+", page.locator(".museum-count span").inner_text()).group())


def test_filters_change_the_wall_and_the_address(site, open_page):
    page = open_page()
    page.goto("/rocks/")
    page.evaluate("window.same = true")
    everything = total(page)
    hue = page.locator("#pick-hue-grey")
    number = int(re.search(r"\d+", hue.inner_text()).group())
    hue.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/rocks/\?hue=grey$"))
    expect(rocks(page)).to_have_count(min(number, 48))
    expect(page.locator("#pick-hue-grey")).to_be_focused()
    expect(page.locator("#told")).to_have_text(f"{number} rocks")
    page.locator("#pick-geology-igneous").click()
    expect(page).to_have_url(re.compile(r"geology=igneous&hue=grey$"))
    assert total(page) < number
    page.go_back()
    expect(page).to_have_url(re.compile(r"/rocks/\?hue=grey$"))
    expect(page.locator(".museum-count span")).to_have_text(f"{number} rocks")
    page.locator("#pick-hue-grey").click()
    expect(page.locator(".museum-count span")).to_have_text(f"{everything} rocks")
    assert page.evaluate("window.same")


def test_the_search_follows_what_is_typed(site, open_page):
    page = open_page()
    page.goto("/rocks/?mood=merry")
    merry = total(page)
    field = page.get_by_role("searchbox")
    field.press_sequentially("stone", delay=10)
    expect(page).to_have_url(re.compile(r"mood=merry&q=stone$"))
    expect(field).to_be_focused()
    expect(field).to_have_value("stone")
    assert 0 < total(page) <= merry
    field.fill("no such thing")
    expect(page.get_by_role("heading", name="No rock answers to")).to_be_visible()
    field.fill("")
    expect(page).to_have_url(re.compile(r"/rocks/\?mood=merry$"))
    page.locator("#pick-mood-merry").click()
    expect(page).to_have_url(re.compile(r"/rocks/$"))
    field.fill("dover hsuh")
    expect(page.get_by_text("Spelt alike")).to_be_visible()
    expect(rocks(page).filter(has_text="Dover Hush")).to_have_count(1)


def test_the_wall_goes_on_as_one_scrolls(site, open_page):
    page = open_page(width=390)
    page.add_init_script(SHIFTS)
    page.goto("/rocks/", wait_until="networkidle")
    assert page.evaluate("window.shift") < 0.01
    everything = total(page)
    expect(rocks(page)).to_have_count(48)
    places = page.evaluate(PLACES)
    while page.locator(".more").count():
        before = rocks(page).count()
        rocks(page).nth(before - 12).scroll_into_view_if_needed()
        expect(rocks(page).nth(before)).to_be_attached()
    expect(rocks(page)).to_have_count(everything)
    assert page.evaluate(PLACES)[:48] == places  # nothing has moved
    names = rocks(page).locator("strong").all_inner_texts()
    assert len(set(names)) == everything
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_address_follows_where_one_looks(site, open_page):
    page = open_page(width=390)
    page.goto("/rocks/")
    everything = total(page)
    rocks(page).nth(47).scroll_into_view_if_needed()
    rocks(page).nth(50).scroll_into_view_if_needed()
    expect(page).to_have_url(re.compile(r"/rocks/\?after=[\w-]+$"))
    page.evaluate("scrollTo(0, 0)")
    expect(page).to_have_url(re.compile(r"/rocks/$"))
    rocks(page).nth(50).scroll_into_view_if_needed()
    expect(page).to_have_url(re.compile(r"/rocks/\?after=[\w-]+$"))
    first = rocks(page).nth(48).locator("strong").inner_text()
    page.reload()
    expect(rocks(page).first).to_contain_text(first)
    expect(page.locator(".museum-count span")).to_have_text(f"{everything} rocks")
    page.get_by_role("link", name="From the first rock").click()
    expect(page).to_have_url(re.compile(r"/rocks/$"))


def test_who_presses_more_rocks_stands_on_the_next_one(site, open_page):
    page = open_page()
    page.goto("/rocks/")
    page.locator(".more a").focus()  # which brings it into sight, and so the rocks
    expect(rocks(page).nth(48).locator("a")).to_be_focused()
    expect(rocks(page).nth(48)).to_be_in_viewport()


def test_arrow_keys_walk_the_wall(site, open_page):
    page = open_page()
    page.goto("/rocks/")
    ways = rocks(page).locator("a").evaluate_all("(links) => links.map((link) => link.pathname)")
    rocks(page).first.locator("a").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == ways[1]
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) == ways[0]
    page.keyboard.press("ArrowDown")
    below = rocks(page).locator("a:focus").bounding_box()
    assert page.evaluate(FOCUSED) not in ways[:2]
    assert abs(below["x"] - rocks(page).first.bounding_box()["x"]) < 2
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == ways[0]
    page.keyboard.press("ArrowUp")  # there is nothing above
    assert page.evaluate(FOCUSED) == ways[0]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{ways[0]}$"))


def test_the_museum_without_javascript(site, open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/rocks/")
    expect(rocks(page)).to_have_count(48)
    page.get_by_role("link", name="More rocks").click()
    assert rocks(page).count() > 0
    page.get_by_role("link", name="From the first rock").click()
    page.locator("#pick-mood-shy").click()
    page.get_by_role("searchbox").fill("stone")
    page.get_by_role("button", name="Search").click()
    assert "mood=shy" in page.url
    assert "q=stone" in page.url
    assert rocks(page).count() > 0
