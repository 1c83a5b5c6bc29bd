"""COCO detection with keypoints (https://cocodataset.org/#format-data), written face by face.

`annotations/people.json` has the faces that people tapped, `annotations/ladder.json` those that we
put into the rocks of the ladder. Both list every stone among their images; `known` says of which
the file knows whether there is a face.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from lab.dataset.edition import LICENCE, Edition
from lab.dataset.stones import POINTS, Stone
from lab.models import Stimulus
from lab.queries.dataset import Answer
from rockmatch.vision.tapped import face_box

LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
CATEGORY: Final = {
    "id": 1,
    "name": "face",
    "supercategory": "face",
    "keypoints": list(POINTS),
    "skeleton": [[1, 2], [2, 3], [3, 1]],
}
VISIBLE: Final = 2  # labelled, and to be seen


class Annotations:
    """An open COCO file, to which faces are added."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.count = 0

    def add(self, stone: Stone, points: Mapping[str, Any], **more: Any) -> None:
        """Add a face by its eyes and its mouth, in shares of the sides."""
        if self.count:
            self._file.write(",\n")
        self.count += 1
        face = {"id": self.count, "image_id": stone.id, **annotation(stone, points), **more}
        self._file.write(as_json(face))


@contextmanager
def annotations(
    path: Path, edition: Edition, stones: Iterable[Stone], known: set[int]
) -> Iterator[Annotations]:
    """Open a COCO file; whoever has it adds the faces."""
    path.parent.mkdir(exist_ok=True)
    images = ",\n".join(as_json(_image(stone, known=stone.id in known)) for stone in stones)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"info": ' + as_json(_info(edition)))
        file.write(',\n"licenses": ' + as_json([_licence()]))
        file.write(',\n"categories": ' + as_json([CATEGORY]))
        file.write(f',\n"images": [\n{images}\n],\n"annotations": [\n')
        yield Annotations(file)
        file.write("\n]}\n")


def write_ladder(folder: Path, edition: Edition, stones: list[Stone]) -> None:
    """Write the ladder's truth: a face on each rung above the lowest, and none on that."""
    ladder = [stone for stone in stones if stone.kind == Stimulus.Kind.LADDER and stone.landmarks]
    known = {stone.id for stone in ladder}
    with annotations(folder / "annotations" / "ladder.json", edition, stones, known) as truth:
        for stone in ladder:
            if stone.landmarks and stone.strength:
                strength = {"rung": stone.rung, "strength": stone.strength}
                truth.add(stone, stone.landmarks, attributes=strength)


def tapped_face(answer: Answer) -> dict[str, Any]:
    """What stands beside a face that somebody tapped."""
    said = ("hardness", "mood", "being", "gender", "seen", "way", "catch")
    return {
        "attributes": {name: getattr(answer, name) for name in said},
        "annotator_id": str(answer.rater),
        "rt_ms": answer.rt_ms,
        **({"marks": answer.marks} if answer.marks else {}),
        **({"simulated": True} if answer.simulated else {}),
    }


def annotation(stone: Stone, points: Mapping[str, Any]) -> dict[str, Any]:
    """Box, keypoints and area of a face, in pixels."""
    places = stone.in_pixels(points)
    box = [round(side, 2) for side in face_box(*places)]
    return {
        "category_id": CATEGORY["id"],
        "bbox": box,
        "area": round(box[2] * box[3], 2),
        "iscrowd": 0,
        "keypoints": [n for x, y in places for n in (round(x, 2), round(y, 2), VISIBLE)],
        "num_keypoints": len(places),
    }


def as_json(value: Any) -> str:
    """One line, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _image(stone: Stone, *, known: bool) -> dict[str, Any]:
    return {
        "id": stone.id,
        "file_name": stone.file,
        "width": stone.width,
        "height": stone.height,
        "license": 1,
        "stone": stone.key,
        "kind": stone.kind,
        "family": stone.family,
        "split": stone.split,
        "rung": stone.rung,
        "strength": stone.strength,
        "known": known,
    }


def _info(edition: Edition) -> dict[str, Any]:
    simulated = " (simulated answers)" if edition.is_simulated else ""
    return {
        "description": f"RockStar lab: faces in stones{simulated}",
        "version": str(edition.version),
        "year": edition.made.year,
        "date_created": edition.made.isoformat(),
    }


def _licence() -> dict[str, Any]:
    return {"id": 1, "name": LICENCE, "url": LICENCE_URL}
