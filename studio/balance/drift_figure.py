"""Drift: how evenly the rocks were used from night to night."""

import math
from datetime import UTC, datetime
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from studio.balance.words import percent
from studio.plots import Axis, Figure, Plot, time_axis
from studio.plots.scales import ticks

FEWEST: Final = 3  # nights with selfies, or snapshots, before a line is drawn

type Points = list[tuple[float, float]]
type Snapshots = list[tuple[datetime, float, float]]


def drift(plots: dict[str, Any], snapshots: Snapshots) -> Figure:
    """How evenly selfies and imagined people use the rocks over time, held against chance."""
    nights = [(datetime.fromisoformat(row[0]), *row[1:]) for row in plots["drift"]]
    selfies = [(at.timestamp(), used / chance) for at, _p, _r, _m, used, chance in nights if used]
    imagined = [(at.timestamp(), used / chance) for at, used, chance in snapshots if chance]
    lines = [points if len(points) >= FEWEST else [] for points in (selfies, imagined)]
    columns = (_("Night"), _("Rocks"), _("Selfies"), _("Effective number"), _("By chance"))
    title = _("Drift")
    return Figure(
        "drift",
        title,
        _reading(enough=any(lines)),
        columns,
        [(row[0].date().isoformat(), row[2], row[3], row[4], row[5]) for row in reversed(nights)],
        _draw(title, *lines) if any(lines) else None,
        wide=any(lines),
        fields=("night", "rocks", "selfies", "effective_rocks", "by_chance"),
    )


def _reading(*, enough: bool) -> str:
    if not enough:
        return _("Not yet: a line needs three nights on which somebody took a selfie.")
    return _(
        "Each night the balance notes to how many rocks the selfies since the night before led, as "
        "an effective number. The line holds it against chance: at 100 % rocks are used as evenly "
        "as if each selfie had drawn one by lot. Where it goes on to fall, the members have "
        "drifted from whom the museum was imagined for. The green line is what the pairings do "
        "with imagined people, and rises as curators fill holes."
    )


def _draw(title: str, selfies: Points, imagined: Points) -> SafeString:
    points = sorted([*selfies, *imagined])
    first, last = (datetime.fromtimestamp(points[end][0], UTC) for end in (0, -1))
    told = _("From %(first)s to %(last)s; at last %(share)s.") % {
        "first": first.date().isoformat(),
        "last": last.date().isoformat(),
        "share": percent(points[-1][1]),
    }
    lowest = math.floor(min(y for _x, y in points) * 10 - 0.5) / 10
    highest = max(1.05, *(y for _x, y in points))
    x = time_axis(first, last, "")
    plot = Plot("drift", title, told, x, _percents(max(0.0, lowest), highest), height=300)
    plot.line([(x.low, 1), (x.high, 1)], "soft", dashed=True, key=_("By chance"))
    for line, ink, key in (
        (imagined, "moss", _("Imagined people")),
        (selfies, "rust", _("Selfies of the night")),
    ):
        if line:
            plot.line(line, ink, key=key)
            plot.dots(line, ink)
    return plot.svg()


def _percents(low: float, high: float) -> Axis:
    return Axis(
        low,
        high,
        [(tick, percent(tick)) for tick in ticks(low, high, 5)],
        _("Effective rocks, of chance"),
    )
