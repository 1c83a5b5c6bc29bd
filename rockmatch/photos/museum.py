"""Which of the museum's rocks are cut out. The web process asks this too, so it loads nothing."""

import json
from pathlib import Path
from typing import Any, Final

MUSEUM: Final = Path(__file__).resolve().parents[1] / "museum"


def cut_out_entries(folder: Path = MUSEUM) -> list[dict[str, Any]]:
    """Entries of the catalogue that have a mask, and of a portrait that still hangs."""
    rocks = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))["rocks"]
    return [rock for rock in rocks if _has_mask(rock)]


def _has_mask(rock: dict[str, Any]) -> bool:
    files = {portrait["file"] for portrait in rock.get("portraits", [])}
    return "cutout" in rock and rock["cutout"]["of"] in files
