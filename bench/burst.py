"""Many selfies at once: when each is done, what the pages feel of it, and what it costs.

    python -m bench.burst [--shapes 2x1 2x2 ...] [--bursts 1 2 8 32 100] [--picture FILE]

A shape is PROCESSES x THREADS of the worker. For each one a whole site is started in a folder of
its own; as many members as the burst has selfies send theirs in the same moment, and a selfie
counts from the start of its POST to the row that says done. A probe asks for pages meanwhile, one
after the other, from a process of its own; before that it does the same on the quiet site. At the
end the same pictures go through the batch path (all cores, one process, 32 at a time): what the
cores could do at best with nobody waiting.
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psycopg

from bench.batches import batch_rate, in_a_process
from bench.probe import Probe
from bench.processes import cpu_of, memory_of
from bench.selfie import phone_picture
from rockmatch.vision.facenet import BATCH
from rockmatch.vision.networks.engines import available_cores
from rockmatch.vision.pictures import encode_picture, open_picture
from rockmatch.vision.weights import weights_path
from rockstar_site.embedded import paths
from tests.live import Answer, Site, Visitor, wait_for

TIMEOUT = 300  # seconds that a burst may take
WARM_UP = 6  # selfies one after the other, so that every process has read one
QUIET = 6  # seconds of the probe without selfies
POSTS = 20  # on the explore page


class Burst(NamedTuple):
    """What one burst took, in seconds from the start of each POST; arrays of one per selfie."""

    done: np.ndarray
    """Until the selfie's row said done."""
    posted: np.ndarray
    """Until the POST was answered."""
    whole: float
    """From the first POST to the last row."""
    pages: np.ndarray
    """Of each page that the probe fetched meanwhile."""
    cpu: dict[str, float]
    """CPU seconds of each part of the house."""

    @property
    def rate(self) -> float:
        """Selfies a second."""
        return len(self.done) / self.whole


def send_burst(site: Site, visitors: Sequence[Visitor], picture: bytes, probe: Probe) -> Burst:
    """Let each visitor send the picture in the same moment, and wait until all are done."""
    together = threading.Barrier(len(visitors))

    def send(visitor: Visitor) -> tuple[float, float, Answer]:
        together.wait()
        start = time.time()
        answer = visitor.selfie(picture)
        return start, time.time(), answer

    cpu = cpu_of(site.process.pid)
    with probe.running(), ThreadPoolExecutor(len(visitors)) as pool:
        sent = list(pool.map(send, visitors))
        ids = [_id(answer) for _, _, answer in sent]
        finished = _finished(site, ids)
    after = cpu_of(site.process.pid)
    starts = np.array([start for start, _, _ in sent])
    ends = np.array([finished[selfie] for selfie in ids])
    return Burst(
        done=ends - starts,
        posted=np.array([posted - start for start, posted, _ in sent]),
        whole=ends.max() - starts.min(),
        pages=probe.seconds(),
        cpu={part: after[part] - cpu.get(part, 0) for part in after},
    )


def _id(answer: Answer) -> str:
    if answer.status != 202:
        raise SystemExit(f"A selfie was refused: {answer.body!r}")
    return answer.json["id"]


def _finished(site: Site, ids: list[str]) -> dict[str, float]:
    """Wait for these selfies, and return when each was done, in seconds of `time.time()`."""
    open_ones = "SELECT count(*) FROM rockmatch_selfie WHERE finished_at IS NULL"
    with psycopg.connect(paths.database_url(site.var_dir), autocommit=True) as connection:
        wait_for(
            lambda: connection.execute(open_ones).fetchone() == (0,),
            seconds=TIMEOUT,
            what="the burst to be read",
        )
    rows = site.sql(
        "SELECT id::text, status, extract(epoch FROM finished_at)::float8"
        " FROM rockmatch_selfie WHERE id = ANY(%s::uuid[])",
        ids,
    )
    if failed := [status for _, status, _ in rows if status != "done"]:
        raise SystemExit(f"{len(failed)} selfies of {len(ids)} failed")
    return {selfie: moment for selfie, _, moment in rows}


