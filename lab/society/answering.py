"""One answer of somebody to one stone, in all its parts."""

from random import Random
from typing import Any, Final

from lab import taps
from lab.models import Stimulus, Trial
from lab.society.observers import Habit, Observer, hesitation, reaction, readiness
from lab.society.stones import Point, Struck

_SAME_AGAIN: Final = 0.85  # how often one is in the same mind before the same stone, mirrored
_HARD, _MEDIUM = 0.6, 0.25  # of doubt, from which on it was
_TRIES: Final = 12  # to hit the stone; who misses it so often tells no place


def answer(
    observer: Observer, stone: Struck, way: str, mind: float, chance: Random
) -> dict[str, Any]:
    """What somebody says, as fields of a trial but for the times of day.

    Args:
        observer: Who.
        stone: Before what.
        way: How it is shown.
        mind: 0 to 1, evenly: they say yes if it is below their readiness. The same for the same
            person and stone, unless they have changed it (`change_of_mind`).
        chance: For all else.
    """
    probability = readiness(observer, stone, way)
    doubt = hesitation(probability)
    seen = _seen(observer, stone, mind < probability, chance)
    took = reaction(observer, doubt, chance)
    said: dict[str, Any] = {"seen": seen, "rt_ms": took}
    said["elapsed_ms"] = took + chance.randint(120, 700)
    if seen != Trial.Seen.NO and observer.habit in (Habit.CAREFUL, Habit.CONTRARY):
        said |= _taps(observer, stone, chance) if chance.random() < 0.92 else {}
        if chance.random() < observer.tells_more:
            said |= _details(stone, doubt, chance)
    return said


def change_of_mind(mind: float, chance: Random) -> float:
    """The mind of somebody who sees a stone again."""
    return mind if chance.random() < _SAME_AGAIN else chance.random()


def _seen(observer: Observer, stone: Struck, sees: bool, chance: Random) -> str:
    if observer.habit == Habit.BOT:
        return observer.always
    if observer.habit == Habit.HASTY:
        sees = chance.random() < 0.5
    elif observer.habit == Habit.CONTRARY:
        sees = not sees
    if not sees:
        return Trial.Seen.NO
    return Trial.Seen.SEVERAL if chance.random() < stone.several else Trial.Seen.ONE


def _taps(observer: Observer, stone: Struck, chance: Random) -> dict[str, Any]:
    """Three taps around the landmarks, as the page would take them."""
    kind = Stimulus.Kind.LADDER if stone.is_ours else Stimulus.Kind.REAL
    for _ in range(_TRIES):
        tapped = [_near(point, observer.scatter, chance) for point in stone.landmarks]
        try:
            kept = taps.checked(tapped, Stimulus(kind=kind))
        except taps.BadTaps:
            continue
        names = ("left_eye", "right_eye", "mouth")
        return {name: list(tap) for name, tap in zip(names, kept, strict=True)}
    return {}


def _near(point: Point, scatter: float, chance: Random) -> Point:
    return chance.gauss(point[0], scatter), chance.gauss(point[1], scatter)


def _details(stone: Struck, doubt: float, chance: Random) -> dict[str, str]:
    """What it is like: mostly what the stone suggests; neutral is what one leaves alone."""
    felt = min(max(doubt + chance.gauss(0, 0.15), 0), 1)
    hardness = (
        Trial.Hardness.HARD
        if felt > _HARD
        else Trial.Hardness.MEDIUM
        if felt > _MEDIUM
        else Trial.Hardness.EASY
    )
    other_mood, other_being = chance.choice(Trial.Mood.values), chance.choice(Trial.Being.values)
    # Where people see a man or a woman in a thing they see a man four times of five or more
    # (Wardle et al. 2022).
    genders, weights = [*Trial.Gender], [74, 5, 21]
    return {
        "hardness": hardness,
        "mood": stone.mood if chance.random() < 0.65 else other_mood,
        "being": stone.being if chance.random() < 0.6 else other_being,
        "gender": chance.choices(genders, weights)[0],
    }
