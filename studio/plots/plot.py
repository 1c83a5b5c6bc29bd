"""The paper of a plot: axes around it, marks on it, a key beneath."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.safestring import SafeString

from studio.plots import marks
from studio.plots.axes import Axis
from studio.plots.inks import ink
from studio.plots.scales import Scale
from studio.plots.svg import element

WIDTH: Final = 480
LEFT, RIGHT, TOP, BOTTOM = 80, 16, 16, 54
BARE_LEFT, BARE_BOTTOM = 30, 32  # where an axis names no places
KEY_LINE, RAMP_HEIGHT = 24, 60
LONG: Final = 21  # letters of a key that needs a line of its own
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

type Point = tuple[float, float]


class Plot:
    """Marks over two axes, as an SVG of 480 units across.

    It is read from left to right in every language, as numbers are.
    """

    def __init__(self, name: str, title: str, told: str, x: Axis, y: Axis, *, height: int = 360):
        """Lay out the paper.

        Args:
            name: Its address; must be unique in a page.
            title: What it shows.
            told: The same for who cannot see it: what one would read off it.
            x: The axis beneath.
            y: The axis at the side.
            height: Of the whole without its key, in units.
        """
        self.name, self.title, self.told, self.x, self.y = name, title, told, x, y
        self.height = height
        self.across = Scale(x.low, x.high, LEFT if y.marks else BARE_LEFT, WIDTH - RIGHT)
        self.up = Scale(y.low, y.high, height - (BOTTOM if x.marks else BARE_BOTTOM), TOP)
        self._parts: list[SafeString] = []
        self._keys: list[tuple[SafeString, str]] = []
        self._ramp: SafeString | None = None

    def place(self, point: Point) -> marks.Place:
        """Where a point lies on the paper."""
        return self.across(point[0]), self.up(point[1])

    def dots(
        self,
        points: Iterable[Point],
        kind: str,
        shape: str = "dot",
        *,
        radius: float = marks.RADIUS,
        key: str = "",
    ) -> None:
        """Scatter points."""
        places = [self.place(point) for point in points]
        if places:
            self._parts.append(marks.dots(places, kind, shape, radius))
            self._name(marks.dots([(9, 0)], kind, shape, radius), key)

    def line(
        self, points: Sequence[Point], kind: str, *, dashed: bool = False, key: str = ""
    ) -> None:
        """Draw a line through points."""
        self._parts.append(marks.line([self.place(p) for p in points], kind, dashed=dashed))
        self._name(marks.line([(0, 0), (18, 0)], kind, dashed=dashed), key)

    def band(self, points: Sequence[tuple[float, float, float]], kind: str, key: str = "") -> None:
        """Shade between two lines: (x, low, high) from left to right."""
        there = [self.place((x, high)) for x, _low, high in points]
        back = [self.place((x, low)) for x, low, _high in reversed(points)]
        self._parts.append(marks.area([*there, *back], kind))
        self._name(marks.area([(0, -5), (18, -5), (18, 5), (0, 5)], kind), key)

    def whiskers(self, points: Iterable[tuple[float, float, float]], kind: str) -> None:
        """Draw how far dots may lie from the truth: (x, low, high)."""
        reaches = [(self.across(x), self.up(low), self.up(high)) for x, low, high in points]
        if reaches:
            self._parts.append(marks.whiskers(reaches, kind))

    def bars(self, values: Sequence[float], kind: str, told: Sequence[str] = ()) -> None:
        """Draw a bar over each thing of a `band_axis`, with words above it."""
        boxes = [
            (self.across(at - 0.34), self.up(value), self.across(at + 0.34), self.up(self.y.low))
            for at, value in enumerate(values)
        ]
        self._parts.append(marks.bars(boxes, kind))
        for (left, top, right, _), word in zip(boxes, told, strict=False):
            middle = (left + right) / 2
            self._parts.append(marks.words(middle, top - 6, word, "soft", anchor="middle"))

    def heat(
        self,
        cells: Iterable[tuple[float, float, float, float, int]],
        kind: str,
        steps: Sequence[str] = (),
        key: str = "",
    ) -> None:
        """Fill cells (x from, y from, x to, y to, level from 0 to 4).

        `key` is what they are about, and `steps` what parts the five levels.
        """
        levels: dict[int, list[tuple[float, float, float, float]]] = {}
        for left, bottom, right, top, level in cells:
            corners = (*self.place((left, top)), *self.place((right, bottom)))
            levels.setdefault(level, []).append(corners)
        for level, boxes in sorted(levels.items()):
            self._parts.append(marks.cells(boxes, kind, level))
        if key:
            self._ramp = marks.ramp(kind, steps, key)

    def rings(self, points: Iterable[Point], kind: str, key: str = "") -> None:
        """Number points from 1, for words that stand elsewhere."""
        for count, point in enumerate(points, start=1):
            self._parts.append(marks.ring(*self.place(point), str(count), kind))
            if count == 1:
                self._name(marks.ring(9, 0, "1", kind), key)

    def _name(self, sign: SafeString, key: str) -> None:
        if key:
            self._keys.append((sign, key))

    def svg(self) -> SafeString:
        """Write it down, with its title and description."""
        key = KEY_LINE * -(-len(self._keys) // self._columns) + (RAMP_HEIGHT if self._ramp else 0)
        height = self.height + key + (6 if key else 0)
        title, told = f"plot-{self.name}-title", f"plot-{self.name}-told"
        return element(
            "svg",
            element("title", self.title, id=title),
            element("desc", self.told, id=told),
            element("rect", width=WIDTH, height=height, fill="currentColor", **ink("paper")),
            *self._grid(),
            *self._parts,
            *self._names(),
            *self._legend(),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH} {height}",
            role="img",
            aria_labelledby=title,
            aria_describedby=told,
            class_="plot-paper",
            direction="ltr",
            font_family=FONT,
        )

    def _grid(self) -> Iterable[SafeString]:
        """The lines of both axes, and the one that the marks stand on."""
        foot, top = self.up(self.y.low), self.up(self.y.high)
        left, right = self.across(self.x.low), self.across(self.x.high)
        if self.y.grid:
            for value, _ in self.y.marks:
                yield _rule(left, self.up(value), right, self.up(value))
        if self.x.grid:
            for value, _ in self.x.marks:
                yield _rule(self.across(value), top, self.across(value), foot)
        yield _rule(left, foot, right, foot, "soft" if self.x.marks else "line")
        if not self.x.marks and not self.y.marks:  # a map: framed, as it has no scale
            yield _rule(left, top, right, top)
            yield _rule(left, top, left, foot)
            yield _rule(right, top, right, foot)

    def _names(self) -> Iterable[SafeString]:
        """What stands along the axes: the label of the upright one is turned."""
        foot, left = self.up(self.y.low), self.across(self.x.low)
        for value, told in self.x.marks:
            anchor = "end" if value == self.x.high else "middle"
            yield marks.words(self.across(value), foot + 18, told, "soft", anchor=anchor)
        for value, told in self.y.marks:
            yield marks.words(left - 8, self.up(value) + 4.5, told, "soft", anchor="end")
        middle = (left + self.across(self.x.high)) / 2
        beneath = foot + (42 if self.x.marks else 22)
        yield marks.words(middle, beneath, self.x.label, "ink", anchor="middle")
        upright = marks.words(0, 0, self.y.label, "ink", anchor="middle")
        height = (foot + self.up(self.y.high)) / 2
        yield element("g", upright, transform=f"translate(14 {height:.1f}) rotate(-90)")

    @property
    def _columns(self) -> int:
        """How many keys stand on a line: two, if none of them is long."""
        return 1 if any(len(told) > LONG for _, told in self._keys) else 2

    def _legend(self) -> Iterable[SafeString]:
        """The key: of a heat map, and then of other marks."""
        left, top = self.across(self.x.low), self.height + 14
        if self._ramp:
            yield element("g", self._ramp, transform=f"translate({left:.1f} {top:.1f})")
            top += RAMP_HEIGHT
        for count, (sign, told) in enumerate(self._keys):
            x = left + (WIDTH - left - RIGHT) / 2 * (count % self._columns)
            y = top + KEY_LINE * (count // self._columns)
            yield element(
                "g",
                element("g", sign, transform="translate(0 -4.5)"),
                marks.words(26, 0, told, "ink"),
                transform=f"translate({x:.1f} {y:.1f})",
            )


def _rule(x1: float, y1: float, x2: float, y2: float, kind: str = "line") -> SafeString:
    look = {"stroke": "currentColor", "stroke_width": 1} | ink(kind)
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **look)
