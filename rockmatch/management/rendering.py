"""What the commands that render share: processes side by side, and a line for each rock."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from rockmatch.portraits.render import use_one_thread


@contextmanager
def rendering_workers(jobs: int) -> Iterator[Executor | None]:
    """Processes that render; none where one job is asked for, which uses all cores itself."""
    if jobs < 2:
        yield None
        return
    # spawn: a forked child would inherit Mitsuba's threads, which do not survive it.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=use_one_thread) as workers:
        yield workers


class Progress:
    """One line for each step: which, how many of how many, and how long it will still take."""

    def __init__(self, write: Callable[[str], Any], total: int) -> None:
        self._write, self._total, self._done = write, total, 0
        self._start = time.monotonic()

    def step(self, what: str) -> None:
        self._done += 1
        each = (time.monotonic() - self._start) / self._done
        left = round(each * (self._total - self._done))
        self._write(f"{self._done}/{self._total} {what}, {left // 60} min {left % 60:02d} s left")
