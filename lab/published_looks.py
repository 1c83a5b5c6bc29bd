"""``figures/looks.json``: what machines said of the stones that ship with the product.

An installation without the extra detectors has their looks from there. Each stone has a digest of
its file's name, which changes with the picture: of another picture nothing is taken over.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from lab.models import MachineLook, Stimulus
from rockmatch.portraits.catalogue import write_atomically
from rockmatch.vision.look import Look, look_with

FILE: Final = Path(__file__).with_name("figures") / "looks.json"


@dataclass(frozen=True)
class PublishedLooks:
    """The looks that ship with the product."""

    stones: Mapping[str, Mapping[str, Any]]
    """By key: `picture`, and `boxes` by observer."""
    observers: Mapping[str, Mapping[str, Any]]
    """`version` and `threshold` of each."""

    def of(self, stimulus: Stimulus) -> list[Look]:
        """What is said of a stone as it looks now."""
        stone = self.stones.get(stimulus.key, {})
        if stone.get("picture") != picture_digest(stimulus):
            return []
        return [
            look_with(name, self.observers[name]["version"], self.observers[name]["threshold"], one)
            for name, one in stone["boxes"].items()
        ]


def read_published(path: Path = FILE) -> PublishedLooks:
    """Read the file; there are no looks where it is not there."""
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return PublishedLooks(told.get("stones", {}), told.get("observers", {}))


def publish(path: Path, observers: Mapping[str, Mapping[str, Any]]) -> int:
    """Write what these observers, in this version, said of the ladder and the museum.

    The same looks give the same file, with a line for each stone.

    Returns:
        How many stones it tells of.
    """
    kinds = (Stimulus.Kind.LADDER, Stimulus.Kind.MUSEUM)
    looks = MachineLook.objects.filter(boxes__isnull=False, stimulus__kind__in=kinds)
    stones: dict[str, dict[str, Any]] = {}
    for look in looks.filter(stimulus__is_shown=True).select_related("stimulus"):
        told = {"version": look.version, "threshold": look.threshold}
        if observers.get(look.observer) == told:
            new = {"picture": picture_digest(look.stimulus), "boxes": {}}
            stones.setdefault(look.stimulus.key, new)["boxes"][look.observer] = look.boxes
    write_atomically(path, _lines(observers, stones).encode())
    return len(stones)


def picture_digest(stimulus: Stimulus) -> str:
    """A picture's short name: its file is named after what it shows."""
    return hashlib.sha256(PurePosixPath(stimulus.file).name.encode()).hexdigest()[:8]


def _lines(observers: Mapping[str, Any], stones: Mapping[str, Any]) -> str:
    return (
        f'{{"version": 1,\n"observers": {_short(observers)},\n"stones": {{\n'
        + ",\n".join(f"{_short(key)}:{_short(stones[key])}" for key in sorted(stones))
        + "\n}}\n"
    )


def _short(thing: Iterable[Any]) -> str:
    return json.dumps(thing, sort_keys=True, separators=(",", ":"))
