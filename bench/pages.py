"""What each page weighs, how much it moves, and how long the way of somebody new is.

    python -m bench.pages

A whole site is started in a folder of its own. Chromium (CHROMIUM names it) opens every page of
`tests.places` with an empty cache, at 390 and 1280 pixels, and scrolls to its end. A table says how
many requests a page makes, its bytes over the wire before pictures (headers, HTML, CSS, scripts,
fonts; compressed as the site sends them) and of pictures, how far its content moves (cumulative
layout shift), its number of nodes, and when its content was there (DOMContentLoaded) and its
largest piece painted. Times depend on the machine; bytes and shifts do not. Then somebody new walks
from the front page to their first post, by a selfie and without one.

Ends with status 1 if a page has more than 150 kB before pictures, or shifts by more than 0.01.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rockmatch.vision.weights import weights_path
from tests import faces, places
from tests.live import PASSWORD, Site
from tests.walk import Walk

WIDTHS = (390, 1280)
MOST_BYTES = 150_000  # before pictures
MOST_SHIFT = 0.01
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")

WATCH = """
window.seen = {shift: 0, paint: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.paint = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
"""
SCROLL = """
async () => {
  const rest = () => new Promise((done) => setTimeout(done, 120));
  for (let at = 0; at < Math.min(document.body.scrollHeight, 8000); at += 400) {
    scrollTo(0, at);
    await rest();
  }
  await rest();
  const [told] = performance.getEntriesByType("navigation");
  const nodes = document.querySelectorAll("*").length;
  return {...seen, loaded: told.domContentLoadedEventEnd, nodes};
}
"""


@dataclass(frozen=True)
class Weight:
    """One page at one width: bytes over the wire by kind, and what the browser saw."""

    place: places.Place
    width: int
    requests: int
    words: int
    pictures: int
    seen: dict[str, float]

    @property
    def is_over(self) -> bool:
        return self.words > MOST_BYTES or self.seen["shift"] > MOST_SHIFT

    def __str__(self) -> str:
        seen = self.seen
        return (
            f"{self.place!s:<52}{self.width:>6}{self.requests:>6}{self.words / 1000:>8.1f}"
            f"{self.pictures / 1000:>10.1f}{seen['shift']:>8.3f}{seen['nodes']:>7.0f}"
            f"{seen['loaded']:>8.0f}{seen['paint']:>8.0f}{'  over' if self.is_over else ''}"
        )


def _weigh(context: BrowserContext, place: places.Place, width: int) -> Weight:
    """Open a page as if for the first time, and add up what comes."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    bytes_of: Counter[str] = Counter()

    def note_kind(event: Any) -> None:
        kinds[event["requestId"]] = event["type"]

    def note_bytes(event: Any) -> None:
        bytes_of[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    wire.on("Network.responseReceived", note_kind)
    wire.on("Network.loadingFinished", note_bytes)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(place.path, wait_until="load")
    before = Counter(bytes_of)  # what an endless list fetches later is another page of it
    seen = page.evaluate(SCROLL)
    pictures = bytes_of["Image"]
    words = sum(before.values()) - before["Image"]
    page.close()
    return Weight(place, width, len(kinds), words, pictures, seen)


def weigh(browser: Browser, site: Site) -> Iterator[Weight]:
    """Weigh every page that somebody may come to by a link."""
    world = places.build(site)
    contexts: dict[str, BrowserContext] = {}
    for place in world.places():
        if place.form:
            continue
        if place.who not in contexts:
            contexts[place.who] = _context(browser, site)
            if place.who:
                _log_in(contexts[place.who], world.members[place.who].username)
        for width in WIDTHS:
            yield _weigh(contexts[place.who], place, width)


def _context(browser: Browser, site: Site) -> BrowserContext:
    context = browser.new_context(base_url=site.url, permissions=["camera"])
    context.add_init_script(WATCH)
    return context


def _log_in(context: BrowserContext, username: str) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.locator(".site-header .me").wait_for()
    page.close()


def _walk(browser: Browser, site: Site, name: str, *, selfie: bool) -> str:
    page: Page = _context(browser, site).new_page()
    walk = Walk(page)
    started = time.perf_counter()
    walk.sign_up(name)
    walk.take_a_selfie() if selfie else walk.refuse_one()
    walk.say_something()
    seconds = time.perf_counter() - started
    steps = walk.steps
    return (
        f"{'by a selfie' if selfie else 'without one':<14}{seconds:>6.1f} s{steps.pages:>4} pages"
        f"{steps.clicks:>4} clicks{steps.fields:>4} fields"
    )


def measure(browser: Browser, site: Site) -> bool:
    """Print the table and the walks; whether all pages are under the bar."""
    print(
        f"{'page':<52}{'px':>6}{'req':>6}{'kB':>8}{'pict. kB':>10}{'shift':>8}{'nodes':>7}"
        f"{'DOM ms':>8}{'LCP ms':>8}"
    )
    rows = []
    for row in weigh(browser, site):
        print(row, flush=True)
        rows.append(row)
    heaviest = max(rows, key=lambda row: row.words)
    print(f"heaviest before pictures: {heaviest.words / 1000:.1f} kB, {heaviest.place}")
    print(f"furthest moved: {max(row.seen['shift'] for row in rows):.3f}")
    for selfie in (True, False):
        print(_walk(browser, site, f"walker{int(selfie)}", selfie=selfie), flush=True)
    return not any(row.is_over for row in rows)


def main() -> int:
    """Run the bench; 1 if a page is over the bar."""
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    with tempfile.TemporaryDirectory(prefix="rockstar-bench-") as folder:
        film = Path(folder, "film.mjpeg")
        faces.camera_film(film, faces.selfie())
        more = {"FACENET_WEIGHTS": str(weights.resolve())}
        with Site.started(Path(folder), **more) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ["CHROMIUM"],
                chromium_sandbox=False,
                args=[*CAMERA, f"--use-file-for-fake-video-capture={film}"],
            )
            under = measure(browser, site)
            browser.close()
    print("All pages are under the bar." if under else "Some pages are over the bar.")
    return 0 if under else 1


if __name__ == "__main__":
    sys.exit(main())
