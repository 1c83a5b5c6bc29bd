"""Which ten stones somebody sees next, and in what order. No database in here.

Rungs of the ladder come in blocks of six, each once, in another order for each block and person
(a Latin square whose rows are drawn). Of those that fit, the stones with the fewest answers are
taken, so that answers spread evenly over all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from random import Random
from typing import Final

from lab.models import Stimulus, Trial

PLACES: Final = 10
RUNGS: Final = 6
# How many ordinary ones of each kind there are to be; what is not there is made up for by others.
_MIX: Final = {Stimulus.Kind.LADDER: 4, Stimulus.Kind.MUSEUM: 3, Stimulus.Kind.REAL: 1}
_RUNG: Final = {Trial.Catch.BARE: 0, Trial.Catch.PLAIN: RUNGS - 1, Trial.Catch.TURNED: RUNGS - 1}
_CATCHES: Final = (
    (Trial.Catch.BARE, Trial.Catch.AGAIN),
    (Trial.Catch.PLAIN, Trial.Catch.TURNED),
)
_APART: Final = 3  # stones between one and its mirror image, at least


@dataclass(frozen=True)
class Stone:
    """A stimulus that may be shown, and how many answers there are of it."""

    pk: int
    kind: str
    family: str
    rung: int | None = None
    answers: int = 0


@dataclass(frozen=True)
class Draw:
    """A stone in a way."""

    stone: Stone
    way: str = Trial.Way.UPRIGHT
    catch: str = Trial.Catch.NONE


def draw_round(
    stones: Sequence[Stone], before: Sequence[Draw], *, seed: int, number: int
) -> list[Draw]:
    """Draw a round for somebody.

    Args:
        stones: All that may be shown.
        before: What they were shown, in order, of stones that may be shown or not.
        seed: The person's.
        number: Of the round, from 1.

    Returns:
        Up to ten, in order; none if there is no stone that they have not seen.
    """
    chance = Random(f"{seed}/{number}")  # noqa: S311  (no secret)
    bag = _Bag(stones, {draw.stone.family for draw in before}, chance)
    catches = _CATCHES[(seed + number) % len(_CATCHES)]
    drawn = [draw for catch in catches if (draw := _catch(bag, catch))]
    room = PLACES - len(drawn) - (Trial.Catch.AGAIN in catches)
    drawn += _ordinary(bag, room, _rungs(seed, before))
    chance.shuffle(drawn)
    if drawn and Trial.Catch.AGAIN in catches:
        _show_again(drawn, before, {stone.pk for stone in stones}, chance)
    return drawn


class _Bag:
    """Stones of families that somebody has not seen, those with the fewest answers first."""

    def __init__(self, stones: Sequence[Stone], seen: set[str], chance: Random) -> None:
        self._stones = [stone for stone in stones if stone.family not in seen]
        chance.shuffle(self._stones)
        self._stones.sort(key=lambda stone: stone.answers)  # which keeps equals as they lie

    def take(self, fits: Callable[[Stone], bool]) -> Stone | None:
        """Take the first that fits, and all of its family out."""
        found = next((stone for stone in self._stones if fits(stone)), None)
        if found:
            self._stones = [stone for stone in self._stones if stone.family != found.family]
        return found


def _catch(bag: _Bag, catch: Trial.Catch) -> Draw | None:
    if catch == Trial.Catch.AGAIN:
        return None  # is drawn when all others are
    stone = bag.take(lambda stone: stone.rung == _RUNG[catch])
    if stone is None:
        return None
    turned = catch == Trial.Catch.TURNED
    return Draw(stone, Trial.Way.UPSIDE_DOWN if turned else Trial.Way.UPRIGHT, catch)


def _ordinary(bag: _Bag, room: int, rungs: Iterator[int]) -> list[Draw]:
    """So many stones of all kinds."""

    def of_the_ladder() -> Stone | None:
        rung = next(rungs)
        return bag.take(lambda stone: stone.rung == rung)

    ways: list[Callable[[], Stone | None]] = [of_the_ladder] * _MIX[Stimulus.Kind.LADDER]
    for kind in (Stimulus.Kind.MUSEUM, Stimulus.Kind.REAL):
        ways += [partial(bag.take, partial(_is_of, kind))] * _MIX[kind]
    ways += [lambda: bag.take(lambda stone: stone.rung is None)] * room
    ways += [of_the_ladder] * room
    taken = (stone for way in ways if (stone := way()))
    return [Draw(stone) for stone in islice(taken, room)]


def _is_of(kind: str, stone: Stone) -> bool:
    return stone.kind == kind


def _rungs(seed: int, before: Sequence[Draw]) -> Iterator[int]:
    """The rungs of somebody's ordinary stones of the ladder, from where they are in the row."""
    had = sum(draw.stone.rung is not None and not draw.catch for draw in before)
    return islice(_row(seed), had, None)


def _row(seed: int) -> Iterator[int]:
    chance = Random(f"{seed}/rungs")  # noqa: S311  (no secret)
    while True:
        yield from chance.sample(range(RUNGS), RUNGS)


def _show_again(drawn: list[Draw], before: Sequence[Draw], there: set[int], chance: Random) -> None:
    """Put a mirrored one among them, of an earlier round, or else well after its first showing."""
    repeated = {one.stone.pk for one in before if one.catch == Trial.Catch.AGAIN}
    may = [one for one in before[:-_APART] if not one.catch and one.stone.pk in there - repeated]
    earliest = 0
    if not may:
        may = [one for one in drawn[:-_APART] if not one.catch]
        earliest = _APART + 1
    if not may:
        return
    chosen = chance.choice(may)
    if chosen in drawn:
        earliest += drawn.index(chosen)
    place = chance.randint(min(earliest, len(drawn)), len(drawn))
    drawn.insert(place, replace(chosen, way=Trial.Way.MIRRORED, catch=Trial.Catch.AGAIN))
