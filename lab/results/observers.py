"""People and machines who look at the ladder: what each says at each strength."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from lab.enough import ENOUGH
from lab.models import Stimulus
from lab.queries.looks import Rung as Looks
from lab.queries.results import BARE, PLAIN, RUNGS, Stone, Week
from lab.statistics.detection import Detection, detection
from lab.statistics.psychometric import Curve, dispersion, fit
from rockmatch.measures import wilson
from rockmatch.vision.seer import SEER

FEWEST_RATERS: Final = ENOUGH  # on every rung, before people's curve is drawn
FEWEST_ANSWERS: Final = 30  # before any figure of people is told


@dataclass(frozen=True)
class Rung:
    """How many say face to stones of one strength."""

    rung: int
    strength: float
    raters: int
    answers: int
    yes: int
    spread: float = 1.0
    """How many times more its stones differ than chance has it."""

    @property
    def share(self) -> float:
        return self.yes / self.answers

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, as if there were fewer answers where stones differ."""
        return wilson(self.yes / self.spread, self.answers / self.spread)


@dataclass(frozen=True)
class Observer:
    """People, or a machine."""

    name: str
    version: str
    rungs: Sequence[Rung]
    curve: Curve | None
    detection: Detection | None

    @property
    def is_seer(self) -> bool:
        return self.name == SEER


def _observer(name: str, version: str, rungs: Sequence[Rung], told: Detection | None) -> Observer:
    known = [rung for rung in rungs if rung.answers]
    curve = None
    if len(known) > 2:
        spread = known[0].spread
        columns = zip(*((rung.strength, rung.answers, rung.yes) for rung in known), strict=True)
        strengths, answers, yes = (tuple(map(float, column)) for column in columns)
        curve = fit(strengths, answers, yes, round(spread, 3))
    return Observer(name, version, known, curve, told)


def people(stones: Iterable[Stone], weeks: Sequence[Week]) -> Observer:
    """People, with a curve if there are enough of them."""
    ladder = [stone for stone in stones if stone.kind == Stimulus.Kind.LADDER]
    spread = dispersion(
        [stone.answers for stone in ladder],
        [stone.yes for stone in ladder],
        [stone.rung or 0 for stone in ladder],
    )
    raters: Counter[int] = Counter()
    for rater in by_rater(weeks).values():
        seen = reduce(or_, (week.rungs for week in rater))
        raters.update(rung for rung in range(RUNGS) if seen >> rung & 1)
    found: dict[int, Rung] = {}
    for stone in ladder:
        number = stone.rung or 0
        known = found.get(number)
        found[number] = Rung(
            number,
            stone.strength or 0.0,
            raters[number],
            stone.answers + (known.answers if known else 0),
            stone.yes + (known.yes if known else 0),
            spread,
        )
    rungs = sorted(found.values(), key=lambda rung: rung.rung)
    enough = len(rungs) == RUNGS and all(rung.raters >= FEWEST_RATERS for rung in rungs)
    enough = enough and sum(rung.answers for rung in rungs) >= FEWEST_ANSWERS
    if not enough:
        return Observer("people", "", rungs, None, None)
    return _observer("people", "", rungs, _detection_of(rungs))


def _detection_of(rungs: Sequence[Rung]) -> Detection | None:
    bare = [rung for rung in rungs if rung.rung == BARE]
    plain = [rung for rung in rungs if rung.rung >= PLAIN]
    if not bare or not plain:
        return None
    return detection(
        sum(rung.yes for rung in plain),
        sum(rung.answers for rung in plain),
        sum(rung.yes for rung in bare),
        sum(rung.answers for rung in bare),
    )


def machines(looks: Iterable[Looks]) -> list[Observer]:
    """The seer first, then by how many faces they see."""
    found: dict[str, list[Looks]] = {}
    for look in looks:
        found.setdefault(look.observer, []).append(look)
    machines = []
    for name, told in found.items():
        rungs = [Rung(one.rung, one.strength, 1, one.stones, one.faces) for one in told]
        machines.append(_observer(name, told[0].version, rungs, _detection_of(rungs)))
    return sorted(machines, key=lambda one: (not one.is_seer, -_faces(one), one.name))


def _faces(observer: Observer) -> int:
    return sum(rung.yes for rung in observer.rungs)


def by_rater(weeks: Iterable[Week]) -> dict[object, list[Week]]:
    """What each said, whatever the week."""
    found: dict[object, list[Week]] = {}
    for week in weeks:
        found.setdefault(week.rater, []).append(week)
    return found
