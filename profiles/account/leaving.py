"""Leaving: hidden at once, deleted after a while, and until then one may come back."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from profiles import services, signals
from profiles.account import sessions
from profiles.models import Member
from rockmatch.models import Selfie
from rockmatch.services import selfies
from rockmatch.services.biometrics import forget_face_vector

logger = logging.getLogger(__name__)
_RETURNING = "returning"  # in the session: who has proved who they are, and when
_TIME_TO_DECIDE = 600  # seconds


def leave(member: Member) -> datetime:
    """Hide a member everywhere at once; returns when their account is deleted for good.

    What was computed of their face, copies of their data and every way in are gone right away.
    """
    end = timezone.now() + timedelta(days=settings.GRACE_DAYS)
    with transaction.atomic():
        member.is_active, member.leaves_at = False, end
        member.save(update_fields=["is_active", "leaves_at"])
        forget_face_vector(member.pk)
        Token.objects.filter(user=member).delete()
        member.exports.all().delete()
        signals.left.send(Member, member_id=member.pk)
    for selfie in Selfie.objects.active().filter(member=member):
        selfies.fail(selfie.pk, "expired")
    sessions.end_all(member.pk)
    _tell(member, "leaving")
    return end


def come_back(member: Member) -> None:
    """Undo `leave`; what was destroyed stays so."""
    member.is_active, member.leaves_at = True, None
    member.save(update_fields=["is_active", "leaves_at"])


def delete_departed() -> int:
    """Delete for good whose time of grace is over, with a receipt by mail; returns how many."""
    departed = Member.objects.filter(is_active=False, leaves_at__lte=timezone.now())
    count = 0
    for member in departed:
        services.delete_account(member)
        _tell(member, "left")
        count += 1
    return count


def note_return(request: HttpRequest, member: Member) -> None:
    """Remember that who is asking has shown to be this member, who is about to leave."""
    request.session[_RETURNING] = {"member": member.pk, "at": timezone.now().timestamp()}


def returning(request: HttpRequest) -> Member | None:
    """The member who may come back now with this request."""
    note = request.session.get(_RETURNING) or {"member": None, "at": 0}
    if timezone.now().timestamp() - note["at"] > _TIME_TO_DECIDE:
        return None
    return Member.objects.filter(pk=note["member"], leaves_at__gt=timezone.now()).first()


def _tell(member: Member, what: str) -> None:
    """Send a mail; one that cannot be sent stops nothing."""
    if not member.email:
        return
    with translation.override(member.language or settings.LANGUAGE_CODE):
        subjects = {"leaving": _("You are leaving"), "left": _("Your account is deleted")}
        context = {
            "member": member,
            "current_site": {"domain": settings.PUBLIC_URL.partition("://")[2]},
            "login_url": settings.PUBLIC_URL,
            "now": timezone.now(),
        }
        text = render_to_string(f"profiles/email/{what}.txt", context)
        subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subjects[what]
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [member.email])
    except (OSError, SMTPException):
        logger.exception("no mail to a member who leaves")
