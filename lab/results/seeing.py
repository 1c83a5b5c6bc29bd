"""How long it takes, how far people agree, and how well they tell faces from stones."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lab.models import Stimulus
from lab.results.numbers import FEWEST_EACH, Agreement, Numbers, Time
from lab.results.observers import FEWEST_ANSWERS
from lab.results.words import decimal, name_of, rounded
from lab.statistics.agreement import RELIABLE, TENTATIVE
from lab.statistics.detection import Detection
from studio.plots import Axis, Figure, Plot, band_axis, value_axis
from studio.plots.figure import Cell

_ALIKE: Final = (1, 3, 9)  # raters at one place, from which on its dot is larger


def not_yet() -> str:
    """What a figure of people says that has too few answers."""
    return _("Not yet: it needs %(count)s answers.") % {"count": FEWEST_ANSWERS}


def times(found: Numbers) -> Figure:
    """How long people take, by strength of the face: a doubtful one takes longest."""
    title = _("How long they look")
    rows: list[Sequence[Cell]] = [
        (
            told,
            time.strength,
            time.answers,
            *(round(s, 3) for s in (time.seconds, time.low, time.high)),
        )
        for told, of in (("face", found.saw), ("no face", found.saw_not))
        for time in of
    ]
    enough = found.people.curve is not None and bool(found.saw or found.saw_not)
    return Figure(
        "times",
        title,
        _(
            "From the picture to the answer, as the browser measured it: the geometric mean with "
            "its 95 % interval. Where the lines are high, people hesitate."
        )
        if enough
        else not_yet(),
        (_("Answer"), _("Strength"), _("Answers"), _("Seconds"), _("From"), _("To")),
        rows,
        _draw_times(title, found.saw, found.saw_not) if enough else None,
        fields=("answer", "strength", "answers", "seconds", "low", "high"),
    )


def _draw_times(title: str, saw: Sequence[Time], saw_not: Sequence[Time]) -> SafeString:
    every = [*saw, *saw_not]
    slowest = max(every, key=lambda time: time.seconds)
    told = _("People take longest, %(seconds)s seconds, at a strength of %(strength)s.") % {
        "seconds": decimal(slowest.seconds, 1),
        "strength": decimal(slowest.strength),
    }
    plot = Plot(
        "times",
        title,
        told,
        value_axis(-0.05, max(time.strength for time in every) + 0.05, _("Strength of the face")),
        value_axis(0, max(time.high for time in every) * 1.05, _("Seconds")),
    )
    for of, kind, shape, key in (
        (saw, "rust", "dot", _("Who see a face")),
        (saw_not, "slate", "square", _("Who see none")),
    ):
        if of:
            plot.whiskers([(time.strength, time.low, time.high) for time in of], kind)
            plot.line([(time.strength, time.seconds) for time in of], kind)
            plot.dots(
                [(time.strength, time.seconds) for time in of], kind, shape, radius=4.2, key=key
            )
    return plot.svg()


def agreement(found: Numbers) -> Figure:
    """Krippendorff's alpha, over all stones and by kind, and how far boxes overlap."""
    title = _("How far people agree")
    known = [one for one in found.agreements if one.alpha.value is not None]
    reading = not_yet()
    if known:
        reading = _(
            "Krippendorff’s alpha of yes or no: 1 is full agreement, 0 is chance. Data from 0.8 on "
            "are called reliable, from 0.667 on good for careful conclusions. Intervals are "
            "over stones. Where few agree, the stones are in the middle: neither face nor stone."
        )
    if found.overlap is not None:
        reading += " " + _(
            "Who tap eyes and mouth mean the same place: two people’s boxes overlap by %(share)s "
            "on average, in %(stones)s stones (intersection over union)."
        ) % {"share": decimal(found.overlap), "stones": found.overlap_stones}
    return Figure(
        "agreement",
        title,
        reading,
        (_("Stones"), _("How many"), _("Answers"), _("Alpha"), _("From"), _("To")),
        [
            (
                _kind(one),
                one.stones,
                one.answers,
                rounded(one.alpha.value),
                rounded(one.alpha.low),
                rounded(one.alpha.high),
            )
            for one in known
        ],
        _draw_agreement(title, known) if known else None,
        fields=("stones", "count", "answers", "alpha", "low", "high"),
    )


