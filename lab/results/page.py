"""All that the page of results shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.ladder import example
from lab.queries.percentile import curators_rocks_lately
from lab.results import curves, seeing, sides, weeks
from lab.results.numbers import Numbers, numbers
from lab.results.words import threshold
from studio.plots import Figure


@dataclass(frozen=True)
class Page:
    """What the template gets."""

    numbers: Numbers
    threshold: str
    """At which strength half of the people see a face, in words."""
    machine_name: str
    """The machine that people are held against: the one that reads selfies here."""
    machine_threshold: str
    museum: float | None
    """In which share of answers about the museum's rocks people see a face."""
    example: Sequence[dict[str, Any]]
    people: Figure
    machines: Figure
    panels: Sequence[curves.Panel]
    thresholds: Figure
    figures: Sequence[Figure]
    detection: Figure
    weeks: Figure
    pairs: Sequence[Figure]


def page() -> Page:
    """Read what is known, and draw it."""
    found = numbers()
    beside = next((one for one in found.machines if one.name == "mtcnn"), None)
    return Page(
        found,
        threshold=threshold(found.people),
        machine_name="MTCNN" if beside else "",
        machine_threshold=threshold(beside) if beside else "",
        museum=found.museum,
        example=example(),
        people=curves.people(found),
        machines=curves.machines(found),
        panels=curves.panels(found),
        thresholds=curves.thresholds(found),
        figures=[seeing.times(found), seeing.agreement(found)],
        detection=seeing.detection(found),
        weeks=weeks.weeks(found),
        pairs=[sides.ranks(curators_rocks_lately()), sides.sides(found)],
    )


def figures() -> list[Figure]:
    """All figures, each with its numbers."""
    found = page()
    return [
        found.people,
        found.machines,
        found.thresholds,
        *found.figures,
        found.detection,
        found.weeks,
        *found.pairs,
    ]
