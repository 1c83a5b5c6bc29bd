"""Which rocks are cut out, so that they can stand for a face in a photo.

The museum's have their masks in the catalogue; a rock of somebody's own has one beside its
portraits. The web process asks it too, so nothing is loaded but the catalogue.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from rockmatch.models import Rock

CATALOGUE: Final = Path(__file__).resolve().parent / "museum" / "catalogue.json"


@cache
def museum_slugs() -> frozenset[str]:
    """Which of the museum's rocks are."""
    rocks = json.loads(CATALOGUE.read_text(encoding="utf-8"))["rocks"]
    return frozenset(rock["slug"] for rock in rocks if _has_mask(rock))


def _has_mask(rock: dict[str, Any]) -> bool:
    """Whether there is a mask, and of a portrait that still hangs."""
    files = {portrait["file"] for portrait in rock.get("portraits", [])}
    return "cutout" in rock and rock["cutout"]["of"] in files


def is_cut_out(rock: Rock) -> bool:
    """Tell whether a rock can be laid over a head. A photograph of a stone cannot."""
    is_of_the_museum = rock.origin == Rock.Origin.MUSEUM
    return bool(rock.mask) or (is_of_the_museum and rock.slug in museum_slugs())
