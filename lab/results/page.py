"""All that the page of results shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from lab.ladder import example
from lab.results import curves, seeing, weeks
from lab.results.numbers import Numbers, numbers
from lab.results.words import threshold
from studio.plots import Figure


@dataclass(frozen=True)
class Invite:
    """A room of the lab that one may go to."""

    url: str
    name: str
    told: str


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
    invites: Sequence[Invite]
    example: Sequence[dict[str, Any]]
    people: Figure
    machines: Figure
    panels: Sequence[curves.Panel]
    thresholds: Figure
    figures: Sequence[Figure]
    detection: Figure
    weeks: Figure


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
        invites=list(_invites()),
        example=example(),
        people=curves.people(found),
        machines=curves.machines(found),
        panels=curves.panels(found),
        thresholds=curves.thresholds(found),
        figures=[seeing.times(found), seeing.agreement(found)],
        detection=seeing.detection(found),
        weeks=weeks.weeks(found),
    )


def _invites() -> Iterator[Invite]:
    rooms = (
        ("lab-look", _("Do you see a face?"), _("Ten stones, two minutes, no account.")),
        ("lab-pair", _("Whose rock is it?"), _("A face and two rocks: which is theirs?")),
        ("lab-claims", _("Claims"), _("All that this site says of itself, and how to check it.")),
    )
    for name, said, told in rooms:
        try:
            yield Invite(reverse(name), said, told)
        except NoReverseMatch:
            continue


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
    ]
