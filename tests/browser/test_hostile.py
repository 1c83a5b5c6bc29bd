"""Whatever members write is text: a canary in every field, before a browser that would let it sing.

The browser is told to pass over the content policy, so that nothing but our own escaping is tried.
"""

from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_feed import say
from tests.browser.test_pages import overflow, talkative

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
SHORT = "<img src=x onerror=F()>"
CANARY = f"""{SHORT}"'><svg/onload=F()><script>F()</script><a href="javascript:F()">a</a>"""
LISTEN = """
window.fired = [];
window.F = () => window.fired.push(document.location.href);
"""
FALSE_LINKS = "a[href^='javascript:' i], a[href^='data:' i], a[href^='vbscript:' i]"
TRICKS = "\u202eevil\u202c \u2066x \u200b\u200bzero\ufeff " + "z\u0301\u0302\u0303\u0304\u0305" * 30


@pytest.fixture
def hostile(site):
    """A member who has put canaries wherever one can write, and the addresses that show them."""
    one, two = talkative(site), talkative(site)
    profile = {
        "display_name": SHORT,
        "pronouns": SHORT,
        "bio": CANARY[:300],
        "links": [{"label": SHORT, "url": "https://a.example/?q=%22onload=F()"}],
    }
    assert one.call("PATCH", "/api/v1/me/", profile).status == 200
    post = say(one, f"{CANARY} #tag https://a.example/{SHORT}", warning=CANARY[:100])
    edited = {"text": f"again {CANARY}", "warning": ""}
    assert one.call("PUT", f"/api/v1/posts/{post['id']}/", edited).status == 200
    answer = say(two, f"{CANARY} @{one.username}", reply_to=post["id"])
    assert two.call("PUT", f"/api/v1/members/{one.username}/follow/").status == 204
    assert two.call("PUT", f"/api/v1/posts/{post['id']}/boost/").status == 204
    assert one.call("PUT", f"/api/v1/posts/{answer['id']}/rock/").status == 204
    assert two.call("POST", "/api/v1/me/words/", {"word": f"{SHORT} no"}).status == 201
    rock = one.call("GET", "/api/v1/me/").json["rock"]["slug"]
    term = quote(CANARY[:90])
    return (
        two,
        [
            f"/@{one.username}/",
            f"/@{one.username}/followers/",
            f"/@{two.username}/",
            f"/posts/{post['id']}/",
            f"/posts/{post['id']}/history/",
            f"/posts/{answer['id']}/rocks/",
            "/",
            "/explore/",
            "/people/",
            "/settings/words/",
            f"/search/?q={term}",
            f"/search/?q={one.username}",
            f"/rocks/?q={term}",
            f"/rocks/{rock}/",
            f"/?text={term}",
            f"/tags/{quote(CANARY, safe='')}/",
            f"/accounts/login/?next={quote('javascript:F()')}",
            f"/{term}",
        ],
        rock,
    )


def test_no_canary_sings(site, open_page, hostile):
    member, addresses, rock = hostile
    words = "name, stone, sentence, alt"
    [kept] = site.sql(f"SELECT {words} FROM rockmatch_rock WHERE slug = %s", rock)
    change = "UPDATE rockmatch_rock SET (name, stone, sentence, alt) = (%s, %s, %s, %s)"
    site.sql(f"{change} WHERE slug = %s", SHORT, SHORT, CANARY, CANARY, rock)
    try:
        page = open_page(member, bypass_csp=True, expected=("404 (Not Found)",))
        page.add_init_script(LISTEN)
        for address in addresses:
            page.goto(address)
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            assert page.evaluate("window.fired") == [], address
            expect(page.locator("main script, main svg[onload], img[src='x']")).to_have_count(0)
            expect(page.locator(FALSE_LINKS)).to_have_count(0)
        page.goto(addresses[0])
        assert SHORT in page.get_by_role("heading", level=1).inner_text()  # it is there, as text
    finally:
        site.sql(f"{change} WHERE slug = %s", *kept, rock)


def test_nor_does_one_in_an_invitation(site, invited_only, open_page):
    host = talkative(site)
    assert host.call("PATCH", "/api/v1/me/", {"display_name": SHORT}).status == 200
    page = open_page(host, door=invited_only, bypass_csp=True)
    page.add_init_script(LISTEN)
    note = CANARY[:60]
    page.goto("/settings/invitations/")
    page.locator("main [name=note]").fill(note)
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("main li strong").first).to_have_text(note)  # it is there, as text
    address = page.locator("main input[readonly]").first.input_value()
    for way in (page.url, urlsplit(address).path):
        page.goto(way)
        assert page.evaluate("window.fired") == [], way
        expect(page.locator("main script, main svg[onload], img[src='x']")).to_have_count(0)
        expect(page.locator(FALSE_LINKS)).to_have_count(0)


def test_a_canary_would_sing(open_page):
    """The trap works: what is not escaped fires."""
    page = open_page(bypass_csp=True, expected=("404 (Not Found)",))
    page.add_init_script(LISTEN)
    page.goto("/about/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', arguments)".replace(
            "arguments", repr(SHORT)
        )
    )
    page.wait_for_function("window.fired.length > 0")


@pytest.mark.parametrize("url", ["javascript:F()", "data:text/html,x", "http://a.example", "//a"])
def test_a_link_leads_to_the_web_or_is_none(site, url):
    member = talkative(site)
    links = {"links": [{"label": "a", "url": url}]}
    assert member.call("PATCH", "/api/v1/me/", links).status == 400


def test_what_cannot_be_seen_turns_nothing_about(site, open_page):
    member = talkative(site)
    say(member, TRICKS)
    name = {"display_name": "\u202eMira\u202c \u200bStone\u2066"}
    assert member.call("PATCH", "/api/v1/me/", name).status == 200
    page = open_page(member, width=390)
    page.goto(f"/@{member.username}/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Mira Stone")
    text = page.get_by_role("article").first.inner_text()
    assert not set(text) & set("\u202e\u202c\u2066\u200b\ufeff")
    assert overflow(page) <= 0
