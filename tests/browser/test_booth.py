"""A visit to the booth of an exhibition, from the rocks that drift by to the next visitor."""

import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect

from bench.residue import search
from bench.traces import traces_of
from rockmatch.vision.pictures import decode_picture, encode_picture, open_picture
from tests import faces
from tests.live import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
ROWS = """
SELECT (SELECT count(*) FROM rockmatch_selfie), (SELECT count(*) FROM rockmatch_receipt),
  (SELECT count(*) FROM rockmatch_rockelganger)
"""
NOTHING_OF_A_FACE = """
() => document.querySelectorAll("canvas").length === 0 && !document.querySelector("video").srcObject
"""


def press(page: Page) -> None:
    page.get_by_role("button", name="Rock me!").click()


def stone(page: Page) -> str:
    """The name of the rock that is found, once all of the chain has come."""
    heading = page.get_by_role("heading", level=1, name="You are")
    expect(heading).to_be_visible()
    expect(page.locator(".is-coming")).to_have_count(0)
    expect(page.locator("[data-stone] canvas")).to_have_count(0)
    return heading.inner_text().split("\n")[-1].strip()


def kept(site):
    """What is known of visits; of those of another test perhaps, for two minutes."""
    return set(site.redis(2).scan_iter("booth*"))


def letter(site, address):
    for file in (site.var_dir / "mail").glob("*"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        if mail["To"] == address:
            return mail
    return None


def test_from_the_button_to_a_rock_to_the_next_visitor(site, open_page):
    page = open_page(motion=True, expected=("status of 400",))
    before, others = site.sql(ROWS), kept(site)
    page.goto("/booth/")
    expect(page.locator(".drift li")).to_have_count(12)
    expect(page.locator("input[type=file]")).to_be_hidden()
    assert page.evaluate("notes.camera") == 0  # nobody has said yes
    press(page)
    expect(page.get_by_role("heading", name="Look here")).to_be_visible()
    name = stone(page)
    assert page.evaluate("notes.camera") == 1
    expect(page.get_by_text("An imagined face")).to_be_visible()
    expect(page.locator("[data-you] canvas")).to_be_visible()
    expect(page.get_by_text(re.compile("A near one|A kindred one|A far one"))).to_be_visible()
    assert "%" not in page.locator("main").inner_text()
    assert site.sql("SELECT 1 FROM rockmatch_rock WHERE name = %s", name)

    page.get_by_label("Mail me my rock").fill("nobody@example")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-mail-error]")).to_contain_text("you@example.org")
    address = f"visitor{site.port}@example.org"
    page.get_by_label("Mail me my rock").fill(address)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It is on its way.")).to_be_visible()
    sent = wait_for(lambda: letter(site, address), seconds=10, what="the mail")
    assert name in sent["Subject"]
    assert [part.get_content_type() for part in sent.walk()].count("image/jpeg") == 1

    page.get_by_role("button", name="Next, please").click()
    expect(page.get_by_role("button", name="Rock me!")).to_be_focused()
    assert page.evaluate(NOTHING_OF_A_FACE)
    assert name not in page.content()
    assert page.url.endswith("/booth/")
    wait_for(lambda: kept(site) <= others, seconds=10, what="the booth to forget")
    assert site.sql(ROWS) == before


def test_the_space_bar_is_the_button_and_who_goes_away_is_forgotten(site, open_page):
    page, others = open_page(width=390), kept(site)
    page.clock.install()
    page.goto("/booth/")
    page.clock.fast_forward(2_000)  # a hand that is still on the bar does not press twice
    page.keyboard.press("Space")
    assert stone(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.clock.fast_forward(40_000)
    expect(page.get_by_text("Still there?")).to_be_visible()
    page.keyboard.press("Shift")  # a touch of any kind
    expect(page.get_by_text("Still there?")).to_be_hidden()
    page.clock.fast_forward(46_000)
    expect(page.get_by_role("button", name="Rock me!")).to_be_visible()
    assert page.evaluate(NOTHING_OF_A_FACE)
    wait_for(lambda: kept(site) <= others, seconds=10, what="the booth to forget")


def test_the_camera_may_stay_shut(site, open_page, wary_chromium):
    page = open_page(browser=wary_chromium)
    page.goto("/booth/")
    press(page)
    expect(page.get_by_role("heading", name="The camera stays shut")).to_be_visible()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose a picture instead").click()
    chosen.value.set_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": faces.selfie()})
    assert stone(page)


def test_who_stops_has_not_been_there(site, open_page):
    page, others = open_page(), kept(site)
    page.goto("/booth/")
    press(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Rock me!")).to_be_visible()
    wait_for(lambda: page.evaluate(NOTHING_OF_A_FACE), seconds=10, what="the camera to shut")
    assert kept(site) <= others


def test_without_a_worker_the_booth_rests_and_wakes(site, open_page):
    page = open_page(expected=("status of 503",))
    page.goto("/booth/")
    with site.without_worker():
        press(page)
        expect(page.get_by_role("heading", name="The booth is resting")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    press(page)
    assert stone(page)


def test_a_site_that_is_away_leaves_no_page_of_the_browser(site, open_page):
    page = open_page(expected=("net::ERR_",))
    page.goto("/booth/")
    page.route("**/booth/", lambda route: route.abort())
    press(page)
    expect(page.get_by_role("heading", name="The line is dead")).to_be_visible()
    page.unroute("**/booth/")
    page.get_by_role("button", name="Try again").click()
    press(page)
    assert stone(page)


def test_without_javascript_and_without_a_trace(site, open_page, reader):
    encoded = encode_picture(open_picture(faces.selfie()))
    traces = traces_of(faces.selfie(), encoded, reader.read(decode_picture(encoded)))
    page, others = open_page(java_script_enabled=False), kept(site)
    page.goto("/booth/")
    page.locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": faces.selfie()}
    )
    with site.frozen(site.workers()[1:]):
        press(page)
        expect(page.get_by_role("heading", name="Finding your rock")).to_be_visible()
        assert search(site, traces).hits == set()  # sealed
    assert stone(page)
    assert search(site, traces).hits == set()
    page.get_by_role("button", name="Next, please").click()
    expect(page.get_by_role("button", name="Rock me!")).to_be_visible()
    assert kept(site) <= others
