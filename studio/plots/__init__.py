"""Plots as SVG that a strict policy lets through: no script, no style, colours by class.

`Plot` is the paper with its axes; `Figure` is a plot with its words and the numbers behind it.
"""

from studio.plots.axes import Axis, band_axis, share_axis, time_axis, value_axis
from studio.plots.figure import Figure
from studio.plots.plot import Plot

__all__ = ["Axis", "Figure", "Plot", "band_axis", "share_axis", "time_axis", "value_axis"]
