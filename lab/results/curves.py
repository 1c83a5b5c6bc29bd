"""How strong a face has to be: people's curve, and each machine's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lab.results.numbers import Numbers
from lab.results.observers import FEWEST_RATERS, Observer, Rung
from lab.results.words import half_at, name_of, percent, rounded, threshold, threshold_interval
from studio.plots import Axis, Figure, Plot, share_axis, value_axis
from studio.plots.figure import Cell

FIELDS: Final = ("observer", "version", "strength", "raters", "answers", "yes", "share", "low")
_SMALL: Final = 230  # units, the height of a small plot
_ROOM: Final = 0.05  # strength beyond the ladder's ends, so that no dot is cut


@dataclass(frozen=True)
class Panel:
    """A small plot of one machine, beside people's curve."""

    name: str
    told: str
    """Where it begins to see faces."""
    svg: SafeString


def people(found: Numbers) -> Figure:
    """The psychometric curve of people, or how many answers it still needs."""
    title = _("People")
    observer = found.people
    rows = [_row(observer, rung) for rung in observer.rungs]
    reading = _(
        "Forty rocks were made six times each, without a face, with a faint one, and so on to a "
        "plain one. Dots are the share of answers that say “a face”; the bars and the band are "
        "where the truth lies in 95 of 100 such experiments. The curve is a logistic function of "
        "the logarithm of the strength, which begins with what is seen in bare stones."
    )
    if observer.curve is None:
        reading = _(
            "Not yet. A curve is drawn when %(count)s people have answered at each of the six "
            "strengths."
        ) % {"count": FEWEST_RATERS}
    return Figure(
        "people",
        title,
        reading,
        _columns(),
        rows,
        _draw_people(title, observer) if observer.curve else None,
        wide=observer.curve is not None,
        fields=(*FIELDS, "high", "spread"),
    )


def machines(found: Numbers) -> Figure:
    """The numbers of the machines; their plots are panels."""
    reading = _(
        "Each machine has looked at the same forty rocks at each strength: in how many percent of "
        "them it finds a face. The dashed line is people’s."
    )
    if not found.machines:
        reading = _("Not yet: no machine has looked at the ladder.")
    rows = [_row(one, rung) for one in found.machines for rung in one.rungs]
    fields = (*FIELDS, "high", "spread")
    return Figure("machines", _("The same for machines"), reading, _columns(), rows, fields=fields)


def panels(found: Numbers) -> list[Panel]:
    """A small plot of each machine."""
    return [
        Panel(name_of(one), half_at(one), _draw_machine(place, one, found.people))
        for place, one in enumerate(found.machines)
    ]


def thresholds(found: Numbers) -> Figure:
    """Everybody in one table: from where on they see faces, and how they tell them from stones."""
    observers = [one for one in (found.people, *found.machines) if one.curve]
    return Figure(
        "thresholds",
        _("Everybody in one table"),
        _(
            "Half say yes at that strength, which lies between “from” and “to” in 95 of 100 such "
            "experiments; an end that is missing lies beyond the ladder. The slope is how fast it "
            "rises there. The sensitivity d′ tells how well plain faces are told from bare "
            "stones: 0 is guessing. The criterion "
            "is above 0 for who would rather miss a face, and below it for who would rather see "
            "one too many."
        ),
        (
            *(_("Who"), _("Half say yes at"), _("From"), _("To"), _("Slope")),
            *(_("Yes to bare stones"), _("Sensitivity d′"), _("Criterion")),
        ),
        [_summary(one) for one in observers],
        fields=(
            "observer",
            "threshold",
            "low",
            "high",
            "slope",
            "bare",
            "sensitivity",
            "criterion",
        ),
    )


def _summary(one: Observer) -> Sequence[Cell]:
    inside, told = threshold_interval(one), one.detection
    slope = one.curve.slope.value if one.curve and inside.value is not None else None
    return (
        name_of(one),
        threshold(one),
        *map(rounded, (inside.low, inside.high, slope)),
        percent(one.rungs[0].share),
        *map(rounded, (told.sensitivity, told.criterion) if told else (None, None)),
    )


def _columns() -> Sequence[str]:
    return (
        *(_("Who"), _("Version"), _("Strength"), _("People"), _("Answers"), _("Yes"), _("Share")),
        *(_("From"), _("To"), _("Stones differ")),
    )


def _row(observer: Observer, rung: Rung) -> Sequence[Cell]:
    low, high = rung.interval
    who = name_of(observer), observer.version
    counts = rung.strength, rung.raters, rung.answers, rung.yes
    return (*who, *counts, *(round(value, 4) for value in (rung.share, low, high, rung.spread)))


def _draw_people(title: str, observer: Observer) -> SafeString:
    told = _("Half of the answers say “a face” at a strength of %(strength)s.") % {
        "strength": threshold(observer)
    }
    top = observer.rungs[-1].strength
    x = value_axis(-_ROOM, top + _ROOM, _("Strength of the face"), most=6)
    plot = Plot("people", title, told, x, share_axis(_("Say they see a face")))
    _curve(plot, observer, "rust", key=_("People"))
    return plot.svg()


def _draw_machine(place: int, machine: Observer, people: Observer) -> SafeString:
    name, top = name_of(machine), machine.rungs[-1].strength
    told = _("Half of the stones are faces to it: %(where)s.") % {"where": threshold(machine)}
    marks = [(value, label) for value, label in value_axis(0, 1.2, "", most=3).marks]
    x = Axis(-_ROOM, top + _ROOM, marks)
    y = Axis(0, 1, [(0, "0"), (0.5, "50"), (1, "100")])
    plot = Plot(f"machine-{place}", name, told, x, y, height=_SMALL)
    if people.curve:
        plot.line(_line(people), "rust", dashed=True)
    _curve(plot, machine, "moss" if machine.is_seer else "slate")
    return plot.svg()


def _curve(plot: Plot, observer: Observer, kind: str, key: str = "") -> None:
    """The curve, its band, and the shares with their intervals."""
    curve = observer.curve
    if curve:
        plot.band(list(zip(curve.at, curve.low, curve.high, strict=True)), kind)
        plot.line(_line(observer), kind, key=key)
    plot.whiskers(((rung.strength, *rung.interval) for rung in observer.rungs), kind)
    plot.dots(((rung.strength, rung.share) for rung in observer.rungs), kind, radius=4.2)


def _line(observer: Observer) -> list[tuple[float, float]]:
    curve = observer.curve
    return list(zip(curve.at, curve.shares, strict=True)) if curve else []
