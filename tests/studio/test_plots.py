"""Plots: they parse, carry nothing that a strict policy forbids, and stay on their paper."""

import math
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.plots import Axis, Plot, band_axis, share_axis, time_axis, value_axis
from studio.plots.inks import INKS
from studio.plots.plot import WIDTH
from studio.plots.scales import Scale, decimals, step_of, ticks
from studio.plots.svg import element, number, text
from tests.live import ROOT

SVG = "{http://www.w3.org/2000/svg}"
real = st.floats(allow_nan=False, allow_infinity=False, width=32)
anything = st.text(max_size=40)


@given(real, real, st.integers(1, 20))
def test_ticks_are_few_in_order_and_within(one, other, most):
    low, high = sorted((one, other))
    assume(high - low > 1e-6 * max(abs(low), abs(high), 1e-30))
    found = ticks(low, high, most)
    assert len(found) <= most + 1
    assert found == sorted(found)
    assert all(low <= tick <= high for tick in found)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-3, 7, [-2, 0, 2, 4, 6]),
        (0, 324, [0, 100, 200, 300]),
        (0.21, 0.24, [0.21, 0.22, 0.23, 0.24]),
    ],
)
def test_ticks_are_round_numbers(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


def test_as_many_decimals_as_a_step_needs():
    assert [decimals(step) for step in (20, 1, 0.5, 0.25, 0.002)] == [0, 0, 1, 2, 3]


@given(real, real, real, st.floats(0, 500), st.floats(0, 500))
def test_a_scale_keeps_its_order_and_its_paper(one, other, value, start, end):
    low, high = sorted((one, other))
    assume(high - low > 1e-6 * max(abs(low), abs(high), 1e-30))
    scale = Scale(low, high, start, end)
    assert min(start, end) - 1e-9 <= scale(value) <= max(start, end) + 1e-9
    assert scale(low) == pytest.approx(start)
    assert scale(high) == pytest.approx(end)
    assert (scale((low + high) / 2) - start) * (end - start) >= -1e-6


@pytest.mark.parametrize(
    "ends", [(1, 1), (2, 1), (0, math.inf), (math.nan, 1), (-1.7e308, 1.7e308)]
)
def test_no_scale_without_two_ends(ends):
    with pytest.raises(ValueError, match="no scale"):
        Scale(*ends, 0, 1)


def test_what_is_no_number_has_no_place():
    with pytest.raises(ValueError, match="no place"):
        Scale(0, 1, 0, 1)(math.nan)
    with pytest.raises(ValueError, match="no step"):
        step_of(1, 1, 5)


@given(anything, anything)
def test_any_words_are_words(told, named):
    found = ET.fromstring(element("g", element("text", told), aria_label=named))
    assert len(found) == 1
    inside = found[0].text or ""
    assert inside.replace("\r", "\n") == html_free(told).replace("\r\n", "\n").replace("\r", "\n")


def html_free(told):
    """What is left of a text without what XML cannot hold."""
    return ET.fromstring(f"<t>{text(told)}</t>").text or ""


@pytest.mark.parametrize("name", ["style", "onload", "href", "on_click", "a b", 'x"'])
def test_no_attribute_carries_a_style_or_a_script(name):
    with pytest.raises(ValueError, match="no attribute"):
        element("g", **{name: "alert(1)"})


@pytest.mark.parametrize("name", ["script", "style", "foreignObject", "a", "image"])
def test_no_element_does(name):
    with pytest.raises(ValueError, match="no element"):
        element(name)


def full_plot(points, told="<script>alert(1)</script>"):
    plot = Plot("p", told, told, Axis(-1, 1, [(0, told)], told), value_axis(-1, 1, told))
    plot.heat([(-1, -1, 0, 0, 0), (0, 0, 1, 1, 4)], "rust", [told, "b"])
    for shape in ("dot", "diamond", "square", "triangle"):
        plot.dots(points, "ink", shape, key=told)
    plot.line(points, "moss", dashed=True, key=told)
    plot.rings(points, "rust", key=told)
    return plot.svg()


def places(svg):
    """All places that an SVG's paths, circles and lines name, transforms aside."""
    for mark in svg:
        for path in mark.iter(f"{SVG}path"):
            for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d")):
                yield float(x), float(y)
        for circle in mark.iter(f"{SVG}circle"):
            yield float(circle.get("cx")), float(circle.get("cy"))


@given(st.lists(st.tuples(real, real), min_size=1, max_size=8))
def test_every_mark_is_on_the_paper_wherever_its_point_lies(points):
    svg = ET.fromstring(full_plot(points))
    _, _, width, height = map(float, svg.get("viewBox").split())
    assert width == WIDTH
    marks = [mark for mark in svg if "transform" not in mark.attrib]  # without the key
    found = list(places(marks))
    assert len(found) >= 5 * len(points)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in found)


