"""Drift: how evenly the rocks were used from night to night."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from studio.plots import Figure, Plot, time_axis, value_axis

FEWEST: Final = 3  # nights with selfies, before a line is drawn

type Points = list[tuple[float, float]]


def drift(plots: dict[str, Any], snapshots: list[tuple[datetime, float]]) -> Figure:
    """The effective number of rocks over time: of selfies, of chance, of imagined people."""
    nights = [(datetime.fromisoformat(row[0]), *row[1:]) for row in plots["drift"]]
    used = [row for row in nights if row[4] is not None]
    title = _("Drift")
    enough = len(used) >= FEWEST or len(snapshots) >= FEWEST
    reading = _(
        "Each night the balance notes how many rocks the selfies since the night before led to, as "
        "an effective number: as many rocks, used alike, would be as diverse. Where it stays "
        "below what chance makes of as many selfies, and goes on to fall, the members have drifted "
        "from whom the museum was imagined for. The green line is what the pairings do with "
        "imagined people, and rises as holes are filled."
    )
    if not enough:
        reading = _("Not yet: a line needs three nights on which somebody took a selfie.")
    columns = (_("Night"), _("Rocks"), _("Selfies"), _("Effective number"), _("By chance"))
    return Figure(
        "drift",
        title,
        reading,
        columns,
        [(row[0].date().isoformat(), row[2], row[3], row[4], row[5]) for row in reversed(nights)],
        _draw(title, used, snapshots) if enough else None,
        wide=True,
        fields=("night", "rocks", "selfies", "effective_rocks", "by_chance"),
    )


def _draw(title: str, used: list[Any], snapshots: list[tuple[datetime, float]]) -> Any:
    selfies: Points = [(row[0].timestamp(), row[4]) for row in used]
    chance: Points = [(row[0].timestamp(), row[5]) for row in used]
    imagined: Points = [(at.timestamp(), number) for at, number in snapshots]
    moments = [*(row[0] for row in used), *(at for at, _number in snapshots)]
    highest = max(y for _x, y in (*selfies, *chance, *imagined))
    told = _("From %(first)s to %(last)s.") % {
        "first": min(moments).date().isoformat(),
        "last": max(moments).date().isoformat(),
    }
    plot = Plot(
        "drift",
        title,
        told,
        time_axis(min(moments), max(moments), ""),
        value_axis(0, highest * 1.05, _("Effective number of rocks")),
        height=300,
    )
    if len(imagined) >= FEWEST:
        plot.line(imagined, "moss", key=_("Imagined people"))
    if len(selfies) >= FEWEST:
        plot.line(chance, "soft", dashed=True, key=_("Chance, of as many selfies"))
        plot.line(selfies, "rust", key=_("Selfies of the night"))
        plot.dots(selfies, "rust")
    return plot.svg()
