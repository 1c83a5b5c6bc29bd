"""How long a selfie takes, from POST to `done`, and what the processes need in memory.

    python -m bench.selfie [--count 50] [--pixels 1280] [--picture FILE]

A whole site is started in a folder of its own, and one member after the other sends a selfie: the
worker is warm, and nobody else is there. The parts are read off the bells that the worker rings
at each stage, so they add up to the whole but for a last question of the client.
"""

import argparse
import io
import os
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from bench.processes import Memory, memory_of
from rockmatch.vision.weights import weights_path
from tests import faces
from tests.live import Site, Visitor

# Each part ends with a bell: detecting begins, aligning, embedding, matching, done.
PARTS = ("queued, opened", "detecting", "aligning", "embedding", "matching, written")
TIMEOUT = 60  # seconds


class Reading(NamedTuple):
    """Milliseconds of one selfie: the POST, each of PARTS, and all of it."""

    post: float
    parts: list[float]
    total: float


def phone_picture(pixels: int, picture: Path | None) -> bytes:
    """A JPEG with a long side of `pixels`: of the file, or the portrait that the tests use."""
    if picture:
        image = Image.open(picture).convert("RGB")
    else:
        image = Image.open(io.BytesIO(faces.selfie()))
    scale = pixels / max(image.size)
    return faces.as_file(
        image.resize((round(image.width * scale), round(image.height * scale))), quality=92
    )


def read_one(site: Site, visitor: Visitor, picture: bytes) -> Reading:
    """Send one selfie and listen until it is done."""
    with site.redis(2).pubsub(ignore_subscribe_messages=False) as listener:
        listener.psubscribe("progress:*")
        listener.get_message(timeout=TIMEOUT)  # that it listens
        start = time.perf_counter()
        answer = visitor.selfie(picture)
        posted = time.perf_counter()
        bells = [_bell(listener) for _ in PARTS]
        state = visitor.outcome(answer)
        end = time.perf_counter()
    if state["status"] != "done":
        raise SystemExit(f"The selfie failed: {state['error']}")
    # The worker may begin before the answer to the POST has come back.
    marks = np.array([posted, *bells])
    return Reading((posted - start) * 1000, [*(np.diff(marks) * 1000)], (end - start) * 1000)


def _bell(listener: Any) -> float:
    message = listener.get_message(timeout=TIMEOUT)
    if message is None:
        raise SystemExit("The worker did not ring.")
    return time.perf_counter()


def report_times(readings: list[Reading]) -> None:
    """Print p50 and p95 of the whole and its parts."""
    rows = {"POST to its answer": [reading.post for reading in readings]}
    for index, part in enumerate(PARTS):
        rows[part] = [reading.parts[index] for reading in readings]
    rows["POST to done"] = [reading.total for reading in readings]
    print(f"{len(readings)} selfies{'p50 ms':>24}{'p95 ms':>10}")
    for name, values in rows.items():
        print(f"{name:<24}{np.percentile(values, 50):>11.0f}{np.percentile(values, 95):>10.0f}")


def report_memory(rest: dict[str, Memory], after: dict[str, Memory], count: int) -> None:
    """Print each part's memory before and after."""
    print(f"\n{'MB in memory':<24}{'at rest':>18}{f'after {count}':>20}")
    print(f"{'':<24}{'resident':>9}{'own share':>11}{'resident':>10}{'own share':>11}")
    for part in rest:
        one, two = rest[part], after[part]
        print(
            f"{part:<24}{one.resident:>9.0f}{one.share:>11.0f}"
            f"{two.resident:>10.0f}{two.share:>11.0f}"
        )
    print("Own share: memory that several processes use is divided among them (PSS).")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description="How long a selfie takes.")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--pixels", type=int, default=1280, help="long side of the picture")
    parser.add_argument("--picture", type=Path, help="another face than the astronaut's")
    options = parser.parse_args()
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    picture = phone_picture(options.pixels, options.picture)
    with (
        tempfile.TemporaryDirectory(prefix="rockstar-bench-") as folder,
        Site.started(Path(folder), FACENET_WEIGHTS=str(weights.resolve())) as site,
    ):
        rest = memory_of(site.process.pid)
        readings = [read_one(site, site.member(), picture) for _ in range(options.count)]
        after = memory_of(site.process.pid)
    print(f"{len(picture) / 1000:.0f} kB, long side {options.pixels} pixels")
    report_times(readings)
    report_memory(rest, after, options.count)


if __name__ == "__main__":
    main()
