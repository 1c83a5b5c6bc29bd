"""Figures, as the lab writes them."""

from typing import Any

from django import template
from django.utils.formats import number_format

from lab.seer.shown import SeerView, view_of
from rockmatch.models import Rock

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
