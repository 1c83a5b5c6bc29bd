"""Figures of claims, as the page writes them."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lab.claims.reading import Cell
from lab.claims.words import in_words
from rockmatch.publishing import SHARE

register = template.Library()
register.filter("in_words", in_words)


def _digits(cell: Cell) -> int:
    """Decimals: none for a count, more for what is near nothing or near all."""
    if cell.unit == SHARE:
        return 2 if 0 < min(cell.value, 1 - cell.value) < 0.01 else 1
    if float(cell.value).is_integer() and cell.low is None:
        return 0
    return 2 if cell.value >= 1 else 3


def _number(value: float, cell: Cell) -> str:
    scaled = 100 * value if cell.unit == SHARE else value
    return number_format(round(scaled, _digits(cell)), _digits(cell), use_l10n=True)


@register.filter
def figure(cell: Cell) -> str:
    """The figure itself."""
    if cell.unit != SHARE:
        return _number(cell.value, cell)
    told = number_format(100 * cell.value, 0) if cell.value in (0, 1) else _number(cell.value, cell)
    return f"{told}\u202f%"


@register.filter
def interval(cell: Cell) -> str:
    """Its 95 % interval, in the figure's own unit; nothing where none is known."""
    if cell.low is None or cell.high is None:
        return ""
    return _("%(low)s to %(high)s") % {
        "low": _number(cell.low, cell),
        "high": _number(cell.high, cell),
    }
