"""Words and addresses of reports and decisions."""

from django import template

from feed.models import Appeal, Decision, Report
from feed.queries.moderators import may_moderate
from feed.services import letters
from profiles.models import Member

register = template.Library()


@register.filter
def reason(value: str) -> str:
    """The words for a reason."""
    return str(Report.Reason(value).label)


@register.filter
def decision_address(decision: Decision) -> str:
    """Where its member reads a decision."""
    return letters.address(decision)


@register.filter
def moderates(member: Member) -> bool:
    """Whether a member may come into the moderators' room."""
    return may_moderate(member)


@register.filter
def appeal_of(decision: Decision) -> Appeal | None:
    """The appeal against a decision, if there is one."""
    return getattr(decision, "appeal", None)
