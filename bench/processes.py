"""What a site's processes need in memory, by the part of the house that they are (Linux)."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

PARTS = {
    "uvicorn": "web",
    "celery -A rockstar_site beat": "beat",
    "celery -A rockstar_site worker": "worker",
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
    for process in [supervisor, *_descendants(supervisor)]:
        try:
            line = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        part = next((part for words, part in PARTS.items() if words in line), "other")
        sums[part][0] += _megabytes(rollup, "Rss:")
        sums[part][1] += _megabytes(rollup, "Pss:")
    return {part: Memory(*sums[part]) for part in sorted(sums)}


def _descendants(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    found = [int(child) for child in children]
    return [*found, *(below for child in found for below in _descendants(child))]


def _megabytes(rollup: str, name: str) -> float:
    line = next(line for line in rollup.splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
