"""A visitor who fetches pages, in a process of their own, and notes how long each took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.request import urlopen

import numpy as np

PAGES = ("/", "/explore/", "/healthz")
PAUSE = 0.1  # seconds between two pages, so that the probe itself is little load


@dataclass
class Probe:
    """The handle of a probe."""

    _line: Connection

    @classmethod
    @contextmanager
    def of(cls, url: str) -> Iterator["Probe"]:
        """Start a probe of the site at `url`; it waits until it is told to begin."""
        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_fetch, args=(url, there), daemon=True)
        process.start()
        here.recv()  # that it has started
        try:
            yield cls(here)
        finally:
            here.send("end")
            process.join()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let it fetch pages for as long as the block takes."""
        self._line.send("begin")
        try:
            yield
        finally:
            self._line.send("pause")

    def seconds(self) -> np.ndarray:
        """How long each page took in the last run."""
        return np.array(self._line.recv())


def _fetch(url: str, line: Connection) -> None:
    line.send("here")
    while line.recv() == "begin":
        times: list[float] = []
        while not line.poll():
            start = time.perf_counter()
            with urlopen(url + PAGES[len(times) % len(PAGES)], timeout=60) as answer:
                answer.read()
            times.append(time.perf_counter() - start)
            time.sleep(PAUSE)
        line.recv()  # pause
        line.send(times)
