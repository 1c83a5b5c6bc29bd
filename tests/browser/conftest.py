"""A browser before the whole house. Whatever it complains of fails the test that caused it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import faces
from tests.live import PASSWORD, Site, Visitor

CAMERA = ["--use-fake-device-for-media-stream"]
SAYS_YES = "--use-fake-ui-for-media-stream"

# What pages do, noted down from their first moment on.
NOTEBOOK = """
window.notes = {camera: 0, stages: [], canvases: 0};
const devices = navigator.mediaDevices;
if (devices) {
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (wish) => { notes.camera += 1; return open(wish); };
}
new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "attributes" && change.target.getAttribute("aria-current") === "step")
      notes.stages.push(change.target.dataset.stage);
    for (const node of change.addedNodes)
      if (node.nodeName === "CANVAS" && node.closest(".reveal-portrait")) notes.canvases += 1;
  }
}).observe(document, {subtree: true, childList: true, attributeFilter: ["aria-current"]});
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""

PATIENCE = 30_000  # milliseconds, where other things run beside it
expect.set_options(timeout=PATIENCE)

type OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    # For this folder only: while it runs, Django sees an event loop and refuses its database.
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera sees."""
    path = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    faces.camera_film(path, faces.selfie())
    return path


@contextmanager
def _launched(playwright: Playwright, film: Path, *flags: str) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.fail("CHROMIUM names no browser: `make test` sets it")
    browser = playwright.chromium.launch(
        executable_path=path,
        chromium_sandbox=False,
        args=[*CAMERA, f"--use-file-for-fake-video-capture={film}", *flags],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def chromium(playwright: Playwright, film: Path) -> Iterator[Browser]:
    """A browser whose camera may be opened."""
    with _launched(playwright, film, SAYS_YES) as browser:
        yield browser


@pytest.fixture
def wary_chromium(playwright: Playwright, film: Path) -> Iterator[Browser]:
    """A browser that nobody allowed to open the camera."""
    with _launched(playwright, film) as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """Open pages of new visitors; `expected` are the complaints that belong to the test.

    Unless it is about motion, a visitor wants less of it, and so the test takes less time.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def note(kind: str, text: str, expected: tuple[str, ...]) -> None:
        if not any(words in text for words in expected):
            complaints.append(f"{kind}: {text}")

    def open_page(
        member: Visitor | None = None,
        *,
        browser: Browser = chromium,
        expected: tuple[str, ...] = (),
        width: int = 1280,
        motion: bool = False,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            reduced_motion="no-preference" if motion else "reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(NOTEBOOK)
        contexts.append(context)
        context.on(
            "console",
            lambda message: (
                note(message.type, message.text, expected)
                if message.type in ("error", "warning")
                else None
            ),
        )
        context.on("weberror", lambda error: note("script", str(error.error), expected))
        context.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((site.url, "data:", "blob:"))
                else note("another origin", request.url, expected)
            ),
        )
        context.on(
            "requestfailed",  # who leaves a page or closes a stream aborts what is on its way
            lambda request: (
                None
                if request.failure == "net::ERR_ABORTED"
                else note("failed", f"{request.failure} {request.url}", expected)
            ),
        )
        page = context.new_page()
        if member:
            _give_session(context, member.username)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _give_session(context: BrowserContext, username: str) -> None:
    """Log a member in by the form, but without the time that it takes to paint it."""
    context.request.get("/accounts/login/")
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = context.request.post("/accounts/login/", form=form, max_redirects=0)
    assert answer.status == 302, answer.text()


def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.locator(".site-header .me")).to_be_visible()


def send_file(page: Page, picture: bytes, name: str = "me.jpg") -> None:
    """Say yes and send a picture from a file."""
    page.goto("/selfie/")
    agree(page)
    choose_file(page, picture, name)
    send(page)


def agree(page: Page) -> None:
    page.get_by_label("Yes, read this one picture").check()


def choose_file(page: Page, picture: bytes, name: str = "me.jpg") -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": picture}
    )


def send(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Find my rock").click()


def rock_in_words(page: Page) -> str:
    """The name of the rock that the reveal shows, once it is all there."""
    heading = page.get_by_role("heading", level=1, name="You are")
    expect(heading).to_be_visible()
    expect(page.locator("[data-reveal] canvas")).to_have_count(0)
    return heading.inner_text().split("\n")[-1].strip()
