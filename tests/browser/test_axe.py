"""axe on every page, in both widths and both themes: no violation, of no rule that it has.

And since each page is there: none is wider than a phone where a language runs the other way.
"""

from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import places
from tests.browser.conftest import OpenPage, agree, rock_in_words, send
from tests.live import PASSWORD, Site
from tests.profiles.test_security import code

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
DEACTIVATE = "/accounts/2fa/totp/deactivate/"
FROM_THE_RIGHT = """
() => {
  const root = document.documentElement;
  root.dir = "rtl";
  const tooWide = root.scrollWidth - innerWidth;
  root.dir = "ltr";
  return tooWide;
}
"""
RUN = """
async (rules) => {
  const options = {resultTypes: ["violations"]};
  if (rules) options.runOnly = {type: "rule", values: rules};
  const {violations} = await axe.run(document, options);
  return violations.flatMap(({id, nodes}) => nodes.map((node) =>
    `${id}: ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary}`));
}
"""


def go(page: Page, place: places.Place) -> None:
    answer = page.goto(place.path)
    assert answer is not None
    assert answer.status == place.status, place
    if place.form:
        page.evaluate("document.querySelectorAll('form').forEach((form) => form.noValidate = true)")
        for name, value in place.form.items():
            page.locator(f"main [name='{name}']:visible").fill(value)
        page.locator(f"main {place.button}").last.click()
        page.locator("main .errorlist").first.wait_for()


def violations(page: Page) -> list[str]:
    """Look at a page in both widths; of the dark theme only at what a theme may change."""
    page.evaluate(AXE)
    found = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in (("dark", ["color-contrast"]), ("light", None)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme} {one}" for one in page.evaluate(RUN, rules)]
    too_wide = page.evaluate(FROM_THE_RIGHT)
    return [*found, f"{too_wide} pixels too wide from right to left"] if too_wide > 0 else found


@pytest.mark.parametrize("half", [0, 1])  # beside each other
def test_no_page_has_a_violation(site: Site, open_page: OpenPage, half: int) -> None:
    world = places.build(site)
    expected = ("status of 404", "status of 400")
    pages: dict[str, Page] = {}
    found = []
    for place in list(world.places())[half::2]:
        if place.who not in pages:
            pages[place.who] = open_page(world.members.get(place.who), expected=expected)
        go(pages[place.who], place)
        found += [f"{place}: {violation}" for violation in violations(pages[place.who])]
    assert "\n".join(found) == ""


def test_nor_have_the_pages_on_the_way_to_a_rock(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.member())
    page.goto("/selfie/")
    agree(page)
    found = violations(page)
    page.get_by_role("button", name="Open the camera").click()
    page.get_by_role("button", name="Take the picture").click()
    found += violations(page)
    with site.frozen(site.workers()[1:]):
        send(page)
        page.get_by_role("heading", name="Finding your rock").wait_for()
        found += violations(page)
        page.reload()
        found += violations(page)
    rock_in_words(page)
    found += violations(page)
    assert "\n".join(found) == ""


def test_nor_have_those_of_the_second_factor(site: Site, open_page: OpenPage) -> None:
    member = site.member()
    site.sql(
        "UPDATE account_emailaddress SET verified = true WHERE email LIKE %s",
        f"{member.username}@%",
    )
    page = open_page(member, width=390, expected=("status of 400",))
    page.goto("/accounts/2fa/totp/activate/")
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_text("I cannot scan it").click()
    secret = page.locator(".secret").inner_text()
    found = violations(page)
    page.locator("main [name=code]").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    page.locator(".errorlist").wait_for()
    found += violations(page)
    page.locator("main [name=code]").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    found += violations(page)
    for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/generate/", DEACTIVATE):
        page.goto(path)
        found += violations(page)
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Log out").click()
    log_in_without_looking(page, member.username)
    page.get_by_role("heading", name="One more step").wait_for()
    found += violations(page)
    assert "\n".join(found) == ""


def test_nor_have_those_of_invitations(site: Site, invited_only: str, open_page: OpenPage) -> None:
    host, lonely = site.member(), site.member()
    page, other, guest = (open_page(who, door=invited_only) for who in (host, lonely, None))
    mine = "/settings/invitations/"
    found = []
    for note in ("Chert from the choir", "W" * 60, ""):
        page.goto(mine)
        page.locator("main [name=note]").fill(note)
        page.get_by_role("button", name="Make a link").click()
    address = page.locator("main input[readonly]").first.input_value()
    page.get_by_role("button", name="Take it back").last.click()
    found += violations(page)
    page.evaluate("document.querySelectorAll('form').forEach((form) => form.noValidate = true)")
    page.locator("main [name=most_uses]").fill("99")
    page.get_by_role("button", name="Make a link").click()
    page.locator("main .errorlist").wait_for()
    found += violations(page)
    other.goto(mine)
    found += violations(other)
    for way in ("/accounts/signup/", "/", urlsplit(address).path, "/accounts/signup/"):
        guest.goto(way)
        found += violations(guest)
    assert "\n".join(found) == ""


def test_nor_has_the_booth(site: Site, open_page: OpenPage) -> None:
    page = open_page(expected=("status of 400", "status of 503"))
    page.goto("/booth/")
    page.get_by_role("button", name="Rock me!").click()
    rock_in_words(page)
    page.locator(".is-coming").wait_for(state="detached")
    found = violations(page)
    page.get_by_label("Mail me my rock").fill("nobody@example")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    found += violations(page)
    page.get_by_role("button", name="Next, please").click()
    page.route("**/booth/", lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_role("button", name="Rock me!").click()
    page.get_by_role("heading", name="The line is dead").wait_for()
    found += violations(page)
    assert "\n".join(found) == ""


def test_nor_has_the_end_of_the_mails(site: Site, open_page: OpenPage) -> None:
    page = open_page(width=390)
    page.goto(places.way_out(site, site.member()))
    page.get_by_role("button", name="End the mails").click()
    page.get_by_role("heading", name="No more mails", exact=True).wait_for()
    assert "\n".join(violations(page)) == ""


def test_nor_has_what_a_suspended_member_reads(site: Site, open_page: OpenPage) -> None:
    member = site.member()
    page = open_page(width=390)
    site.sql(
        "UPDATE profiles_member SET is_active = false, suspended_at = now() WHERE username = %s",
        member.username,
    )
    log_in_without_looking(page, member.username)
    page.get_by_role("heading", name="Your account is suspended").wait_for()
    assert "\n".join(violations(page)) == ""


def log_in_without_looking(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
