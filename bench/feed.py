"""Timelines among very many posts: the SQL, the view, and over HTTP.

    python -m rockstar_site.embedded run --throwaway -- python -m bench.feed [--posts N ...]

It fills the database that DATABASE_URL names (`bench.feed_world`): run it on a throwaway one; it
stops where there are posts already.

Four readers ask for home: the one with the median number of follows, one who follows very many,
one who follows 5 that post least, and the median one 100 pages down. `SQL` is the time of the
queries of the timeline, `view` that of the whole request inside of one process, and `HTTP` that at
CLIENTS clients who ask the web server at once. The last columns say how many times the median
reader's first page each takes.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from typing import Any

import numpy as np

from bench.feed_world import fill
from bench.throwaway import prepare

PAGES_DOWN = 100
WARM_UP = 20


def shares(times: Sequence[float]) -> tuple[float, float]:
    """Give p50 and p95 in milliseconds of seconds."""
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return float(p50), float(p95)


def timed(act: Callable[[], Any], count: int) -> list[float]:
    """Do something so many times after a warm-up, and give the seconds of each."""
    for _ in range(min(WARM_UP, count)):
        act()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return times


def sql_times(member: Any, before: int | None, count: int) -> list[float]:
    """Seconds in the database for one page of home: whom one follows, which posts, and these."""
    from django.db import connection

    from feed import queries
    from feed.queries import Reader

    spent = 0.0

    def clock(execute: Any, *arguments: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - start

    times = []
    with connection.execute_wrapper(clock):
        for number in range(count + WARM_UP):
            spent = 0.0
            queries.read_page(queries.home(Reader(member)), before=before)
            if number >= WARM_UP:
                times.append(spent)
    return times


def place_down(member: Any, pages: int) -> int | None:
    """Give the place where a page begins that lies so many pages down."""
    from feed import queries
    from feed.queries import Reader

    place = None
    for _ in range(pages):
        place = queries.read_page(queries.home(Reader(member)), before=place).next or place
    return place


def logged_in(member: Any) -> tuple[Any, str]:
    """Give a client of a member, and the cookie of its session."""
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(member)
    return client, client.cookies[settings.SESSION_COOKIE_NAME].value


class Server:
    """The web server of `make up`, alone."""

    def __enter__(self) -> "Server":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        env = os.environ | {"PORT": str(self.port)}
        command = [sys.executable, "-m", "rockstar_site.web"]
        self.process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                self.get("/healthz", "")
                break
            except OSError:
                time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def get(self, path: str, session: str) -> float:
        """Get a page and give the seconds that it took.

        Raises:
            RuntimeError: The answer is not a page.
        """
        start = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        page = answer.read()
        connection.close()
        if answer.status != 200 or (session and b"<article" not in page):
            raise RuntimeError(f"{path} answered {answer.status}")
        return time.perf_counter() - start

    def at_once(self, path: str, session: str, clients: int, count: int) -> list[float]:
        """Let clients ask one after the other, all at once."""
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda _: self.get(path, session), range(clients * 5)))
            return list(pool.map(lambda _: self.get(path, session), range(count)))


def main() -> None:
    """Read the arguments, fill, ask, print."""
    parser = argparse.ArgumentParser(description="Timelines among very many posts.")
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--follows", type=int, default=2_000_000)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--many", type=int, default=2_500, help="follows of who follows many")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    prepare("feed.Post", pages=True)
    from feed import cursor
    from feed.models import Post
    from profiles.models import Follow, Member

    names = ("members", "follows", "posts")
    sizes = {name: getattr(options, name) for name in names}
    start = time.perf_counter()
    ids = fill(sizes, options.many)
    print(
        f"{options.members:,} members, {Follow.objects.count():,} follows, "
        f"{Post.objects.count():,} posts in {time.perf_counter() - start:.0f} s"
    )
    readers = {name: Member.objects.get(pk=pk) for name, pk in ids.items()}
    follows = {name: member.following_links.count() for name, member in readers.items()}
    deep = place_down(readers["median"], PAGES_DOWN)
    asked: list[tuple[str, Member, int | None]] = [
        (f"follows {follows[name]:,}", readers[name], None) for name in readers
    ]
    asked.insert(1, (f"the same, page {PAGES_DOWN}", readers["median"], deep))
    first: list[float] = []
    print(f"{'ms':<22}{'SQL p50':>9}{'p95':>7}{'view p50':>10}{'p95':>7}", end="")
    print(f"{'HTTP p50':>10}{'p95':>7}   times the first: SQL, view, HTTP (p50)")
    with Server() as server:
        for words, member, before in asked:
            client, session = logged_in(member)
            path = f"/?before={cursor.encode(before)}" if before else "/"
            runs = [
                sql_times(member, before, options.requests),
                timed(partial(client.get, path), options.requests),
                server.at_once(path, session, options.clients, options.requests),
            ]
            middles = [statistics.median(run) for run in runs]
            first = first or middles
            figures = [figure for run in runs for figure in shares(run)]
            widths = (9, 7, 10, 7, 10, 7)
            row = "".join(f"{f:>{w}.1f}" for f, w in zip(figures, widths, strict=True))
            times = ", ".join(f"{m / f:.2f}" for m, f in zip(middles, first, strict=True))
            print(f"{words:<22}{row}   {times}", flush=True)


if __name__ == "__main__":
    main()
