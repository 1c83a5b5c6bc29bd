"""Which rocks of the museum are cut out, so that they can stand for a face in a photo.

The web process asks it too, so nothing is loaded but the catalogue.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

CATALOGUE: Final = Path(__file__).resolve().parent / "museum" / "catalogue.json"


@cache
def _slugs() -> frozenset[str]:
    rocks = json.loads(CATALOGUE.read_text(encoding="utf-8"))["rocks"]
    return frozenset(rock["slug"] for rock in rocks if _has_mask(rock))


def _has_mask(rock: dict[str, Any]) -> bool:
    """Whether there is a mask, and of a portrait that still hangs."""
    files = {portrait["file"] for portrait in rock.get("portraits", [])}
    return "cutout" in rock and rock["cutout"]["of"] in files


def is_cut_out(slug: str) -> bool:
    """Tell whether a rock can be laid over a head. Of a rock of somebody's own there is no mask."""
    return slug in _slugs()
