"""Where the ladder lies that ships with the product."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from rockmatch.portraits.ladder import read_ladder

FOLDER: Final = Path(__file__).with_name("static") / "lab" / "ladder"
STATIC: Final = "lab/ladder/"
EXAMPLE: Final = 7  # the rock that the results show, to say what strength is


@cache
def example(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The pictures of one rock, a strength each: `file` (a static one), `strength`, `size`.

    Empty if the ladder is not there.
    """
    found = (rock["pictures"] for rock in read_ladder(folder) if rock["rock"] == EXAMPLE)
    pictures: list[dict[str, Any]] = next(found, [])
    return [picture | {"file": STATIC + picture["file"]} for picture in pictures]
