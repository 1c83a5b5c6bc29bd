"""The ladder: the same rocks with a face of no strength, of a little, and so on up to a plain one.

In nothing else do the pictures of one rock differ. That is what a psychometric curve needs: people
and machines say whether they see a face, and how strong it is is known.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any, Final

from PIL import Image

from rockmatch.portraits.catalogue import remove_unnamed, write_atomically
from rockmatch.portraits.landmarks import landmarks_of
from rockmatch.portraits.museum import encode
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import TEMPERAMENTS, sample

type Render = Callable[[RockParameters], Image.Image]
type LadderRock = dict[str, Any]

LADDER: Final = "ladder.json"
ROCKS: Final = 40
STRENGTHS: Final = (0.0, 0.12, 0.25, 0.45, 0.75, 1.2)  # `face_strength` of each rung
SIZE: Final = 384  # pixels
FIRST_SEED: Final = 8_000_000  # far from the seeds of the museum and of members' rocks


def planned_rocks(count: int = ROCKS) -> list[RockParameters]:
    """The ladder's rocks without a face: as many of each geology and temperament as go."""
    moods = list(TEMPERAMENTS)
    return [
        dataclasses.replace(
            sample(
                FIRST_SEED + place,
                GEOLOGIES[place % len(GEOLOGIES)],
                temperament=moods[place % len(moods)],
            ),
            face_strength=0.0,
        )
        for place in range(count)
    ]


def read_ladder(folder: Path) -> list[LadderRock]:
    """The ladder's rocks that are rendered: `rock`, `parameters`, `landmarks`, `pictures`.

    `pictures` are one for each rung: `rung` from 0, `strength`, `file` (its name tells neither),
    `size` in pixels. `landmarks` are shares of the side, as `landmarks.Landmarks` has them.
    """
    path = folder / LADDER
    return list(json.loads(path.read_text(encoding="utf-8"))["rocks"]) if path.exists() else []


def render_ladder(
    folder: Path,
    render: Render,
    rocks: list[RockParameters],
    workers: Executor | None = None,
) -> Iterator[int]:
    """Render what is missing, and write it down after each rock; yields its number, from 1.

    Stopped at any moment, nothing is lost but the rock that is being made.
    """
    present = {rock["rock"]: rock for rock in read_ladder(folder)}
    missing = [
        (number, parameters)
        for number, parameters in enumerate(rocks, start=1)
        if present.get(number, {}).get("parameters") != parameters.to_dict()
    ]
    climb = partial(_climb, folder, render)
    for made in map(climb, missing) if workers is None else workers.map(climb, missing):
        present[made["rock"]] = made
        _write(folder, [present[number] for number in sorted(present) if number <= len(rocks)])
        yield made["rock"]
    named = {picture["file"] for rock in read_ladder(folder) for picture in rock["pictures"]}
    remove_unnamed(folder, named)


def _climb(folder: Path, render: Render, planned: tuple[int, RockParameters]) -> LadderRock:
    number, parameters = planned
    pictures = []
    for rung, strength in enumerate(STRENGTHS):
        picture = render(dataclasses.replace(parameters, face_strength=strength))
        content = encode(picture, SIZE)
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.webp"
        write_atomically(folder / name, content)
        pictures.append({"rung": rung, "strength": strength, "file": name, "size": SIZE})
    return {
        "rock": number,
        "parameters": parameters.to_dict(),
        "landmarks": landmarks_of(parameters)._asdict(),
        "pictures": pictures,
    }


def _write(folder: Path, rocks: list[LadderRock]) -> None:
    text = json.dumps({"version": 1, "strengths": STRENGTHS, "rocks": rocks}, indent=1)
    write_atomically(folder / LADDER, (text + "\n").encode())
