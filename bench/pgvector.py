"""The search of `matching.nearest_rocks` among a million pairings: how often right, how fast.

    python -m rockstar_site.embedded run --throwaway -- python -m bench.pgvector [--pairings N]

It fills the database that DATABASE_URL names with imagined pairings of 324 rocks with weights: run
it on a throwaway one; it stops where there are pairings already. They are drawn from the population
that ships with the product, in its 34 leading dimensions: so they lie about each other as people
do, with a local intrinsic dimension of 22 (Levina and Bickel 2004, 20 neighbours, 2,430 people of
LFW; in all dimensions drawn faces have 31, and no two are near: --dimensions 128). Then it asks
for other imagined faces, each twice: through the HNSW index, as the site does, and in an exact scan
with the index switched off. Recall@1 is the share of faces to which both give the same pairing.
EF_SEARCH=100,400 tries other widths of the search too.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.throwaway import prepare
from rockmatch.vision.imagine import Population

ROCKS = 324
CHUNK = 50_000
DIMENSIONS = 34  # of face space: see above


def leading(population: Population, dimensions: int) -> Population:
    """Flatten a population to the dimensions in which it varies most."""
    _, axes = np.linalg.eigh(population.covariance)
    kept = axes[:, -dimensions:] @ axes[:, -dimensions:].T
    return population._replace(covariance=(kept @ population.covariance @ kept).astype(np.float32))


def fill(count: int, population: Population, rng: np.random.Generator) -> None:
    """Copy rocks and pairings into the database, then build the index of the migration."""
    from django.db import connection

    from rockmatch.models import Pairing, Rock

    Rock.objects.bulk_create(
        Rock(slug=f"bench-{n}", name=f"Bench {n}", geology="igneous", portraits=[{"size": 96}])
        for n in range(ROCKS)
    )
    rocks = list(Rock.objects.values_list("pk", flat=True))
    weights = -rng.exponential(0.05, ROCKS)
    index = Pairing._meta.indexes[0]
    with connection.schema_editor() as editor:
        editor.remove_index(Pairing, index)
    start = time.perf_counter()
    copy = (
        "COPY rockmatch_pairing (rock_id, embedding, weight, origin, name, held_out, "
        "awaits_agreement, note, created_at) FROM STDIN"
    )
    connection.ensure_connection()
    with connection.connection.cursor().copy(copy) as rows:
        for first in range(0, count, CHUNK):
            points = population.draw(min(CHUNK, count - first), rng)
            owners = rng.integers(0, ROCKS, len(points))
            for number, (point, rock) in enumerate(zip(points, owners, strict=True), start=first):
                vector = "[" + ",".join(f"{value:.6f}" for value in point) + "]"
                told = vector, weights[rock], "curated", f"bench-{number}"
                rows.write_row((rocks[rock], *told, False, False, "", "now"))
            _show(f"{first + len(points):,} of {count:,} pairings copied")
    print(f"copied in                {time.perf_counter() - start:.0f} s")
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '2500MB'")
        cursor.execute(
            f"SET max_parallel_maintenance_workers = {max((os.cpu_count() or 1) - 1, 0)}"
        )
    with connection.schema_editor() as editor:
        editor.add_index(Pairing, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE rockmatch_pairing")
        cursor.execute(
            "SELECT pg_size_pretty(pg_relation_size('pairing_key_hnsw')), "
            "pg_size_pretty(pg_table_size('rockmatch_pairing'))"
        )
        sizes = cursor.fetchone()
    print(f"index built in           {time.perf_counter() - start:.0f} s")
    print(f"index, table             {sizes[0]}, {sizes[1]}")


def _show(line: str) -> None:
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


def ask(faces: Sequence[NDArray[np.float32]], *, exact: bool) -> tuple[list[int], list[float]]:
    """Ask for each face; which pairing came first, and in how many milliseconds."""
    from django.db import connection

    from rockmatch.matching import nearest_rocks

    found, times = [], []
    with connection.cursor() as cursor:
        cursor.execute(f"SET enable_indexscan = {'off' if exact else 'on'}")
    for number, face in enumerate(faces):
        start = time.perf_counter()
        match = nearest_rocks(face)[0]
        times.append(1000 * (time.perf_counter() - start))
        found.append(match.pairing.pk)
        _show(f"{number + 1} of {len(faces)} faces asked for, {'exactly' if exact else 'by index'}")
    return found, times


def main() -> None:
    """Read the arguments, fill, ask, print."""
    parser = argparse.ArgumentParser(description="The search among very many pairings.")
    parser.add_argument("--pairings", type=int, default=1_000_000)
    parser.add_argument("--faces", type=int, default=300)
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS)
    options = parser.parse_args()
    prepare("rockmatch.Pairing")
    from django.db import connection

    from rockmatch.museum_loader import read_population

    population = leading(read_population(), options.dimensions)
    fill(options.pairings, population, np.random.default_rng(1))
    faces = list(population.draw(options.faces, np.random.default_rng(2)))
    ask(faces[:200], exact=False)  # the index comes into memory
    efs = [None, *[int(value) for value in os.environ.get("EF_SEARCH", "").split(",") if value]]
    truth, slow = ask(faces, exact=True)
    for ef in efs:
        if ef:
            with connection.cursor() as cursor:
                cursor.execute(f"SET hnsw.ef_search = {ef}")
        found, times = ask(faces, exact=False)
        right = np.mean(np.array(truth) == np.array(found))
        with connection.cursor() as cursor:
            cursor.execute("SHOW hnsw.ef_search")
            width = cursor.fetchone()[0]
        print(f"\nhnsw.ef_search {width}: recall@1 {right:.4f} over {len(faces):,} faces")
        for name, spent in (("index", times), ("exact scan", slow)):
            p50, p95 = np.percentile(spent, [50, 95])
            print(f"  {name:<22} p50 {p50:8.2f} ms   p95 {p95:8.2f} ms")


if __name__ == "__main__":
    main()
