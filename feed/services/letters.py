"""Telling members what was decided about them: by mail, in their language."""

import logging
from functools import partial
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from feed.models import Decision, Kind
from feed.services import notifications
from profiles.account.appearance import clock_of

logger = logging.getLogger(__name__)
_SALT: Final = "rockstar.decision"


def tell(decision: Decision) -> None:
    """Tell whom a decision concerns: here at once, and by mail once it is committed."""
    if decision.told and decision.case.member_id:
        notifications.tell(Kind.MODERATION, [decision.case.member_id], decision=decision)
        transaction.on_commit(partial(_write, decision.pk))


def address(decision: Decision) -> str:
    """The address of the page that tells of a decision: it opens to whoever has it."""
    return reverse("decision", args=[signing.Signer(salt=_SALT).sign_object(decision.pk)])


def decision_id(token: str) -> int:
    """The decision that an address names.

    Raises:
        signing.BadSignature: It is none of ours.
    """
    return int(signing.Signer(salt=_SALT).unsign_object(token))


def _write(pk: int) -> None:
    decision = Decision.objects.select_related("case__member__rock", "undoes").get(pk=pk)
    member = decision.case.member
    if member is None or not member.email:
        return
    about = decision.undoes or decision
    if hasattr(decision, "judges"):
        about = decision.judges.decision
    language = member.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(clock_of(member)):
        context = {
            "user": member,
            "decision": decision,
            "about": about,
            "url": settings.PUBLIC_URL + address(about),
            "current_site": {"domain": settings.PUBLIC_URL.partition("://")[2]},
        }
        _send(member.email, decision.told, "decision", context)


def _send(to: str, subject: str, template: str, context: dict[str, Any]) -> None:
    """Send a mail; one that cannot be sent stops nothing."""
    mail = EmailMultiAlternatives(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject,
        render_to_string(f"feed/email/{template}.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [to],
    )
    mail.attach_alternative(render_to_string(f"feed/email/{template}.html", context), "text/html")
    try:
        mail.send()
    except (OSError, SMTPException):
        logger.exception("no mail of a decision")
