"""Plots in templates."""

from typing import Any

from django import template
from django.urls import reverse

from studio.balance.words import percent as percent_of
from studio.plots import Figure

register = template.Library()


@register.inclusion_tag("studio/_plot.html")
def plot(figure: Figure) -> dict[str, Any]:
    """A plot of the balance with its words and its numbers."""
    return {"figure": figure, "csv": reverse("studio-balance-csv", args=[figure.name])}


@register.filter
def percent(share: float) -> str:
    """A share in words."""
    return percent_of(share)
