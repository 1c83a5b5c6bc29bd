"""Every page in a real browser: nothing scrolls sideways, nothing is blocked, keys suffice."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import agree, rock_in_words, send
from tests.live import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]

OPEN = (
    "/",
    "/explore/",
    "/rocks/",
    "/rocks/?geology=igneous",
    "/rocks/?hue=grey&mood=merry",
    "/rocks/?q=no+such+rock+anywhere",
    "/rocks/dover-hush/",
    "/about/",
    "/privacy/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nothing/here/",
    "/api/docs/",
)
OWN = (
    "/rocks/yours/",
    "/",
    "/explore/",
    "/selfie/",
    "/settings/profile/",
    "/settings/rock/",
    "/settings/receipt/",
    "/settings/delete/",
    "/accounts/email/",
    "/settings/",
    "/settings/account/",
    "/settings/notifications/",
    "/notifications/",
    "/notifications/?only=mentions",
    "/settings/appearance/",
    "/settings/language/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/accounts/password/change/",
    "/accounts/logout/",
)
MISSING = ("status of 404",)


def talkative(site, posts=1):
    member = site.member()
    member.call("POST", "/api/v1/me/rock/", {"slug": "dover-hush"})
    for number in range(posts):
        said = member.call("POST", "/api/v1/posts/", {"text": f"Stone thought {number}. " * 9})
        assert said.status == 201, said.body
    return member


def overflow(page):
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def to_the_end(page):
    """Scroll to the link at the end until it is gone: it goes as soon as it is seen."""
    gone = """() => {
      const more = document.querySelector("#more");
      more?.scrollIntoView();
      return !more;
    }"""
    wait_for(lambda: page.evaluate(gone), seconds=60, what="what comes at the end")


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(390, "dark", "en-GB"), (1280, "light", "en-GB"), (390, "light", "de-DE")],
)
def test_pages_of_visitors(site, open_page, width, scheme, locale):
    page = open_page(width=width, color_scheme=scheme, locale=locale, expected=MISSING)
    for path in OPEN:
        page.goto(path)
        assert overflow(page) <= 0, path
        expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize(
    ("width", "locale"), [(390, "en-GB"), (1280, "en-GB"), (390, "de-DE"), (1280, "de-DE")]
)
def test_pages_of_members(site, open_page, width, locale):
    member = talkative(site)
    page = open_page(member, width=width, locale=locale)
    for path in (*OWN, f"/@{member.username}/"):
        page.goto(path)
        assert overflow(page) <= 0, path
        expect(page.locator("h1")).to_have_count(1)
        broken = page.evaluate(
            # a lazy picture that is out of sight would never come, and be waited for without end
            "Promise.all([...document.images].map((i) => {"
            " i.loading = 'eager'; return i.decode().then(() => 0, () => i.src); }))"
        )
        assert not any(broken), path


@pytest.mark.parametrize("width", [320, 390])
def test_words_without_end_do_not_push_a_page_apart(site, open_page, width):
    member = talkative(site)
    named = member.call("PATCH", "/api/v1/me/", {"display_name": "W" * 50, "bio": "w" * 300})
    assert named.status == 200, named.body
    post = member.call("POST", "/api/v1/posts/", {"text": "https://stone.example/" + "w" * 900})
    answer = {"text": "w" * 900, "reply_to": post.json["id"]}
    assert member.call("POST", "/api/v1/posts/", answer).status == 201
    page = open_page(member, width=width)
    for path in ("/", "/explore/", f"/@{member.username}/", f"/posts/{post.json['id']}/"):
        page.goto(path)
        assert overflow(page) <= 0, path
    page.get_by_label("You", exact=True).click()
    expect(page.get_by_role("link", name="Settings")).to_be_in_viewport()
    assert overflow(page) <= 0


def test_a_phone_shows_the_whole_way_of_a_selfie(site, open_page):
    page = open_page(site.member(), width=390)
    page.goto("/selfie/")
    agree(page)
    page.get_by_role("button", name="Open the camera").click()
    expect(page.locator("video")).to_be_visible()
    assert overflow(page) <= 0
    page.get_by_role("button", name="Take the picture").click()
    expect(page.locator("[data-frame] canvas")).to_be_visible()
    assert overflow(page) <= 0
    with site.frozen(site.workers()[1:]):
        send(page)
        expect(page.get_by_role("heading", name="Finding your rock")).to_be_visible()
        assert overflow(page) <= 0
        page.reload()
        expect(page.get_by_role("heading", name="Finding your rock")).to_be_visible()
        assert overflow(page) <= 0
    rock_in_words(page)
    assert overflow(page) <= 0
    page.goto("/settings/rock/")
    expect(page.get_by_role("button", name=re.compile("^Be "))).to_have_count(2)
    assert overflow(page) <= 0


def test_the_keyboard_is_enough(site, open_page):
    page = open_page(site.member())
    page.goto("/selfie/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the way to the museum
    page.keyboard.press("Tab")
    expect(page.get_by_label("Yes, read this one picture")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Open the camera")).to_be_enabled()


def test_the_menu_opens_and_escape_shuts_it(site, open_page):
    page = open_page(site.member())
    page.goto("/")
    page.get_by_label("You", exact=True).click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Settings")).to_be_hidden()


def test_a_rock_under_a_post_does_not_reload_the_page(site, open_page):
    talkative(site)
    page = open_page(talkative(site))
    page.goto("/explore/")
    page.evaluate("window.same = true")
    button = page.get_by_role("button", name="Rock this: 0 rocks").first
    button.click()
    pressed = page.get_by_role("button", name="Rock this: 1 rock", exact=True).first
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_be_focused()
    pressed.click()
    expect(page.get_by_role("button", name="Rock this: 0 rocks").first).to_be_visible()
    assert page.evaluate("window.same")


def test_older_posts_come_as_one_scrolls(site, open_page):
    member = talkative(site, posts=25)
    page = open_page()
    page.goto(f"/@{member.username}/")
    expect(page.get_by_role("article")).to_have_count(20)
    to_the_end(page)
    expect(page.get_by_role("article")).to_have_count(25)
    expect(page.get_by_role("link", name="Older posts")).to_have_count(0)
    assert page.evaluate(
        "[...document.querySelectorAll('.portrait .ground')].every((i) => i.getAttribute('color'))"
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_following_and_leaving(site, open_page, javascript):
    other = talkative(site)
    page = open_page(talkative(site), java_script_enabled=javascript)
    page.goto(f"/@{other.username}/")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Unfollow")).to_be_visible()
    expect(page.get_by_text("1 follower", exact=False)).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("article").filter(has_text=other.username).first).to_be_visible()
    page.goto(f"/@{other.username}/")
    page.get_by_role("button", name="Unfollow").click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()


def test_answers_stand_under_their_post(site, open_page):
    talkative(site)
    page = open_page(talkative(site))
    page.goto("/explore/")
    page.get_by_role("article").nth(1).get_by_role("link", name="Answer").click()
    page.get_by_label("Your answer").fill("So say I.")
    page.get_by_role("main").get_by_role("button", name="Answer").click()
    expect(page.get_by_role("article").filter(has_text="So say I.")).to_be_visible()


def test_a_post_is_taken_back(site, open_page):
    page = open_page(talkative(site))
    page.goto("/")
    page.get_by_role("article").get_by_label("More").click()
    page.get_by_text("Delete this post").click()  # asks first
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_role("article")).to_have_count(0)


def test_an_empty_post_is_not_lost_and_not_sent(site, open_page):
    page = open_page(talkative(site), expected=("status of 400",))
    page.goto("/")
    page.get_by_label("What is on your mind?").fill("   ")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(1)


def test_the_profile_is_edited(site, open_page):
    member = talkative(site)
    page = open_page(member)
    page.goto("/settings/profile/")
    page.get_by_label(re.compile("[Nn]ame")).first.fill("Mira of the Moor")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/@{member.username}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mira of the Moor")
