"""The curators' studio among very many pairings, and fifty humans paired by keyboard.

    python -m rockstar_site.embedded run --throwaway -- python -m bench.studio [--pairings N ...]
    python -m rockstar_site.embedded run --throwaway -- python -m bench.studio --keyboard 50

It fills the database that DATABASE_URL names with the museum and with humans, pairings and members
who are known again, all of them imagined: run it on a throwaway one; it stops where there are
pairings already. The first prints, for each page and for `effect_of`, the number of queries and the
milliseconds of the first call in a process (which reads all pairings), of later ones, and of one
after another curator's pairing. The second lets Chromium (CHROMIUM names it) pair humans, each by
one key, on the web server of `make up`, and prints the seconds in all and for each human.
"""

import argparse
import io
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.feed import Server, logged_in
from bench.throwaway import prepare

PER_HUMAN: Final = 5  # pairings of each human who has some
WAITING: Final = 200
REPEATS: Final = 20


def vector_text(point: NDArray[np.float32]) -> str:
    return "[" + ",".join(f"{value:.6f}" for value in point) + "]"


def human_rows(points: NDArray[np.float32], prefix: str) -> Iterator[tuple[Any, ...]]:
    """Rows of `_HUMAN`, one for each point."""
    for number, point in enumerate(points):
        name = f"{prefix}-{number}"
        pk = uuid.uuid4()
        yield (pk, name, name, 2 * pk.hex, "", vector_text(point))


_HUMAN: Final = (
    "COPY rockmatch_human (id, name, slug, digest, crop, embedding, status, error, source, licence,"
    " licence_url, may_be_shown, consent_version, created_at, updated_at) FROM STDIN"
)
_PAIRING: Final = (
    "COPY rockmatch_pairing (rock_id, human_id, embedding, weight, origin, name, note, held_out,"
    " awaits_agreement, created_at) FROM STDIN"
)


def copy_humans(rows: list[tuple[Any, ...]]) -> None:
    """Write humans who have been read."""
    from django.db import connection

    connection.ensure_connection()
    with connection.connection.cursor().copy(_HUMAN) as lines:
        for row in rows:
            lines.write_row((*row, "ready", "", "", "", "", False, "", "now", "now"))


