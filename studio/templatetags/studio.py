"""What templates ask of the studio."""

from django import template
from django.utils.formats import number_format

from profiles.models import Member
from studio.models import Act
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
