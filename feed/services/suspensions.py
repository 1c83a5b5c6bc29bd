"""Suspensions follow from the decisions that stand."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from feed.models import Action, Decision
from feed.queries.moderation import suspensions
from feed.services import letters
from profiles.account import suspension
from profiles.models import Member


@transaction.atomic
def settle(member_id: int) -> bool:
    """Suspend a member for as long as decisions stand that say so, or let them in.

    Returns:
        Whether they are suspended.
    """
    Member.objects.select_for_update().get(pk=member_id)
    standing = suspensions(member_id).filter(Q(until=None) | Q(until__gt=timezone.now()))
    ends = list(standing.values_list("until", flat=True))
    if ends:
        times = [end for end in ends if end is not None]
        suspension.suspend(member_id, max(times) if len(times) == len(ends) else None)
    else:
        suspension.lift(member_id)
    return bool(ends)


def end_suspensions() -> int:
    """Let those in again whose time is over, which is logged; returns how many."""
    over = Member.objects.filter(suspended_at__isnull=False, suspended_until__lte=timezone.now())
    return sum(_end(pk) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _end(member_id: int) -> bool:
    held = Member.objects.select_for_update().get(pk=member_id)
    if not held.is_suspended or settle(member_id):  # not any more, or for longer
        return False
    last = suspensions(member_id).order_by("-until").first()
    if last is not None:
        made = Decision.objects.create(
            case=last.case, action=Action.UNSUSPEND, undoes=last, note="Its time was over."
        )
        letters.tell(made)
    return True