def _kind(one: Agreement) -> str:
    names = {
        "": _("All"),
        Stimulus.Kind.LADDER: _("Ladder"),
        Stimulus.Kind.MUSEUM: _("Museum"),
        Stimulus.Kind.REAL: _("Real stones"),
    }
    return names[one.kind]


def _draw_agreement(title: str, known: Sequence[Agreement]) -> SafeString:
    told = ", ".join(f"{_kind(one)}: {decimal(one.alpha.value)}" for one in known)
    lowest = min(0.0, *(one.alpha.low or 0.0 for one in known))
    y = value_axis(lowest, 1, _("Alpha"))
    x = band_axis([_kind(one) for one in known], "")
    plot = Plot("agreement", title, told, x, y)
    for value, key in ((RELIABLE, _("Reliable")), (TENTATIVE, _("Tentative"))):
        plot.line([(x.low, value), (x.high, value)], "soft", dashed=True, key=f"{key} ({value})")
    plot.whiskers(
        [(at, one.alpha.low or 0, one.alpha.high or 0) for at, one in enumerate(known)], "rust"
    )
    plot.dots([(at, one.alpha.value or 0) for at, one in enumerate(known)], "rust", radius=5)
    return plot.svg()


def detection(found: Numbers) -> Figure:
    """Sensitivity and criterion of everybody who looks, and of each machine."""
    title = _("Who tells faces from stones")
    machines = [(name_of(one), one.detection) for one in found.machines if one.detection]
    people = found.people.detection
    everybody = [(_("People together"), people), *machines] if people else machines
    enough = bool(people or machines)
    reading = _(
        "Up is who tells plain faces (the two highest strengths) from bare stones; to the right is "
        "who would rather miss a face than see one too many. Small dots are people, each who "
        "has looked at %(count)s of both or more; few answers scatter them. Rings are machines."
    ) % {"count": FEWEST_EACH}
    if machines:
        numbered = [f"{count} {name}" for count, (name, _one) in enumerate(machines, start=1)]
        reading += " " + _("They are: %(machines)s.") % {"machines": ", ".join(numbered)}
    columns = (_("Who"), _("Sensitivity d′"), _("From"), _("To"), _("Criterion"))
    rows: list[Sequence[Cell]] = [
        (name, *(round(v, 3) for v in (one.sensitivity, one.low, one.high, one.criterion)))
        for name, one in everybody
    ]
    svg = _draw_detection(title, found.raters_told if people else (), people, machines)
    return Figure(
        "detection",
        title,
        reading if enough else not_yet(),
        columns,
        rows,
        svg if enough else None,
        wide=enough,
        fields=("who", "sensitivity", "low", "high", "criterion"),
    )


def _draw_detection(
    title: str,
    raters: Sequence[Detection],
    people: Detection | None,
    machines: Sequence[tuple[str, Detection]],
) -> SafeString:
    every = [one for one in (*raters, people, *(one for _name, one in machines)) if one]
    if not every:
        return SafeString("")
    told = "; ".join(f"{name}: d′ {decimal(one.sensitivity, 1)}" for name, one in machines)
    x, y = _plane(every)
    plot = Plot("detection", title, told, x, y, height=400)
    plot.line([(x.low, 0), (x.high, 0)], "soft", dashed=True)
    places = Counter((round(one.criterion, 3), round(one.sensitivity, 3)) for one in raters)
    for size, least in enumerate(_ALIKE):
        most = (*_ALIKE, None)[size + 1]
        alike = [
            at for at, count in places.items() if least <= count and (not most or count < most)
        ]
        key = _("A person") if not size else ""
        plot.dots(alike, "soft", radius=2.2 + 1.6 * size, key=key)
    if people:
        plot.dots(
            [(people.criterion, people.sensitivity)],
            "rust",
            "diamond",
            radius=8,
            key=_("People together"),
        )
    plot.rings(
        [(one.criterion, one.sensitivity) for _name, one in machines], "slate", _("Machines")
    )
    return plot.svg()


def _plane(every: Sequence[Detection]) -> tuple[Axis, Axis]:
    reach = max(abs(one.criterion) for one in every) + 0.3
    lowest = min(0.0, *(one.sensitivity for one in every)) - 0.3
    highest = max(one.sensitivity for one in every) + 0.3
    return (
        value_axis(-reach, reach, _("Criterion: eager to careful")),
        value_axis(lowest, highest, _("Sensitivity d′")),
    )
