"""How it moves with time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lab.results.numbers import Numbers
from lab.results.observers import FEWEST_ANSWERS
from rockmatch.measures import wilson
from studio.plots import Figure, Plot, share_axis, time_axis
from studio.plots.figure import Cell

FEWEST: Final = 3  # weeks before a line is drawn


def weeks(found: Numbers) -> Figure:
    """How many answered, week by week, and how many of them saw a face."""
    title = _("How it moves with time")
    rows: list[Sequence[Cell]] = [
        (
            week.isoformat(),
            raters,
            answers,
            yes,
            *(round(v, 4) for v in (yes / answers, *wilson(yes, answers))),
        )
        for week, raters, answers, yes in found.weeks
    ]
    drawn = [row for row in found.weeks if row[2] >= FEWEST_ANSWERS]
    enough = len(drawn) >= FEWEST
    return Figure(
        "weeks",
        title,
        _(
            "The share of all answers of a week that say “a face”, with its 95 % interval. It "
            "moves when other people come, and when other stones hang; each week is shown others."
        )
        if enough
        else _("Not yet: a line needs three weeks with %(count)s answers each.")
        % {"count": FEWEST_ANSWERS},
        (_("Week of"), _("People"), _("Answers"), _("Yes"), _("Share"), _("From"), _("To")),
        list(reversed(rows)),
        _draw(
            title,
            [
                (_second(week), yes / answers, *wilson(yes, answers))
                for week, _raters, answers, yes in drawn
            ],
        )
        if enough
        else None,
        wide=enough,
        fields=("week", "raters", "answers", "yes", "share", "low", "high"),
    )


def _second(week: date) -> float:
    return datetime.combine(week, time(), UTC).timestamp()


def _draw(title: str, points: list[tuple[float, float, float, float]]) -> SafeString:
    first, last = (datetime.fromtimestamp(points[end][0], UTC) for end in (0, -1))
    told = _("From the week of %(first)s to that of %(last)s.") % {
        "first": date_format(first, "j M Y"),
        "last": date_format(last, "j M Y"),
    }
    plot = Plot(
        "weeks",
        title,
        told,
        time_axis(first, last, _("Week")),
        share_axis(_("Say they see a face")),
        height=300,
    )
    plot.band([(at, low, high) for at, _share, low, high in points], "rust")
    line = [(at, share) for at, share, *_ends in points]
    plot.line(line, "rust")
    plot.dots(line, "rust")
    return plot.svg()
