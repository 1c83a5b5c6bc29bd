"""Things that are done at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*deeds: Callable[[], Any], refusals: tuple[type[Exception], ...]) -> list[Any]:
    """Do them; gives what each returned, or the refusal that it met."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            together.wait(30)
            return deed()
        except refusals as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