def test_a_plot_carries_nothing_that_the_policy_forbids():
    svg = full_plot([(0, 0)])
    whole = ET.fromstring(svg)
    for node in whole.iter():
        assert node.tag.removeprefix(SVG) not in ("script", "style", "foreignObject")
        assert not any(key == "style" or key.startswith("on") for key in node.attrib)
    assert "<script>" not in svg


def test_a_plot_says_what_it_shows():
    whole = ET.fromstring(full_plot([(0, 0)], "Stones"))
    assert whole.get("role") == "img"
    title = whole.find(f"{SVG}title")
    assert (title.text, title.get("id")) == ("Stones", whole.get("aria-labelledby"))
    assert whole.find(f"{SVG}desc").get("id") == whole.get("aria-describedby")


def test_bars_stand_on_the_axis_and_are_as_high_as_their_values():
    plot = Plot("b", "", "", band_axis(["a", "b"], ""), value_axis(0, 10, ""))
    plot.bars([10, 5], "moss", ["10", "5"])
    svg = ET.fromstring(plot.svg())
    [path] = [p for p in svg.iter(f"{SVG}path") if p.get("class") == "ink-moss"]
    boxes = re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)", path.get("d"))
    heights = [float(bottom) - float(top) for _, top, _, bottom in boxes]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)
    assert {float(bottom) for *_, bottom in boxes} == {plot.up(0)}


def test_a_thousand_dots_weigh_little():
    plot = Plot("d", "", "", share_axis(""), share_axis(""))
    plot.dots([(n / 1000, n / 1000) for n in range(1000)], "ink")
    assert len(plot.svg()) < 25_000


def test_days_are_named_once():
    first = datetime(2026, 3, 1, tzinfo=UTC)
    for last in (first, first + timedelta(hours=3), first + timedelta(days=400)):
        names = [told for _, told in time_axis(first, last, "").marks]
        assert 1 <= len(names) <= 5
        assert len(set(names)) == len(names)


def test_the_style_sheet_knows_every_ink():
    css = (ROOT / "static/css/plots.css").read_text()
    assert set(re.findall(r"\.ink-(\w+)", css)) == set(INKS)


@given(real)
def test_places_are_written_short(value):
    assert float(number(value)) == pytest.approx(value, abs=0.051, rel=1e-6)
    assert number(value) != "-0"


def test_a_band_and_whiskers_reach_from_low_to_high():
    plot = Plot("curve", "Curve", "It rises.", value_axis(0, 1, "x"), value_axis(0, 1, "y"))
    plot.band([(0, 0.2, 0.4), (1, 0.6, 0.8)], "rust", key="Likely")
    plot.whiskers([(0.5, 0.25, 0.75)], "slate")
    svg = plot.svg()
    x, low = plot.place((0.5, 0.25))
    assert f"M{number(x)} {number(low)}V{number(plot.up(0.75))}" in svg
    corners = [plot.place(corner) for corner in ((0, 0.4), (1, 0.8), (1, 0.6), (0, 0.2))]
    assert "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "z" in svg
    assert "Likely" in svg
