"""What a site's processes need of memory and CPU, by the part of the house they are (Linux)."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PARTS = {
    "rockstar_site.web": "web",
    "from multiprocessing": "web",  # those of several
    "celery -A rockstar_site beat": "beat",
    "celery -A rockstar_site worker": "worker",
    "rockstar_site.workshop": "workshop",
    "rockmatch.portraits.child": "workshop",
    "postgres": "PostgreSQL",
    "valkey": "Redis",
    "rockstar_site.embedded": "supervisor",
}


class Memory(NamedTuple):
    """Megabytes: resident, and this part's share of what processes have in common."""

    resident: float
    share: float


def memory_of(supervisor: int) -> dict[str, Memory]:
    """Memory of each part of the site whose supervisor has this process id."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for part, rollup in _read(supervisor, "smaps_rollup"):
        sums[part][0] += _megabytes(rollup, "Rss:")
        sums[part][1] += _megabytes(rollup, "Pss:")
    return {part: Memory(*sums[part]) for part in sorted(sums)}


def cpu_of(supervisor: int) -> dict[str, float]:
    """Seconds of CPU that each part of the site has used, as user and in the kernel.

    What children that have ended used is counted with the process that waited for them.
    """
    sums: dict[str, float] = defaultdict(float)
    for part, stat in _read(supervisor, "stat"):
        ticks = stat.rpartition(")")[2].split()[11:15]  # utime, stime, cutime, cstime
        sums[part] += sum(int(number) for number in ticks) / os.sysconf("SC_CLK_TCK")
    return dict(sums)


def _read(supervisor: int, file: str) -> Iterator[tuple[str, str]]:
    """Yield the part and the text of a file in /proc for each process of the site."""
    for process in [supervisor, *_descendants(supervisor)]:
        try:
            line = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            text = Path(f"/proc/{process}/{file}").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield next((part for words, part in PARTS.items() if words in line), "other"), text


def _descendants(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    found = [int(child) for child in children]
    return [*found, *(below for child in found for below in _descendants(child))]


def _megabytes(rollup: str, name: str) -> float:
    line = next(line for line in rollup.splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
