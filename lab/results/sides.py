"""Curators and FaceNet: where one's rock stands in the other's list, and whom people side with."""

import numpy as np
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lab.queries.percentile import CuratorsRocks
from lab.results.numbers import Numbers
from lab.results.observers import FEWEST_ANSWERS
from lab.results.words import decimal, percent, span
from studio.plots import Figure, Plot, band_axis, value_axis

TENTHS = 10


def ranks(known: CuratorsRocks | None) -> Figure:
    """Where curators' rocks stand in FaceNet's list, in tenths of it."""
    title = _("The curator’s rock in FaceNet’s list")
    columns = (_("Tenth of the list"), _("Pairings"))
    if known is None or known.mean is None or len(known.percentiles) < FEWEST_ANSWERS:
        reading = _(
            "Not yet: it needs %(count)s pairings by curators. The worker counts every hour."
        )
        return Figure("ranks", title, reading % {"count": FEWEST_ANSWERS}, columns, ())
    counts, _edges = np.histogram(known.percentiles, TENTHS, (0.0, 1.0))
    mean = known.mean
    reading = _(
        "FaceNet sorts all %(rocks)s rocks by how near they are to a face; here is where in that "
        "list the rock stands that a curator chose, for %(pairings)s pairings. Were it all chance, "
        "each bar would reach the line. On average it stands at %(mean)s (%(span)s), "
        "where 0 is first, 1 is last, and 0.5 is chance."
    ) % {
        "rocks": known.rocks,
        "pairings": mean.values,
        "mean": decimal(mean.mean),
        "span": span(mean.low, mean.high) or _("too few rocks for an interval"),
    }
    return Figure(
        "ranks",
        title,
        reading,
        columns,
        list(enumerate((int(count) for count in counts), start=1)),
        _draw(title, [int(count) for count in counts], decimal(mean.mean)),
        fields=("tenth", "pairings"),
    )


def _draw(title: str, counts: list[int], mean: str) -> SafeString:
    told = _("On average the curator’s rock stands at %(mean)s of the list.") % {"mean": mean}
    names = [str(tenth) for tenth in range(1, TENTHS + 1)]
    x = band_axis(names, _("Tenth of FaceNet’s list"))
    plot = Plot("ranks", title, told, x, value_axis(0, max(counts) * 1.1, _("Pairings")))
    plot.bars(counts, "slate")
    chance = sum(counts) / TENTHS
    plot.line([(x.low, chance), (x.high, chance)], "rust", dashed=True, key=_("By chance"))
    return plot.svg()


def sides(found: Numbers) -> Figure:
    """Whom people side with, of a curator and FaceNet."""
    title = _("Whom people side with")
    columns = (_("Answers"), _("Faces"), _("For the curator’s rock"), _("From"), _("To"))
    told = found.sides
    if told is None or told.values < FEWEST_ANSWERS:
        return Figure(
            "sides",
            title,
            _("Not yet: it needs %(count)s answers.") % {"count": FEWEST_ANSWERS},
            columns,
            (),
        )
    reading = _(
        "A face and two rocks, one chosen by a curator and one by FaceNet: in %(share)s of "
        "%(answers)s answers people take the curator’s."
    ) % {"share": percent(told.mean), "answers": told.values}
    if told.low is not None and told.high is not None:
        reading += " " + _verdict(told.low, told.high)
    ends = (None if end is None else round(end, 4) for end in (told.low, told.high))
    rows = [(told.values, told.clusters, round(told.mean, 4), *ends)]
    fields = ("answers", "faces", "share", "low", "high")
    return Figure("sides", title, reading, columns, rows, fields=fields)


def _verdict(low: float, high: float) -> str:
    if low > 0.5:
        return _("So they side with the curators.")
    if high < 0.5:
        return _("So they side with FaceNet.")
    return _("That may still be chance.")
