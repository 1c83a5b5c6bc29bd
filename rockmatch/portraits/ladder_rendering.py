"""Renders the ladder, one rock after the other."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image

from rockmatch.portraits.catalogue import remove_unnamed, write_atomically
from rockmatch.portraits.ladder import LADDER, ROCKS, SIZE, STRENGTHS, LadderRock, read_ladder
from rockmatch.portraits.landmarks import landmarks_of
from rockmatch.portraits.museum import encode
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import TEMPERAMENTS, sample

type Render = Callable[[RockParameters], Image.Image]

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
