"""What machines saw: COCO results for each machine and version, and a table of all their looks.

A face detector's box may reach beyond the picture. Scores are on a scale of its own, all that it
noticed from its lowest on; `machines.csv` has the threshold from which on it says face.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from lab.dataset.coco import CATEGORY, as_json
from lab.dataset.edition import Tally
from lab.dataset.stones import Stone
from lab.dataset.tables import csv_file
from lab.models import MachineLook
from lab.queries.dataset import looks

COLUMNS: Final = ("stone", "observer", "version", "threshold", "score", "sees_face", "boxes")


def write_results(folder: Path, stones: Iterable[Stone], tally: Tally) -> None:
    """Write `machines.csv`, and a file in `results` for each machine that has boxes."""
    by_id = {stone.id: stone for stone in stones}
    with csv_file(folder / "machines.csv", COLUMNS) as table:
        for name, of_one in groupby(looks(), key=_file_name):
            found: list[str] = []
            for look in of_one:
                stone = by_id.get(look.stimulus_id)
                if stone:
                    table.add(_row(stone, look))
                    found += [as_json(face) for face in _faces(stone, look)]
                    tally.observers[f"{look.observer} {look.version}"] += 1
            if found:  # pycocotools cannot load an empty list
                tally.boxes[name] = len(found)
                path = folder / "results" / name
                path.parent.mkdir(exist_ok=True)
                path.write_text("[\n" + ",\n".join(found) + "\n]\n", encoding="utf-8")


def _file_name(look: MachineLook) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", f"{look.observer}-{look.version}") + ".json"


def _row(stone: Stone, look: MachineLook) -> list[Any]:
    boxes = None if look.boxes is None else len(look.boxes)
    return [
        *(stone.key, look.observer, look.version, look.threshold, look.score, look.sees_face),
        boxes,
    ]


def _faces(stone: Stone, look: MachineLook) -> Iterable[dict[str, Any]]:
    for x, y, width, height, score in look.boxes or []:
        box = (x * stone.width, y * stone.height, width * stone.width, height * stone.height)
        yield {
            "image_id": stone.id,
            "category_id": CATEGORY["id"],
            "bbox": [round(side, 2) for side in box],
            "score": score,
        }
