"""Who may moderate, and whom."""

from typing import Final

from profiles.models import Member
from profiles.queries.rights import Right

MODERATES: Final = Right("feed", "moderate", "is_moderator")
moderators = MODERATES.holders
is_moderator = MODERATES.is_held
may_moderate = MODERATES.is_held_by


def may_decide_about(moderator: Member, member: Member | None) -> bool:
    """Not about themself, nor may a mere moderator about a superuser."""
    if member is None:
        return True
    return member.pk != moderator.pk and (moderator.is_superuser or not member.is_superuser)


def is_alone(moderator: Member) -> bool:
    """Tell whether there is no other moderator."""
    return not moderators().exclude(pk=moderator.pk).exists()
