"""What templates ask of the studio."""

from typing import Any

from django import template
from django.template import Context
from django.utils.formats import number_format

from profiles.models import Member
from rockmatch.models import Rock
from studio.models import Act
from studio.models.suggestions import LONGEST_GUESS
from studio.queries import suggestions
from studio.queries.curators import may_curate
from studio.services import acts

register = template.Library()


@register.filter
def curates(member: Member) -> bool:
    """Whether a member may come into the studio."""
    return may_curate(member)


@register.filter
def percent(share: float) -> str:
    """A share of one in words: `0.3 %`."""
    return f"{number_format(100 * share, 1)}\u202f%"


@register.filter
def undoable(act: Act) -> bool:
    """Whether an act can be taken back."""
    return acts.can_be_undone(act)


@register.simple_tag(takes_context=True)
def said_of(context: Context, rock: Rock) -> dict[str, Any] | None:
    """What who is logged in says of a rock, as `{% said_of rock as said %}`."""
    return suggestions.own(context["user"], rock)


@register.simple_tag
def longest_guess() -> int:
    """How many characters a name may have."""
    return LONGEST_GUESS