def fill(pairings: int, members: int) -> None:
    """Write pairings of humans with the museum's rocks, humans who wait, and members."""
    from django.db import connection

    from profiles.models import Member
    from rockmatch.consent import VERSION
    from rockmatch.models import FaceVector, Human, Pairing, Rock
    from rockmatch.museum_loader import read_population
    from rockmatch.sealing import seal

    rng, population = np.random.default_rng(1), read_population()
    rocks = list(Rock.objects.values_list("pk", flat=True))
    weights = -rng.exponential(0.05, len(rocks))
    points = population.draw(pairings // PER_HUMAN, rng)
    humans = list(human_rows(points, "paired"))
    indexes = [(model, model._meta.indexes[0]) for model in (Human, Pairing)]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    copy_humans([*humans, *human_rows(population.draw(WAITING, rng), "waiting")])
    with connection.connection.cursor().copy(_PAIRING) as lines:
        for row in humans:
            for rock in rng.choice(len(rocks), PER_HUMAN, replace=False):
                name = f"bench-{row[1]}-{rock}"
                more = (float(weights[rock]), "imported", name, "", False, False, "now")
                lines.write_row((rocks[rock], row[0], row[5], *more))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(f"SET max_parallel_maintenance_workers = {(os.cpu_count() or 1) - 1}")
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)
    made = Member.objects.bulk_create(
        Member(username=f"bench{n}", email=f"bench{n}@example.org") for n in range(members)
    )
    vectors = population.draw(members, rng)
    FaceVector.objects.bulk_create(
        FaceVector(
            member=member,
            sealed=seal(vector, member_id=member.pk),
            consent_version=VERSION,
            expires_at="2100-01-01T00:00:00Z",
        )
        for member, vector in zip(made, vectors, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(act: Callable[[], Any]) -> tuple[int, float]:
    """Do something; how many queries, and how many milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        act()
        spent = 1000 * (time.perf_counter() - start)
    return len(queries), spent


def measure(curator: Any, options: argparse.Namespace) -> None:
    """Print the table of pages and `effect_of`."""
    from rockmatch.models import Human, Rock
    from studio.queries.effect import effect_of
    from studio.services import pairing_acts

    client, _ = logged_in(curator)
    human = Human.objects.filter(pairings=None).earliest("created_at", "pk")
    rocks = Rock.objects.of_the_museum()
    rock = rocks[0]
    others = iter(Human.objects.filter(pairings=None).order_by("-created_at", "-pk"))

    def page(path: str) -> Callable[[], None]:
        def get() -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return get

    acts = {
        "effect_of": lambda: effect_of(human, rock),
        "/curate/": page("/curate/"),
        "/curate/?q=stone": page(f"/curate/?human={human.pk}&q=stone"),
        "/curate/pairings/": page("/curate/pairings/"),
        "/curate/pairings/?q=bench": page("/curate/pairings/?q=bench"),
    }
    print(f"{'':<28}{'queries':>8}{'first ms':>10}{'p50':>8}{'p95':>8}{'after a pairing':>17}")
    for name, act in acts.items():
        _, first = asked(act)
        runs = [asked(act) for _ in range(options.repeats)]
        after = []
        for _ in range(5):
            pairing_acts.pair(curator, next(others).pk, rock.slug)
            after.append(asked(act)[1])
        p50, p95 = np.percentile([spent for _, spent in runs], [50, 95])
        queries = max(number for number, _ in runs)
        changed = float(np.median(after))
        print(f"{name:<28}{queries:>8}{first:>10.1f}{p50:>8.1f}{p95:>8.1f}{changed:>17.1f}")


def drawn_crop(rng: np.random.Generator) -> bytes:
    """A picture of nobody: two dots and a line on a plain ground."""
    from PIL import Image, ImageDraw

    ground, ink = (tuple(int(c) for c in rng.integers(*span, 3)) for span in ((90, 220), (0, 60)))
    picture = Image.new("RGB", (160, 160), ground)
    pen = ImageDraw.Draw(picture)
    left, level, mouth = (int(value) for value in rng.integers((40, 50, 100), (65, 75, 125)))
    for eye in (left, 160 - left):
        pen.ellipse((eye - 8, level - 8, eye + 8, level + 8), fill=ink)
    pen.line((left, mouth, 160 - left, mouth + int(rng.integers(-8, 9))), fill=ink, width=5)
    file = io.BytesIO()
    picture.save(file, "WEBP")
    return file.getvalue()


def bring_humans(count: int) -> None:
    """Humans who wait, with a drawn crop each; they come before all others."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    from rockmatch.models import Human
    from rockmatch.museum_loader import read_population

    rng = np.random.default_rng(7)
    copy_humans(list(human_rows(read_population().draw(count, rng), "keyboard")))
    for human in Human.objects.filter(slug__startswith="keyboard-"):
        human.crop = storages["humans"].save(f"{human.pk}.webp", ContentFile(drawn_crop(rng)))
        human.created_at = datetime(2000, 1, 1, tzinfo=UTC)
        human.save(update_fields=["crop", "created_at"])


def play(curator: Any, count: int) -> list[float]:
    """Pair humans by keyboard; seconds from each key to the next human's face on the screen."""
    from playwright.sync_api import sync_playwright

    _, session = logged_in(curator)
    keys = np.random.default_rng(3).integers(1, 7, count)
    times = []
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], chromium_sandbox=False
        )
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        address = f"http://127.0.0.1:{server.port}"
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/curate/", wait_until="networkidle")
        for number, key in enumerate(keys, start=1):
            face = page.locator(".sitter-face").get_attribute("src")
            start = time.perf_counter()
            page.keyboard.press(str(key))
            page.wait_for_function(
                """(before) => {
                  const face = document.querySelector(".sitter-face");
                  if (!face) return Boolean(document.querySelector(".pair-empty"));
                  return face.getAttribute("src") !== before && face.complete;
                }""",
                arg=face,
            )
            times.append(time.perf_counter() - start)
            print(f"\r{number} of {count} paired", end="", file=sys.stderr, flush=True)
        browser.close()
    return times


def main() -> None:
    """Read the arguments, fill, measure or play."""
    parser = argparse.ArgumentParser(description="The curators' studio.")
    parser.add_argument("--pairings", type=int, help="100,000, or none with --keyboard")
    parser.add_argument("--members", type=int, default=500, help="who are known again")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--keyboard", type=int, metavar="N", help="pair N humans in Chromium")
    options = parser.parse_args()
    prepare("rockmatch.Pairing", pages=True)
    from profiles.models import Member
    from rockmatch.models import Pairing
    from rockmatch.museum_loader import load_museum

    load_museum()
    curator = Member.objects.create_superuser("curator", "curator@example.org", uuid.uuid4().hex)
    pairings = options.pairings or (0 if options.keyboard else 100_000)
    if pairings:
        start = time.perf_counter()
        fill(pairings, options.members)
        spent = time.perf_counter() - start
        print(f"{Pairing.objects.count():,} pairings, {options.members:,} members in {spent:.0f} s")
    if not options.keyboard:
        measure(curator, options)
        return
    bring_humans(options.keyboard)
    before = Pairing.objects.count()
    times = play(curator, options.keyboard)
    made = Pairing.objects.count() - before
    p50, p95 = np.percentile(times, [50, 95])
    print(
        f"\n{made} humans paired by keyboard in {sum(times):.1f} s: {p50:.2f} s each (p50), "
        f"{p95:.2f} s (p95), {max(times):.2f} s at most"
    )


if __name__ == "__main__":
    main()
