"""How a stone strikes everybody, whoever looks: some are easier than their face is strong."""

from dataclasses import dataclass
from math import exp, log
from random import Random
from typing import Any, Final

from lab.models import Stimulus, Trial

type Point = tuple[float, float]

# Of log strength, from stone to stone: a deep shadow may make more of a face than what we put in.
_UNLIKE: Final = 0.3
_MEDIAN_STRENGTH: Final = 0.5  # of real stones, into which nobody put anything
# Of 4,537 pictures of faces in things (Hamilton et al. 2024).
_MOODS: Final = {
    Trial.Mood.NEUTRAL: 52,
    Trial.Mood.HAPPY: 27,
    Trial.Mood.SURPRISED: 7,
    Trial.Mood.SCARED: 6,
    Trial.Mood.ANGRY: 4,
    Trial.Mood.SAD: 3,
    Trial.Mood.DISGUSTED: 1,
}
_BEINGS: Final = {
    Trial.Being.NEUTRAL: 20,
    Trial.Being.ANIMAL: 25,
    Trial.Being.ADULT: 18,
    Trial.Being.OLD: 12,
    Trial.Being.CARTOON: 9,
    Trial.Being.ALIEN: 7,
    Trial.Being.ROBOT: 4,
    Trial.Being.CHILD: 3,
    Trial.Being.OTHER: 2,
}


@dataclass(frozen=True)
class Struck:
    """What a stone does to whoever looks."""

    pk: int
    strength: float | None
    """Logarithm of what its face is worth; None where there is none at all."""
    temptation: float
    """How readily one sees a face where there is none: multiplies everybody's guessing."""
    several: float
    """Share of those who see more than one, among who see any."""
    landmarks: tuple[Point, Point, Point]
    """Where eyes and mouth are seen."""
    is_ours: bool
    mood: str
    being: str


def strike(stimulus: Stimulus, seed: int) -> Struck:
    """How one stone strikes people; the same for the same seed."""
    chance = Random(f"{seed}/{stimulus.family}")  # noqa: S311  (no secret)
    noise = chance.gauss(0, _UNLIKE)
    temptation, several = exp(chance.gauss(0, 0.5)), chance.betavariate(1, 14)
    place = _imagined(chance)
    mood, being = (chance.choices([*of], [*of.values()])[0] for of in (_MOODS, _BEINGS))
    strength = stimulus.strength
    if strength is None:
        strength = _MEDIAN_STRENGTH * exp(chance.gauss(0, 0.6))
    return Struck(
        pk=stimulus.pk,
        strength=log(strength) + noise if strength > 0 else None,
        temptation=temptation,
        several=several,
        landmarks=_placed(stimulus.landmarks) if stimulus.landmarks and strength > 0 else place,
        is_ours=stimulus.kind != Stimulus.Kind.REAL,
        mood=mood,
        being=being,
    )


def _imagined(chance: Random) -> tuple[Point, Point, Point]:
    x, y, apart = chance.gauss(0.5, 0.05), chance.gauss(0.42, 0.04), chance.uniform(0.16, 0.3)
    lean = chance.gauss(0, 0.02)
    return (
        (x - apart / 2, y + lean),
        (x + apart / 2, y - lean),
        (x + chance.gauss(0, 0.02), y + apart * chance.uniform(0.7, 1.1)),
    )


def _placed(landmarks: Any) -> tuple[Point, Point, Point]:
    left, right, mouth = (tuple(landmarks[name]) for name in ("left_eye", "right_eye", "mouth"))
    return left, right, mouth
