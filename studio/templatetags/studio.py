"""What templates ask of the studio."""

from django import template

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
def undoable(act: Act) -> bool:
    """Whether an act can be taken back."""
    return acts.can_be_undone(act)
