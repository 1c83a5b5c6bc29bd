"""Who may sign up: everybody, those with an invitation, or nobody."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.account.models import Invitation
from profiles.models import Member

_CODE = "invitation"  # in the session
OPEN, INVITE = "open", "invite"


class InvitationSpent(Exception):
    """The invitation is used up, over or unknown."""


def are_needed() -> bool:
    return settings.REGISTRATION == INVITE


def still_open(code: str) -> Invitation | None:
    """The invitation of this code, if it still lets somebody in."""
    invitation = (
        Invitation.objects.select_related("inviter__rock")
        .filter(code=code, inviter__is_active=True)
        .first()
    )
    return invitation if invitation and invitation.is_open else None


def carry(request: HttpRequest, invitation: Invitation) -> None:
    """Let the browser have the invitation with it at the door."""
    request.session[_CODE] = invitation.code


def carried(request: HttpRequest) -> str:
    return request.session.get(_CODE, "")


def may_sign_up(request: HttpRequest) -> bool:
    if are_needed():
        return still_open(carried(request)) is not None
    return settings.REGISTRATION == OPEN


def use(code: str) -> Invitation:
    """Count one use. Whoever comes second to the last one is told so.

    Raises:
        InvitationSpent: Nobody more may come in with it.
    """
    now = timezone.now()
    ours = Invitation.objects.filter(
        code=code, uses__lt=F("most_uses"), expires_at__gt=now, inviter__is_active=True
    )
    if not ours.update(uses=F("uses") + 1):
        raise InvitationSpent
    return Invitation.objects.get(code=code)


def invite(member: Member, *, note: str, most_uses: int) -> Invitation:
    """Make an invitation.

    Raises:
        ValidationError: The member has as many open ones as one may have.
    """
    now = timezone.now()
    open_ones = member.invitations.filter(uses__lt=F("most_uses"), expires_at__gt=now)
    if not member.is_staff and open_ones.count() >= settings.OPEN_INVITATIONS:
        raise ValidationError(
            _("You have %(number)s open invitations. Take one back, or wait until it is used."),
            code="too_many",
            params={"number": settings.OPEN_INVITATIONS},
        )
    return Invitation.objects.create(
        inviter=member,
        note=note,
        most_uses=most_uses,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
