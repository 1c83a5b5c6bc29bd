"""A small lab, with pictures, of which editions of the dataset are written."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lab.dataset.edition import Edition, Version
from lab.ladder import FOLDER, STATIC
from lab.models import Rater, Stimulus
from rockmatch.models import Human, Pairing, Rock
from rockmatch.portraits.ladder import read_ladder
from tests.factories import (
    make_human,
    make_look,
    make_member,
    make_pair_trial,
    make_pairing,
    make_rater,
    make_stimulus,
    make_trial,
)
from tests.pictures import make_rock_with_portrait

TAPS: dict[str, Any] = {"left_eye": [0.4, 0.4], "right_eye": [0.6, 0.41], "mouth": [0.5, 0.6]}
FAMILIES, RUNGS = 8, (0, 2, 5)
RATERS = 6


@dataclass
class World:
    """What is in the lab."""

    ladder: list[Stimulus]
    raters: list[Rater]
    marked: Rater
    quiet: Stimulus
    """Four looked at it."""
    real: Stimulus
    humans: list[Human] = field(default_factory=list)
    rocks: list[Rock] = field(default_factory=list)


def edition(version: str = "1.0.0", **more: Any) -> Edition:
    return Edition(Version.read(version), made=date(2026, 11, 27), **more)


def make_ladder() -> list[Stimulus]:
    """Stones of the ladder that ships with the product, with their pictures."""
    return [
        make_stimulus(
            rung,
            key=f"ladder-{rock['rock']:02}-{rung}",
            family=f"ladder-{rock['rock']:02}",
            file=STATIC + rock["pictures"][rung]["file"],
            landmarks=rock["landmarks"],
        )
        for rock in read_ladder(FOLDER)[:FAMILIES]
        for rung in RUNGS
    ]


def make_world() -> World:
    """Six who look at all stones but one, four at that, and one who does not look at all."""
    ladder = make_ladder()
    ours = make_rock_with_portrait("Quiet Heron", parameters={"face_strength": 0.9})
    found = make_rock_with_portrait("From the Beach", origin="uploaded", found_by="Ann Seashell")
    quiet = make_stimulus(rock=ours, strength=0.9, file=ours.portrait_file(512))
    real = make_stimulus(rock=found, kind="real", file=found.portrait_file(512))
    raters = [make_rater(consent_version="2026-11") for _ in range(RATERS)]
    marked = make_rater(consent_version="2026-11", marks=["bare"])
    for who, rater in enumerate([*raters, marked]):
        stones = [*ladder, real, *([quiet] if who < 4 else [])]
        for place, stone in enumerate(stones):
            _answer(rater, stone, place, who)
    for stone in [*ladder, quiet, real]:
        sees = stone.rung == 5
        boxes = [[0.2, 0.25, 0.6, 0.6, 0.9 if sees else 0.1]]
        make_look(stone, "mtcnn", sees=sees, version="1.0", boxes=boxes)
        make_look(stone, "blind", version="2", boxes=[])
    world = World(ladder, raters, marked, quiet, real)
    _add_pairs(world, [ours, found])
    return world


def _answer(rater: Rater, stone: Stimulus, place: int, who: int) -> None:
    sees = (stone.strength or 0) > 0.2 and (who + place) % 5 != 0
    more: dict[str, Any] = {"round": place // 10 + 1, "place": place % 10 + 1}
    if sees:
        shift = 0.004 * who
        taps = {name: [x + shift, y - shift] for name, (x, y) in TAPS.items()}
        more |= {**taps, "hardness": "easy", "mood": "happy", "being": "old", "gender": "male"}
    make_trial(rater, stone, "one" if sees else "no", **more)


def _add_pairs(world: World, rocks: list[Rock]) -> None:
    """A human who may be shown, one who may not, and a member who offered themself."""
    vector = np.full(128, 0.1, np.float32)
    shown = make_human(
        vector, name="Nameless Nora", crop="nora.webp", may_be_shown=True, licence="CC BY 4.0"
    )
    hidden = make_human(vector, name="Hidden Hugo")
    member = make_member("offerer")
    offered = make_human(
        vector, name="offerer", crop="offerer.webp", may_be_shown=True, member=member
    )
    for human in (shown, hidden, offered):
        make_pairing(rocks[0], vector, human=human, origin=Pairing.Origin.CURATED)
        for who, rater in enumerate(world.raters):
            chose = "curated" if who else "machine"
            make_pair_trial(rater, human, rocks[0], rocks[1], chose)
    world.humans, world.rocks = [shown, hidden, offered], rocks


def read_all(folder: Path) -> dict[str, bytes]:
    """The bytes of each file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
