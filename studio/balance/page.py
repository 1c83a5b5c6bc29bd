"""All that the page of the balance shows of a snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rockmatch.models import Human, Rock
from studio.balance.drift_figure import drift
from studio.balance.map_figures import face_map, members_map, umap_figure
from studio.balance.report_figure import report
from studio.balance.use_figures import shares, use_curve
from studio.models import Coverage
from studio.plots import Figure
from studio.queries import coverage as queries

WALL = 24  # rocks nobody is led to, of whom the page shows the portrait


@dataclass(frozen=True)
class Help:
    """A pairing that would help."""

    human: Human
    rock: Rock
    told: dict[str, Any]
    """How many people it brings nearer (`nearer`), takes (`moved`), and what that does."""


@dataclass(frozen=True)
class Region:
    """A region where a pairing is wanted, and the rocks around it."""

    rocks: list[Rock]
    nearer: float


@dataclass(frozen=True)
class Page:
    """What the template gets."""

    snapshot: Coverage
    map: Figure
    maps: Sequence[Figure]
    """Other maps."""
    uses: Sequence[Figure]
    drift: Figure
    report: Figure
    helps: Sequence[Help]
    waiting: int
    """Humans who waited for a rock when it was computed."""
    regions: Sequence[Region]
    unused: Sequence[Rock]
    unused_count: int


def page() -> Page | None:
    """Read the last snapshot and draw it; None before the first. At most four queries."""
    snapshot = queries.snapshot()
    if snapshot is None:
        return None
    plots = snapshot.plots
    rocks = queries.rocks(_named(plots))
    found = _figures(plots)
    return Page(
        snapshot,
        map=found[0],
        maps=found[1:3],
        uses=found[3:5],
        drift=drift(plots, queries.history()),
        report=found[5],
        helps=_helps(plots["help"]["pairings"], rocks),
        waiting=plots["help"]["waiting"],
        regions=[_region(told, rocks) for told in plots["regions"]],
        unused=[rocks[pk] for pk in plots["unused"]["rocks"][:WALL] if pk in rocks],
        unused_count=plots["unused"]["count"],
    )


def _figures(plots: dict[str, Any]) -> list[Figure]:
    return [
        face_map(plots),
        members_map(plots, plots["map"]["variation"]),
        umap_figure(plots),
        use_curve(plots),
        shares(plots),
        report(plots),
    ]


def figures() -> list[Figure]:
    """All figures of the last snapshot; none before the first."""
    snapshot = queries.snapshot()
    if snapshot is None:
        return []
    return [*_figures(snapshot.plots), drift(snapshot.plots, queries.history())]


def _named(plots: dict[str, Any]) -> set[int]:
    """The ids of all rocks that the page shows."""
    around = {rock for region in plots["regions"] for rock in region["between"]}
    helping = {told["rock"] for told in plots["help"]["pairings"]}
    return around | helping | set(plots["unused"]["rocks"][:WALL])


def _helps(told: list[dict[str, Any]], rocks: dict[int, Rock]) -> list[Help]:
    """Those that are still to be made: a human may have got a rock since, or left."""
    humans = queries.humans([one["human"] for one in told]) if told else {}
    return [
        Help(humans[one["human"]], rocks[one["rock"]], one)
        for one in told
        if one["human"] in humans and one["rock"] in rocks
    ]


def _region(told: dict[str, Any], rocks: dict[int, Rock]) -> Region:
    return Region([rocks[pk] for pk in told["between"] if pk in rocks], told["nearer"])
