"""The snapshot of the balance, and its page, among as many pairings as one likes.

    python -m rockstar_site.embedded run --throwaway -- python -m bench.coverage

It fills the database that DATABASE_URL names with imagined pairings of rocks and with humans who
wait for one: run it on a throwaway one; it stops where there are pairings already. It prints the
CPU and the memory that the snapshot takes, in a process of its own, and what the page takes.
"""

import argparse
import json
import multiprocessing
import sys
import time
from itertools import batched
from pathlib import Path

import numpy as np

from bench.throwaway import prepare

CHUNK = 5_000
LOOKS = 5
PORTRAITS = [{"size": 96, "file": "rocks/bench.webp"}]


def fill(pairings: int, rocks: int, humans: int) -> None:
    """Fill the database, without the indices of vectors, which nothing here asks."""
    from django.db import connection

    from rockmatch.models import Human, Pairing, Rock
    from rockmatch.museum_loader import read_population

    population, rng = read_population(), np.random.default_rng(4)
    with connection.schema_editor() as editor:
        for model in (Pairing, Human):
            editor.remove_index(model, model._meta.indexes[0])
    Rock.objects.bulk_create(
        Rock(slug=f"bench-{n}", name=f"Bench {n}", geology="igneous", portraits=PORTRAITS)
        for n in range(rocks)
    )
    ids = list(Rock.objects.values_list("pk", flat=True))
    for some in batched(range(pairings), CHUNK):
        faces = zip(some, population.draw(len(some), rng), strict=True)
        Pairing.objects.bulk_create(
            Pairing(rock_id=ids[n % rocks], name=f"p{n}", origin="imagined", embedding=face)
            for n, face in faces
        )
    for some in batched(range(humans), CHUNK):
        faces = zip(some, population.draw(len(some), rng), strict=True)
        Human.objects.bulk_create(
            Human(name=f"H{n}", slug=f"h{n}", status="ready", digest=f"{n:064x}", embedding=face)
            for n, face in faces
        )


def peak_memory() -> int:
    """The most that this process has held resident, in MB; `getrusage` counts its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def snapshot() -> None:
    """Measure in this process, which has done nothing else, and print what it took."""
    import django

    django.setup()
    from studio.services.coverage import measure_coverage

    rest = peak_memory()
    began = time.process_time()
    made = measure_coverage()
    spent = time.process_time() - began
    kept = len(json.dumps(made.plots)), len(json.dumps(made.ranks))
    print(f"{made}: {spent:.1f} s of CPU, {made.seconds:.1f} s")
    print(f"memory at its peak {peak_memory()} MB, of them {rest} before it began")
    print(f"kept: {kept[0]:,} bytes of plots, {kept[1]:,} of ranks")


def look() -> None:
    """Draw the page as a curator sees it, and print the queries and the median of CPU."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from profiles.models import Member

    client = Client(HTTP_HOST="localhost")
    client.force_login(Member.objects.create_user("bench", is_superuser=True))
    spent, asked, size = [], 0, 0
    for _ in range(LOOKS):
        began = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get("/curate/balance/").content)
        spent.append(time.process_time() - began)
        asked = len(queries)
    print(f"the page: {asked} queries, {sorted(spent)[LOOKS // 2] * 1000:.0f} ms, {size:,} bytes")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pairings", type=int, default=100_000)
    parser.add_argument("--rocks", type=int, default=2_000)
    parser.add_argument("--humans", type=int, default=5_000)
    options = parser.parse_args()
    prepare("rockmatch.Pairing", pages=True)
    from django.db import connection

    fill(options.pairings, options.rocks, options.humans)
    connection.close()
    process = multiprocessing.get_context("spawn").Process(target=snapshot)
    process.start()
    process.join()
    look()
    return process.exitcode or 0


if __name__ == "__main__":
    sys.exit(main())
