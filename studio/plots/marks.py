"""What stands on the paper of a plot: dots, lines, bars, cells. All places are places on paper.

Dots of one kind are one path, so that a thousand of them cost no more than their coordinates.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.safestring import SafeString

from studio.plots.inks import ink
from studio.plots.svg import element, number

type Place = tuple[float, float]
RADIUS: Final = 3.2
LEVELS: Final = (0.16, 0.32, 0.48, 0.68, 0.92)
"""How strong the ink of a cell is, of each level of a heat map."""
RAMP: Final = 64


def dots(
    places: Iterable[Place], kind: str, shape: str = "dot", radius: float = RADIUS
) -> SafeString:
    """Draw a dot at each place; `shape` is dot, diamond, square or triangle."""
    if shape == "dot":
        path = "".join(f"M{number(x)} {number(y)}h0" for x, y in places)
        look = {"stroke": "currentColor", "stroke_width": radius * 2, "stroke_linecap": "round"}
        return element("path", d=path, fill="none", **look, **ink(kind))
    path = "".join(_outline(x, y, shape, radius) for x, y in places)
    return element("path", d=path, fill="currentColor", **ink(kind))


def _outline(x: float, y: float, shape: str, radius: float) -> str:
    reach, side = radius * 1.35, radius * 0.95
    outlines: dict[str, list[Place]] = {
        "diamond": [(0, -reach), (reach, 0), (0, reach), (-reach, 0)],
        "square": [(-side, -side), (side, -side), (side, side), (-side, side)],
        "triangle": [(0, -reach), (reach, reach * 0.8), (-reach, reach * 0.8)],
    }
    return _path([(x + across, y + down) for across, down in outlines[shape]]) + "z"


def _path(places: Sequence[Place]) -> str:
    return "".join(
        f"{'L' if index else 'M'}{number(x)} {number(y)}" for index, (x, y) in enumerate(places)
    )


def line(places: Sequence[Place], kind: str, *, dashed: bool = False) -> SafeString:
    """Draw a line through places."""
    dashes = "3 5" if dashed else None
    look = {"stroke": "currentColor", "stroke_width": 1.6 if dashed else 2.2, "fill": "none"}
    joints = {"stroke_linejoin": "round", "stroke_linecap": "round", "stroke_dasharray": dashes}
    return element("path", d=_path(places), **look, **joints, **ink(kind))


def area(places: Sequence[Place], kind: str) -> SafeString:
    """Fill what lies inside of places, faintly: a band around a line."""
    path = _path(places) + "z"
    return element("path", d=path, fill="currentColor", fill_opacity="0.16", **ink(kind))


def whiskers(reaches: Iterable[tuple[float, float, float]], kind: str) -> SafeString:
    """Draw upright lines (x, from, to): how far a dot may lie from the truth."""
    path = "".join(f"M{number(x)} {number(start)}V{number(end)}" for x, start, end in reaches)
    look = {"stroke": "currentColor", "stroke_width": 1.4, "stroke_opacity": "0.75"}
    return element("path", d=path, fill="none", **look, **ink(kind))


def box(left: float, top: float, right: float, bottom: float) -> str:
    """The path of a box."""
    return f"M{number(left)} {number(top)}H{number(right)}V{number(bottom)}H{number(left)}z"


def cells(boxes: Iterable[tuple[float, float, float, float]], kind: str, level: int) -> SafeString:
    """Draw the cells of a heat map that have one level, from 0 to 4, as one path."""
    path = "".join(box(*corners) for corners in boxes)
    strength = f"{LEVELS[level]:.2f}"
    return element("path", d=path, fill="currentColor", fill_opacity=strength, **ink(kind))


def bars(boxes: Iterable[tuple[float, float, float, float]], kind: str) -> SafeString:
    """Draw bars as one path."""
    path = "".join(box(*corners) for corners in boxes)
    return element("path", d=path, fill="currentColor", **ink(kind))


def ring(x: float, y: float, told: str, kind: str) -> SafeString:
    """Draw a ring with a number in it, for what words beside the plot tell of."""
    place = {"cx": x, "cy": y, "r": 9.5}
    look = {"fill": "none", "stroke": "currentColor", "stroke_width": 1.8}
    return element(
        "g",
        element("circle", **place, fill="currentColor", **ink("paper")),
        element("circle", **place, **look, **ink(kind)),
        words(x, y + 4.2, told, kind, anchor="middle", size=12),
    )


def words(
    x: float, y: float, told: str, kind: str, *, anchor: str = "start", size: float = 13
) -> SafeString:
    """Write words; in a page the style sheet may make them larger on small screens."""
    look = ink(kind)
    look["class_"] += " plot-words" if size >= 13 else " plot-numeral"
    return element(
        "text", told, x=x, y=y, text_anchor=anchor, font_size=size, fill="currentColor", **look
    )


def ramp(kind: str, steps: Sequence[str], told: str) -> SafeString:
    """The key of a heat map: what it is about, its levels side by side, what parts them beneath."""
    boxes = [
        cells([(RAMP * level, 8, RAMP * (level + 1), 18)], kind, level)
        for level in range(len(LEVELS))
    ]
    named = [
        words(RAMP * level, 34, step, "soft", anchor="middle")
        for level, step in enumerate(steps, start=1)
    ]
    return element("g", words(0, 0, told, "ink"), *boxes, *named)
