"""The stones of an edition, and the picture of each that may be given away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lab.dataset.edition import LICENCE, Edition, Tally
from lab.dataset.pictures import Picture, picture_of
from lab.dataset.split import split_of
from lab.dataset.tables import write_csv
from lab.ladder import FOLDER
from lab.models import Stimulus
from lab.queries.dataset import NOBODY, Looked, looked_at, stones_to_publish
from rockmatch.portraits.catalogue import parameters_digest
from rockmatch.portraits.ladder import read_ladder

type Points = Mapping[str, Any]

POINTS: Final = ("left_eye", "right_eye", "mouth")
COLUMNS: Final = (
    *("stone", "kind", "family", "split", "rung", "strength", "width", "height", "file"),
    *("licence", "picture_sha256", "parameters_digest"),
    *(f"{point}_{axis}" for point in POINTS for axis in "xy"),
    *("raters", "saw_a_face"),
)


@dataclass(frozen=True)
class Stone:
    """One stone, as the dataset knows it."""

    id: int
    key: str
    kind: str
    family: str
    rung: int | None
    strength: float | None
    landmarks: Points | None
    parameters: str
    """A digest of them, where we made the rock."""
    width: int
    height: int
    picture: Picture | None
    """None if it is not in the archive."""
    said: Looked
    is_published: bool
    """Whether enough raters answered."""

    @property
    def split(self) -> str:
        return split_of(self.family)

    @property
    def file(self) -> str:
        """Where its picture lies in the archive; empty if it has none there."""
        return f"data/{self.split}/{self.key}{self.picture.suffix}" if self.picture else ""

    def in_pixels(self, points: Points) -> list[tuple[float, float]]:
        """Left eye, right eye and mouth, which are kept as shares of the sides."""
        return [(points[p][0] * self.width, points[p][1] * self.height) for p in POINTS]


def read_stones(edition: Edition, tally: Tally) -> list[Stone]:
    """All stones that the edition tells of, in the order of their ids."""
    said = looked_at(simulated=edition.is_simulated)
    published = {pk for pk, looked in said.items() if looked.careful >= edition.raters}
    digests = _digests_of_ladder()
    stones = [
        _stone(stimulus, edition, said.get(stimulus.pk, NOBODY), digests)
        for stimulus in stones_to_publish(published)
    ]
    _count(stones, said, edition, tally)
    return stones


def write_stones(folder: Path, stones: Iterable[Stone], tally: Tally) -> None:
    """Write ``stimuli.csv``, and the pictures, each in the folder of its split."""
    stones = list(stones)
    write_csv(folder / "stimuli.csv", COLUMNS, map(_row, stones))
    for stone in stones:
        if stone.picture:
            path = folder / stone.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(stone.picture.read())
            tally.pictures += 1
            tally.splits[stone.split] += 1


def _stone(stimulus: Stimulus, edition: Edition, said: Looked, digests: Mapping[str, str]) -> Stone:
    is_ours = stimulus.kind != Stimulus.Kind.REAL
    hangs = stimulus.is_shown and (stimulus.rock is None or stimulus.rock.is_on_show)
    picture = picture_of(stimulus)
    parameters = stimulus.rock.parameters if stimulus.rock and is_ours else {}
    return Stone(
        id=stimulus.pk,
        key=stimulus.key,
        kind=stimulus.kind,
        family=stimulus.family,
        rung=stimulus.rung,
        strength=stimulus.strength,
        landmarks=stimulus.landmarks,
        parameters=parameters_digest(parameters) if parameters else digests.get(stimulus.key, ""),
        width=picture.width if picture else stimulus.size,
        height=picture.height if picture else stimulus.size,
        # Who brings a stone lets the museum show it, and nobody else: its picture stays here.
        picture=picture if edition.with_pictures and is_ours and hangs else None,
        said=said,
        is_published=said.careful >= edition.raters,
    )


def _digests_of_ladder() -> dict[str, str]:
    return {
        f"ladder-{rock['rock']:02}-{picture['rung']}": parameters_digest(
            rock["parameters"] | {"face_strength": picture["strength"]}
        )
        for rock in read_ladder(FOLDER)
        for picture in rock["pictures"]
    }


def _count(stones: list[Stone], said: Mapping[int, Looked], edition: Edition, tally: Tally) -> None:
    for stone in stones:
        tally.stones[stone.kind] += 1
        tally.published += stone.is_published
        if not stone.is_published and stone.said.answers:
            tally.left_out["stones that too few looked at"] += 1
            tally.left_out["answers about stones that too few looked at"] += stone.said.answers
        if stone.is_published and not edition.with_marked:
            tally.left_out["answers of raters who are marked"] += stone.said.marked
    known = {stone.id for stone in stones}
    tally.left_out["answers about stones that are no longer shown"] += sum(
        looked.answers for pk, looked in said.items() if pk not in known
    )


def _row(stone: Stone) -> list[Any]:
    points = stone.landmarks or {}
    return [
        *(stone.key, stone.kind, stone.family, stone.split, stone.rung, stone.strength),
        *(stone.width, stone.height, stone.file),
        LICENCE if stone.kind != Stimulus.Kind.REAL else "not given away",
        stone.picture.digest if stone.picture else None,
        stone.parameters,
        *(points[point][axis] if points else None for point in POINTS for axis in (0, 1)),
        *((stone.said.careful, stone.said.share) if stone.is_published else (None, None)),
    ]
