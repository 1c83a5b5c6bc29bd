"""Figures, as the lab writes them."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format

from lab.seer.shown import SeerView, view_of
from rockmatch.models import Rock
from studio.plots import Figure

register = template.Library()


@register.filter
def percent(share: float | str | None) -> str:
    """Write a share of 0 to 1 as whole percent; nothing where there is none."""
    return f"{number_format(round(100 * share))}\u202f%" if isinstance(share, int | float) else "–"


@register.filter
def unlocalized(value: Any) -> str:
    """Write what a file says as it stands there, in whatever language."""
    return str(value)


@register.simple_tag
def what_our_seer_sees(rock: Rock) -> SeerView | None:
    """What the seer says of a rock of `queries.rock_before`; None where it has not looked."""
    return view_of(getattr(rock, "seer_view", None))


@register.inclusion_tag("studio/_plot.html")
def lab_plot(figure: Figure) -> dict[str, Any]:
    """A plot of the results with its words and its numbers."""
    return {"figure": figure, "csv": reverse("lab-csv", args=[figure.name])}
