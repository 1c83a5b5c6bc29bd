"""A photo as members meet it: sent, looked at, changed, published, agreed to, and taken back."""

import io
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests import faces
from tests.browser.conftest import OpenPage
from tests.browser.test_axe import violations
from tests.live import Site, Visitor, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.weights]
SECONDS = 90_000  # in milliseconds: what the darkroom may take on a machine that does all this
ALT = "An astronaut in orange; a rock for a head."


@pytest.fixture(autouse=True)
def darkroom(site: Site) -> None:
    """Without one, the composer offers no photos."""
    wait_for(site.has_darkroom, seconds=60, what="the darkroom")


def member(site: Site, rock: str) -> Visitor:
    made = site.member()
    assert made.call("POST", "/api/v1/me/rock/", {"slug": rock}).status < 300
    return made


def choose(page: Page, picture: bytes) -> None:
    """Choose a photo, and see it in one's own browser alone."""
    page.locator("input[name=photos]").set_input_files(
        {"name": "us.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    thumb = page.get_by_role("img", name="us.jpg")
    expect(thumb).to_be_visible()
    assert str(thumb.get_attribute("src")).startswith("blob:")


def settled(page: Page) -> str:
    """Wait until the rocks lie, and give the address of the photo with them."""
    expect(page.locator(".hanging[aria-busy]")).to_have_count(0, timeout=SECONDS)
    return str(page.locator(".scene picture img").get_attribute("src"))


def stands(page: Page) -> Locator:
    return page.locator(".stands a")


def press(page: Page, button: str, rock: int = 0) -> None:
    """Press a button in the panel of a rock."""
    stands(page).nth(rock).click()
    panel = page.locator("#rock-dialog")
    expect(panel).to_be_visible()
    panel.get_by_role("button", name=button, exact=True).click()
    expect(panel).to_be_hidden()


def look_closely(page: Page) -> None:
    """axe finds nothing here, in no width and no theme."""
    assert "\n".join(violations(page)) == ""
    page.set_viewport_size({"width": 1280, "height": 800})


def files_of(site: Site) -> list[bytes]:
    """All that is stored of photos: what everybody sees, and what nobody does."""
    folders = (site.var_dir / "media" / "photos", site.var_dir / "grounds")
    return [path.read_bytes() for folder in folders for path in Path(folder).rglob("*.webp")]


def test_what_is_no_picture_is_left_out_at_once(site: Site, open_page: OpenPage) -> None:
    page = open_page(member(site, "dover-hush"))
    page.goto("/")
    good = faces.as_file(faces.astronaut(), quality=60)
    files = {"notes.jpg": b"no picture", "us.jpg": good, "phone.jpg": b"\0\0\0\x18ftypheic"}
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files.items()]
    )
    note = page.locator("[data-note]")
    expect(note).to_have_text("notes.jpg: That is no photo that we can open.")
    expect(page.locator("[data-thumbs] li")).to_have_count(2)
    expect(page.locator("[data-thumbs] span")).to_have_text("phone.jpg")  # ours to open
    close = page.get_by_role("button", name="Leave out: phone.jpg").bounding_box()
    name = page.locator("[data-thumbs] span").bounding_box()
    assert close
    assert name
    assert name["y"] >= close["y"] + close["height"]


def test_a_photo_of_a_friend(site: Site, open_page: OpenPage) -> None:
    author, friend = member(site, "dover-hush"), member(site, "rhuddan")
    page = open_page(author)
    page.goto("/")
    page.locator("textarea[name=text]").fill("In orange.")
    choose(page, faces.as_file(faces.astronaut(), quality=92))
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you post")
    page.get_by_label("What does it show?").fill(ALT)
    first = settled(page)
    expect(stands(page).first).to_contain_text("a wandering rock")

    stands(page).first.click()
    expect(page.locator("#rock-dialog")).to_be_visible()
    look_closely(page)
    page.keyboard.press("Escape")
    expect(page.locator("#rock-dialog")).to_be_hidden()
    press(page, "Another rock")
    swapped = settled(page)
    assert swapped != first
    before = stands(page).count()
    page.get_by_role("link", name="A face is missed").click()
    page.locator(".point:visible").click(position={"x": 60, "y": 500})
    settled(page)
    assert stands(page).count() > before  # a rock that is taken for a face may bring another
    stands(page).first.click()
    page.get_by_label("Who is it?").fill(f"@{friend.username}")
    page.get_by_role("button", name="Ask them").click()
    expect(stands(page).first).to_contain_text("is asked when you post")
    expect(page.get_by_label("What does it show?")).to_have_value(ALT)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("article").first).to_contain_text("In orange.")
    wandering = look_at_it(page)

    own = agree(site, open_page, friend)
    assert own != wandering
    page.reload()
    expect(page.get_by_role("article").first.locator("picture img")).to_have_attribute("src", own)
    stored = [Image.open(io.BytesIO(file)) for file in files_of(site)]
    assert stored
    assert not any(faces.is_she_in(picture) for picture in stored)
    small = faces.astronaut().resize((400, 400))
    assert faces.is_she_in(Image.open(io.BytesIO(faces.as_file(small, "WEBP", quality=60))))


def look_at_it(page: Page) -> str:
    """Open the photo before its post, and close it again; gives its address."""
    link = page.get_by_role("article").first.get_by_role("link", name=ALT)
    address = str(link.locator("picture img").get_attribute("src"))
    link.click()
    box = page.get_by_role("dialog", name="A photo, large")
    expect(box).to_be_visible()
    expect(box.locator("[data-words]")).to_have_text(ALT)
    look_closely(page)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(link).to_be_focused()
    return address


def agree(site: Site, open_page: OpenPage, friend: Visitor) -> str:
    """Let the friend say yes, see their rock, take it back, and say yes once more.

    Gives the address of the photo in the end.
    """
    page = open_page(friend, width=390)
    page.goto("/notifications/")
    page.get_by_role("main").get_by_role("link", name="Yes or no?").click()
    seen = {shown(page)}
    for button, words in (
        ("Yes, it is me", "Your rock stands here."),
        ("Take it back", "You said no."),
        ("It is me after all", "Your rock stands here."),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("main")).to_contain_text(words)
        seen.add(changed(page, seen, site))
    return shown(page)


def shown(page: Page) -> str:
    return str(page.locator(".in-photo picture img").get_attribute("src"))


def changed(page: Page, seen: set[str], site: Site) -> str:
    """Wait until the photo has another address, and the old ones are gone."""
    for _ in range(90):
        if shown(page) not in seen:
            break
        page.wait_for_timeout(1000)
        page.reload()
    now = shown(page)
    assert now not in seen
    with urlopen(site.url + now) as answer:
        assert answer.status == 200
    for old in seen:
        assert page.request.get(old).status == 404
    return now
