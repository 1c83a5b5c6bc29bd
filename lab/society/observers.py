"""Who looks: a psychometric function, a pace, a hand, and now and then no wish to look at all."""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from random import Random
from typing import Final

from lab.models import Trial
from lab.society.stones import Struck

_TURNED: Final = 0.9  # of log strength, what a face loses upside down (Yin 1969)


class Habit(StrEnum):
    """How somebody answers."""

    CAREFUL = "careful"
    HASTY = "hasty"  # presses something, quickly
    CONTRARY = "contrary"  # says yes where there is nothing, and no where there is something
    BOT = "bot"  # sends the same over and over, as fast as it can


_HABITS: Final = {Habit.CAREFUL: 88, Habit.HASTY: 6, Habit.CONTRARY: 2, Habit.BOT: 4}


@dataclass(frozen=True)
class Observer:
    """Yes, with the probability guess + (1 - guess - lapse) * logistic(slope * (x - threshold))."""

    habit: Habit
    threshold: float
    """Logarithm of the strength at which they see a face half of the time."""
    slope: float
    guess: float
    lapse: float
    pace: float
    """Milliseconds for what is plain."""
    scatter: float
    """Of taps, as a share of the side."""
    tells_more: float
    """How often they say more than yes."""
    side: float
    """How much rather they choose a curator's rock: log odds."""
    always: str
    """What they say if they do not look."""


def make_observer(chance: Random) -> Observer:
    """Somebody, by chance."""
    return Observer(
        habit=chance.choices([*_HABITS], [*_HABITS.values()])[0],
        threshold=log(0.4) + chance.gauss(0, 0.35),
        slope=exp(chance.gauss(log(3.5), 0.25)),
        guess=chance.betavariate(1.5, 18),
        lapse=chance.betavariate(1.2, 35),
        pace=exp(chance.gauss(log(900), 0.25)),
        scatter=chance.uniform(0.015, 0.045),
        tells_more=chance.betavariate(4, 1.5),
        side=chance.gauss(0, 0.3),
        always=chance.choice([Trial.Seen.ONE, Trial.Seen.NO, Trial.Seen.SEVERAL]),
    )


def readiness(observer: Observer, stone: Struck, way: str = Trial.Way.UPRIGHT) -> float:
    """The probability that they say yes to a stone, if they look."""
    guess = min(observer.guess * stone.temptation, 0.6)
    if stone.strength is None:
        return guess
    lost = _TURNED if way == Trial.Way.UPSIDE_DOWN else 0
    above = observer.slope * (stone.strength - lost - observer.threshold)
    return guess + (1 - guess - observer.lapse) / (1 + exp(-above))


def hesitation(probability: float) -> float:
    """0 where all is plain, 1 where yes and no are as likely."""
    return 4 * probability * (1 - probability)


def reaction(observer: Observer, doubt: float, chance: Random) -> int:
    """Milliseconds to an answer; the more doubt the more (0 to 1), and never as none takes."""
    if observer.habit == Habit.BOT:
        return chance.randint(35, 95)
    if observer.habit == Habit.HASTY:
        return int(130 + chance.lognormvariate(log(70), 0.5))
    return int(280 + observer.pace * exp(0.6 * doubt - 0.35 + chance.gauss(0, 0.25)))
