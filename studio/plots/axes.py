"""Axes: from where to where, in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.formats import date_format, number_format

from studio.plots.scales import decimals, step_of, ticks, wide


@dataclass(frozen=True)
class Axis:
    """An axis: its ends, the places that it names, and what it is about."""

    low: float
    high: float
    marks: Sequence[tuple[float, str]]
    label: str = ""
    grid: bool = True


def value_axis(low: float, high: float, label: str, *, most: int = 5) -> Axis:
    """An axis of numbers, with round ones named as the reader's language writes them."""
    low, high = wide(low, high)
    places = decimals(step_of(low, high, most))
    marks = [
        (tick, number_format(tick, decimal_pos=places, force_grouping=True))
        for tick in ticks(low, high, most)
    ]
    return Axis(low, high, marks, label)


def share_axis(label: str) -> Axis:
    """An axis from none to all."""
    return Axis(0, 1, [(n / 4, f"{n * 25} %") for n in range(5)], label)


def time_axis(first: datetime, last: datetime, label: str) -> Axis:
    """An axis of days, as seconds since 1970; five at most are named."""
    low, high = wide(first.timestamp(), max(last, first + timedelta(hours=1)).timestamp())
    days = [low + (high - low) * part / 4 for part in range(5)]
    marks: list[tuple[float, str]] = []
    for second in days:
        told = date_format(datetime.fromtimestamp(second, UTC), "j M")
        if not marks or marks[-1][1] != told:
            marks.append((second, told))
    return Axis(low, high, marks, label, grid=False)


def band_axis(names: Sequence[str], label: str) -> Axis:
    """An axis of things, the first around 0, the second around 1."""
    return Axis(-0.5, len(names) - 0.5, list(enumerate(names)), label, grid=False)
