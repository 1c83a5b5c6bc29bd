"""Where the ladder lies that ships with the product."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).with_name("static") / "lab" / "ladder"
STATIC: Final = "lab/ladder/"
EXAMPLE: Final = 7  # the rock that the results show, to say what strength is


@cache
def example(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The pictures of one rock, a strength each: `file` (a static one), `strength`, `size`.

    None if the ladder is not there. The list is read as it is; `rockmatch.portraits` needs SciPy.
    """
    path = folder / "ladder.json"
    rocks = json.loads(path.read_text(encoding="utf-8"))["rocks"] if path.exists() else []
    found: list[dict[str, Any]] = next(
        (rock["pictures"] for rock in rocks if rock["rock"] == EXAMPLE), []
    )
    return [picture | {"file": STATIC + picture["file"]} for picture in found]
