"""From numbers to places on paper, and the round numbers that an axis names."""

import math
from dataclasses import dataclass
from typing import Final

_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A straight map from numbers to paper; what lies outside is held at the edge.

    Raises:
        ValueError: An end is no finite number, or the first is not below the second.
    """

    low: float
    high: float
    start: float
    """Where `low` is on the paper."""
    end: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.high - self.low) or self.low >= self.high:
            raise ValueError(f"no scale goes from {self.low} to {self.high}")

    def __call__(self, value: float) -> float:
        """Give the place of a number."""
        if math.isnan(value):
            raise ValueError("no place for what is no number")
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def wide(low: float, high: float) -> tuple[float, float]:
    """The two, or, where they are one number, a little around it."""
    if high > low:
        return low, high
    room = abs(low) / 10 or 1.0
    return low - room, low + room


def step_of(low: float, high: float, most: int) -> float:
    """The least round step of which at most `most` fit between (Heckbert 1990)."""
    rough = (high - low) / most
    if not math.isfinite(rough) or rough <= 0:
        raise ValueError(f"no step goes from {low} to {high}")
    power = 10.0 ** max(-300, math.floor(math.log10(rough)))
    return next(round_one * power for round_one in _ROUND if round_one * power >= rough * 0.999999)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, evenly apart; at most `most` and one."""
    step = step_of(low, high, most)
    first = math.ceil(low / step - 1e-9)
    last = min(math.floor(high / step + 1e-9), first + most)
    return [min(high, max(low, number * step)) for number in range(first, last + 1)]


def decimals(step: float) -> int:
    """How many decimals tell multiples of a step apart: 0 for 20, 1 for 0.5, 2 for 0.25."""
    return next((n for n in range(9) if abs(step * 10**n - round(step * 10**n)) < 1e-6), 9)