def measure_shape(
    shape: str, bursts: Sequence[int], picture: bytes, weights: Path
) -> dict[int, Burst]:
    """Run the bursts on a site whose worker has this shape, and print them."""
    processes, threads = shape.split("x")
    settings = {"WORKER_PROCESSES": processes, "WORKER_THREADS": threads}
    with (
        tempfile.TemporaryDirectory(prefix="rockstar-bench-") as folder,
        Site.started(Path(folder), FACENET_WEIGHTS=str(weights), **settings) as site,
        Probe.of(site.url) as probe,
    ):
        visitors = [site.member() for _ in range(max(bursts))]
        for number in range(POSTS):
            visitors[number % len(visitors)].call(
                "POST", "/api/v1/posts/", {"text": f"No {number}"}
            )
        for _ in range(WARM_UP):
            visitors[0].outcome(visitors[0].selfie(picture))
        with probe.running():
            time.sleep(QUIET)
        quiet = probe.seconds()
        results = {
            count: send_burst(site, visitors[:count], picture, probe) for count in sorted(bursts)
        }
        shares = {part: memory.share for part, memory in memory_of(site.process.pid).items()}
    report(shape, results, quiet, shares)
    return results


def report(
    shape: str, results: dict[int, Burst], quiet: np.ndarray, shares: dict[str, float]
) -> None:
    """Print one shape's table."""
    processes, threads = shape.split("x")
    print(f"\n{processes} processes x {threads} threads; memory (PSS) of the worker", end=" ")
    print(f"{shares['worker']:.0f} MB, the web {shares['web']:.0f}, all {sum(shares.values()):.0f}")
    print(
        f"{'':>7}{'done, ms from the POST':^33}{'POST ms':^14}{'':9}{'pages ms':^14}{'CPU ms':^20}"
    )
    print(
        f"{'selfies':>7}{'first':>9}{'p50':>8}{'p95':>8}{'last':>8}{'p50':>7}{'p95':>7}"
        f"{'a second':>9}{'p50':>7}{'p95':>7}{'worker':>8}{'web':>6}{'rest':>8}"
    )
    print(f"{'none':>7}{'':56}{_milliseconds(quiet, 7)}")
    for count, burst in results.items():
        cpu = {part: 1000 * seconds / count for part, seconds in burst.cpu.items()}
        rest = sum(cpu.values()) - cpu["worker"] - cpu["web"]
        first, last = 1000 * burst.done.min(), 1000 * burst.whole
        print(
            f"{count:>7}{first:>9.0f}{_milliseconds(burst.done, 8)}{last:>8.0f}"
            f"{_milliseconds(burst.posted, 7)}{burst.rate:>9.1f}{_milliseconds(burst.pages, 7)}"
            f"{cpu['worker']:>8.0f}{cpu['web']:>6.0f}{rest:>8.0f}",
            flush=True,
        )


def _milliseconds(seconds: np.ndarray, width: int) -> str:
    """Write p50 and p95."""
    if not len(seconds):
        return f"{'-':>{width}}" * 2
    return "".join(f"{1000 * np.percentile(seconds, part):>{width}.0f}" for part in (50, 95))


def main() -> None:
    """Run the bench."""
    cores = available_cores()
    parser = argparse.ArgumentParser(description="Many selfies at once.")
    shapes = [f"1x{cores}", f"{cores}x1", f"{cores}x{cores}", "1x1"]
    parser.add_argument("--shapes", nargs="+", default=shapes, help="PROCESSESxTHREADS")
    parser.add_argument("--bursts", nargs="+", type=int, default=[1, 2, 8, 32, 100])
    parser.add_argument("--pixels", type=int, default=1280, help="long side of the picture")
    parser.add_argument("--picture", type=Path, help="another face than the astronaut's")
    options = parser.parse_args()
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    weights = weights.resolve()
    picture = phone_picture(options.pixels, options.picture)
    print(f"{len(picture) / 1000:.0f} kB, long side {options.pixels} pixels; {cores} cores")
    rates = {
        shape: measure_shape(shape, options.bursts, picture, weights)[max(options.bursts)].rate
        for shape in dict.fromkeys(options.shapes)
    }
    batch = in_a_process(batch_rate, encode_picture(open_picture(picture)), weights)
    print(f"\nbatches of {BATCH}: {batch:.1f} a second")
    for shape, rate in rates.items():
        print(f"{shape:<6}the burst of {max(options.bursts)} drains at {rate / batch:.2f} of that")


if __name__ == "__main__":
    main()
