"""The card that a link to a member shows elsewhere."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from profiles.models import Member
from rockmatch import cards


def of_member(member: Member) -> cards.Card | None:
    """Their rock, their name and the rock's; None for who has none or is not to be shown."""
    if not member.is_active or member.rock is None:
        return None
    name = member.shown_name if cards.can_be_written(member.shown_name) else member.username
    with override(settings.LANGUAGE_CODE):  # who fetches it speaks for nobody
        return cards.Card(
            subject=subject_of(member.pk),
            portrait=cards.largest_portrait(member.rock),
            title=name,
            line=_("is %(rock)s") % {"rock": member.rock.name},
            foot=_("@%(name)s on RockStar") % {"name": member.username},
        )


def subject_of(member_id: int) -> str:
    """The folder of their cards."""
    return f"members/{member_id}"
