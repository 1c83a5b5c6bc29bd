"""Maps of face space: where people are, where pairings are, where they are wanted."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.balance.cells import Cell, cells, level
from studio.balance.words import percent
from studio.coverage.plane import FEWEST
from studio.plots import Axis, Figure, Plot

ENOUGH: Final = 8  # imagined people in a cell of which a share is told
FAR: Final = (0.15, 0.25, 0.35, 0.5)
MANY: Final = (10, 25, 50, 100)
WIDE: Final = 480 - 46  # of the paper between its edges
# Of each origin: its ink, its shape, its name.
LOOKS: Final = {
    "imagined": ("soft", "dot", gettext_lazy("Imagined pairings")),
    "imported": ("slate", "square", gettext_lazy("Imported pairings")),
    "curated": ("ink", "diamond", gettext_lazy("Pairings by curators")),
    "suggested": ("moss", "triangle", gettext_lazy("Suggested pairings")),
}


def _paper(name: str, title: str, told: str, grid: dict[str, Any], labels: tuple[str, str]) -> Plot:
    (left, bottom), (right, top) = grid["low"], grid["high"]
    x, y = Axis(left, right, (), labels[0]), Axis(bottom, top, (), labels[1])
    square = round(WIDE * grid["up"] / grid["across"]) + 48
    return Plot(name, title, told, x, y, height=square)


def _labels(variation: list[float]) -> tuple[str, str]:
    first, second = (percent(share) for share in variation)
    return (
        _("What tells faces apart most (%(share)s)") % {"share": first},
        _("What does so next (%(share)s)") % {"share": second},
    )


def _dots(plot: Plot, origins: dict[str, list[list[float]]]) -> None:
    for origin, (ink, shape, key) in LOOKS.items():
        points = [(x, y) for x, y in origins.get(origin, ())]
        radius = 2.0 if origin == "imagined" else 3.6
        plot.dots(points, ink, shape, radius=radius, key=str(key))


def face_map(plots: dict[str, Any]) -> Figure:
    """The map: people who are far from every pairing, pairings by origin, wanted regions."""
    data = plots["map"]
    crowded = [cell for cell in cells(data["grid"]) if data["people"][cell.which] >= ENOUGH]
    crowded.sort(key=lambda cell: -data["far"][cell.which])
    far = sum(data["far"]) / max(1, sum(data["people"]))
    title = _("A map of face space")
    told = _(
        "%(share)s of all imagined people are far from every pairing. %(count)s regions where a "
        "pairing is wanted are numbered."
    ) % {"share": percent(far), "count": len(plots["regions"])}
    plot = _paper("map", title, told, data["grid"], _labels(data["variation"]))
    shaded = ((*cell.corners, level(_share(data, cell), FAR)) for cell in crowded)
    key = _("Of the people there, far from every pairing")
    plot.heat(shaded, "rust", [percent(step) for step in FAR], key)
    _dots(plot, {origin: told["places"] for origin, told in data["origins"].items()})
    plot.rings([(x, y) for x, y in (r["place"] for r in plots["regions"])], "rust", _("Wanted"))
    return Figure(
        "map",
        title,
        _map_reading(data, far),
        (_("Across"), _("Up"), _("Imagined people"), _("Far from every pairing")),
        [(*_middle(cell), data["people"][cell.which], data["far"][cell.which]) for cell in crowded],
        plot.svg(),
        fields=("x", "y", "imagined_people", "far"),
    )


def _map_reading(data: dict[str, Any], far: float) -> str:
    return _(
        "Each face is 128 numbers; this is their shadow on the two directions that tell faces "
        "apart most, and holds %(share)s of what does. Shaded is where people are, imagined ones: "
        "the stronger, the more of them are far from every pairing (%(far)s are, over all; a third "
        "in the museum as it ships). Dots are pairings. Rings are where one more would help most; "
        "the list of regions has the same numbers. What lies side by side here "
        "may still be far apart in the other directions."
    ) % {"share": percent(sum(data["variation"])), "far": percent(far)}


def _share(data: dict[str, Any], cell: Cell) -> float:
    return float(data["far"][cell.which] / data["people"][cell.which])


def _middle(cell: Cell) -> tuple[float, float]:
    return round((cell.left + cell.right) / 2, 3), round((cell.bottom + cell.top) / 2, 3)


def members_map(plots: dict[str, Any], variation: list[float]) -> Figure:
    """Where members are, counted in cells, over where imagined people are."""
    data, ground = plots["members"], plots["map"]
    counted = [cell for cell in cells(data["grid"]) if data["counts"][cell.which]]
    counted.sort(key=lambda cell: -data["counts"][cell.which])
    total = sum(data["counts"])
    title = _("Where members are")
    told = _("%(number)s members in %(cells)s cells that hold five or more.") % {
        "number": total,
        "cells": len(counted),
    }
    reading = _(
        "Counted are members who let us keep their numbers and agreed to be counted. A cell with "
        "fewer than %(fewest)s is blank and numbers go in steps of %(fewest)s, so nobody is a "
        "point here. Beige is where imagined people are: a large green field beside it says that "
        "the members are others than the museum was imagined for."
    ) % {"fewest": FEWEST}
    if not counted:
        reading = _("Not yet: no cell of the map holds five members who agreed to be counted.")
    plot = _paper("members", title, told, data["grid"], _labels(variation))
    people = ground["people"]
    shaded = (cell.corners for cell in cells(ground["grid"]) if people[cell.which] >= ENOUGH)
    plot.heat(((*corners, 2) for corners in shaded), "line")
    green = ((*cell.corners, level(data["counts"][cell.which], MANY)) for cell in counted)
    plot.heat(green, "moss", [str(step) for step in MANY], _("Members in a cell"))
    return Figure(
        "members",
        title,
        reading,
        (_("Across"), _("Up"), _("Members")),
        [(*_middle(cell), data["counts"][cell.which]) for cell in counted],
        plot.svg() if counted else None,
        fields=("x", "y", "members"),
    )


def umap_figure(plots: dict[str, Any]) -> Figure:
    """The same people and pairings by UMAP, or how to get it."""
    data, title = plots["umap"], _("The same by neighbours (UMAP)")
    reading = _(
        "UMAP keeps neighbours together and pays for it with distances: islands are people alike, "
        "but how far two islands lie apart means nothing. Shaded is where imagined people are; an "
        "island without a dot is a kind of face that no pairing stands for."
    )
    columns, fields = (_("Across"), _("Up"), _("Imagined people")), ("x", "y", "imagined_people")
    if data is None:
        reading = _(
            "UMAP is an extra: install requirements-umap.lock where the worker runs, start it "
            "again, and compute anew."
        )
        return Figure("umap", title, reading, columns, (), fields=fields)
    told = _("Islands of imagined people, and pairings on them.")
    plot = _paper("umap", title, told, data["grid"], ("", ""))
    shown = [cell for cell in cells(data["grid"]) if data["people"][cell.which]]
    most = max(data["people"])
    plot.heat(
        (
            (*c.corners, level(data["people"][c.which] / most, (0.1, 0.25, 0.5, 0.75)))
            for c in shown
        ),
        "ochre",
    )
    _dots(plot, data["origins"])
    rows = [(*_middle(cell), data["people"][cell.which]) for cell in shown]
    return Figure("umap", title, reading, columns, rows, plot.svg(), fields=fields)


def pairings_table(plots: dict[str, Any]) -> list[tuple[str, float, float]]:
    """The points of the map: origin and place, without whose they are."""
    origins = plots["map"]["origins"]
    return [(name, x, y) for name, told in origins.items() for x, y in told["places"]]
