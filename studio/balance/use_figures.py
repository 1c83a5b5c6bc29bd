"""How evenly rocks are used: the curve of Lorenz, and how many rocks have how much."""

from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.plots import Figure, Plot, band_axis, share_axis, value_axis

# Whose use it is: its ink, its name.
WHOSE: Final = {
    "drawn": ("moss", gettext_lazy("Imagined people")),
    "members": ("rust", gettext_lazy("Members now")),
    "selfies": ("slate", gettext_lazy("Selfies ever")),
}


def use_curve(plots: dict[str, Any]) -> Figure:
    """What share of people the least used rocks have together, for all three."""
    use = plots["use"]
    told = [name for name in WHOSE if use[name]["lorenz"]]
    title = _("How evenly rocks are used")
    plot = Plot(
        "use",
        title,
        " ".join(_sentence(str(WHOSE[name][1]), use[name]) for name in told),
        share_axis(_("Rocks, from the least used on")),
        share_axis(_("People who have them")),
    )
    plot.line([(0, 0), (1, 1)], "soft", dashed=True, key=_("All alike"))
    for name in told:
        ink, key = WHOSE[name]
        points = use[name]["lorenz"]
        plot.line([(at / (len(points) - 1), y) for at, y in enumerate(points)], ink, key=str(key))
    return Figure(
        "use",
        title,
        _(
            "If all rocks stood for as many people, the line would be straight. The deeper it "
            "sags, the more people share a few rocks; where it runs along the ground, rocks "
            "stand for nobody. A few people can never use many rocks, so members and selfies sag "
            "until there are many: compare their effective number with that of pure chance."
        ),
        (_("Whose"), _("People"), _("Rocks in use"), _("Effective number"), _("By chance")),
        [_row(str(WHOSE[name][1]), use[name]) for name in WHOSE],
        plot.svg() if told else None,
        fields=("whose", "people", "rocks_in_use", "effective_rocks", "by_chance"),
    )


def _row(name: str, use: dict[str, Any]) -> tuple[str, int, int, float | None, float | None]:
    return name, use["people"], use["used"], use["effective"], use["chance"]


def _sentence(name: str, use: dict[str, Any]) -> str:
    return _("%(name)s: %(people)s use %(used)s rocks, as evenly as %(effective)s would be.") % {
        "name": name,
        "people": number_format(use["people"], force_grouping=True),
        "used": use["used"],
        "effective": number_format(use["effective"], 1),
    }


def curve_table(
    plots: dict[str, Any],
) -> list[tuple[float, float | None, float | None, float | None]]:
    """The points of the curves: share of rocks, and of imagined people, members, selfies."""
    curves = [plots["use"][name]["lorenz"] for name in WHOSE]
    points = max((len(curve) for curve in curves), default=0)
    return [
        (round(at / (points - 1), 4), *(curve[at] if curve else None for curve in curves))  # type: ignore[misc]
        for at in range(points)
    ]


def shares(plots: dict[str, Any]) -> Figure:
    """How many rocks have how much of an even share of imagined people."""
    counts = plots["use"]["drawn"]["spread"]
    names = [_("none"), "≤ ¼", "≤ ½", "≤ 1", "≤ 2", "≤ 4", "> 4"]
    title = _("How much each rock has")
    told = ", ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=False))
    plot = Plot(
        "shares",
        title,
        told,
        band_axis(names, _("Times an even share of imagined people")),
        value_axis(0, max([*counts, 1]) * 1.08, _("Rocks")),
    )
    plot.bars(counts, "moss", [str(count) for count in counts])
    return Figure(
        "shares",
        title,
        _(
            "An even share is the people divided by the rocks. In a balanced museum most rocks "
            "have between a half and twice of it. Rocks at the left wait for a pairing where "
            "people are; those at the right stand in a crowded place and would gladly share it."
        ),
        (_("Times an even share"), _("Rocks")),
        list(zip(names, counts, strict=False)),
        plot.svg() if counts else None,
        fields=("times_an_even_share", "rocks"),
    )
