"""A rock of one's own through the real worker, and what a selfie takes meanwhile.

    python -m bench.bespoke [--count 5] [--selfies 20]

A whole site is started in a folder of its own, which needs `requirements-portraits.lock`.
One member after the other asks the workshop for a rock, with wishes that differ, and a rock counts
from the start of its POST to the answer that says done. First nothing else goes on. Then, while as
many rocks are made again, another member sends selfies, one after the other; before all that, the
same selfies on the quiet site.
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from bench.processes import cpu_of, memory_of
from bench.selfie import phone_picture
from rockmatch.portraits.parameters import GEOLOGIES
from rockmatch.portraits.sampling import TEMPERAMENTS
from rockmatch.vision.weights import weights_path
from tests.live import Site, Visitor, wait_for

TIMEOUT = 300  # seconds that a rock may take
WARM_UP = 4  # selfies, so that every process has read one
CALLS = "/api/v1/me/rocks/"


def members(site: Site) -> Iterator[Visitor]:
    """New members, each with a rock of the museum."""
    rocks = site.call("GET", "/api/v1/rocks/?limit=72").json["results"]
    number = 0
    while True:
        visitor = site.member()
        visitor.call("POST", "/api/v1/me/rock/", {"slug": rocks[number * 7 % len(rocks)]["slug"]})
        yield visitor
        number += 1


def make_one(visitor: Visitor, number: int) -> tuple[float, int]:
    """Ask for a rock and wait; returns the seconds, and how many pictures it took."""
    moods = list(TEMPERAMENTS)
    wishes = {geology: float(geology == GEOLOGIES[number % 3]) for geology in GEOLOGIES}
    mood = moods[number % len(moods)]
    start = time.perf_counter()
    asked = visitor.call("POST", CALLS, {**wishes, "mood": mood, "change": number % 5 / 4})
    if asked.status != 202:
        raise SystemExit(f"The wish was refused: {asked.body!r}")

    def outcome() -> Any:
        state = visitor.call("GET", f"{CALLS}{asked.json['id']}/").json
        return state if state["status"] in ("done", "failed") else None

    state = wait_for(outcome, seconds=TIMEOUT, what="the rock")
    if state["status"] != "done":
        if state["error"]["code"] != "taken_for_a_face":
            raise SystemExit(f"No rock came of it: {state['error']}")
        print(f"of wish {number} came none: the gate refused them all", flush=True)
    return time.perf_counter() - start, state["attempt"]


def make_some(visitors: Iterator[Visitor], count: int) -> tuple[np.ndarray, int]:
    """Seconds of each of `count` rocks, one after the other, and how many pictures in all."""
    made = [make_one(next(visitors), number) for number in range(count)]
    return np.array([seconds for seconds, _ in made]), sum(pictures for _, pictures in made)


def send_selfies(visitor: Visitor, picture: bytes, enough: Callable[[int], bool]) -> np.ndarray:
    """Seconds of each selfie from its POST to done, one after the other until it is enough."""
    times: list[float] = []
    while not enough(len(times)):
        start = time.perf_counter()
        state = visitor.outcome(visitor.selfie(picture))
        if state["status"] != "done":
            raise SystemExit(f"The selfie failed: {state['error']}")
        times.append(time.perf_counter() - start)
    return np.array(times)


@contextmanager
def peak_memory(site: Site) -> Iterator[list[float]]:
    """Note the workshop's share of memory in MB, twice a second, while the block runs."""
    shares: list[float] = []
    over = threading.Event()

    def note() -> None:
        while not over.wait(0.5):
            shares.append(memory_of(site.process.pid)["workshop"].share)

    noting = threading.Thread(target=note)
    noting.start()
    try:
        yield shares
    finally:
        over.set()
        noting.join()


def report(what: str, seconds: np.ndarray, unit: float, digits: int) -> None:
    """Print one line: how many, p50, p95, the longest."""
    parts = [*np.percentile(seconds, (50, 95)), seconds.max()]
    numbers = "".join(f"{part * unit:>10.{digits}f}" for part in parts)
    print(f"{what:<44}{len(seconds):>5}{numbers}", flush=True)


def measure(site: Site, count: int, selfies: int, picture: bytes) -> None:
    """Run the bench on a site that is ready."""
    visitors = members(site)
    selfie_taker = next(visitors)
    send_selfies(selfie_taker, picture, lambda sent: sent >= WARM_UP)
    print(f"{'':<44}{'n':>5}{'p50':>10}{'p95':>10}{'longest':>10}")
    quiet = send_selfies(selfie_taker, picture, lambda sent: sent >= selfies)
    report("a selfie, POST to done, ms", quiet, 1000, 0)
    rest = memory_of(site.process.pid)["workshop"].share
    before = cpu_of(site.process.pid)
    with peak_memory(site) as peaks:
        rocks, pictures = make_some(visitors, count)
    report("a rock, POST to done, s", rocks, 1, 1)
    cpu = cpu_of(site.process.pid)["workshop"] - before["workshop"]
    over = threading.Event()
    meanwhile: list[np.ndarray] = []
    sender = threading.Thread(
        target=lambda: meanwhile.append(
            send_selfies(selfie_taker, picture, lambda _: over.is_set())
        )
    )
    sender.start()
    busy, pictures_then = make_some(visitors, count)
    over.set()
    sender.join()
    report("a rock while selfies are read one by one, s", busy, 1, 1)
    report("a selfie while a rock is made, ms", meanwhile[0], 1000, 0)
    print(f"\nCPU of the workshop for a rock: {cpu / count:.1f} s", end="; ")
    print(f"{pictures + pictures_then} pictures for {2 * count} wishes")
    print(f"memory of the workshop (PSS): {rest:.0f} MB at rest, {max(peaks):.0f} at its peak")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description="Rocks of one's own.")
    parser.add_argument("--count", type=int, default=5, help="rocks, twice")
    parser.add_argument("--selfies", type=int, default=20, help="on the quiet site")
    options = parser.parse_args()
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    with (
        tempfile.TemporaryDirectory(prefix="rockstar-bench-") as folder,
        Site.started(Path(folder), FACENET_WEIGHTS=str(weights.resolve())) as site,
    ):
        if not site.processes("rockstar_site.workshop"):
            raise SystemExit("There is no workshop: install requirements-portraits.lock.")
        measure(site, options.count, options.selfies, phone_picture(1280, None))


if __name__ == "__main__":
    main()
