"""A mail with what a member has not read: who did what, never what somebody wrote.

Each member is a job of their own, which takes what is to be mailed under a lock on the row of what
they chose: whoever runs it again, or at the same time, finds nothing left to send.
"""

import logging
from datetime import datetime, timedelta
from html import unescape
from smtplib import SMTPException
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from feed.models import Notification, NotificationSettings
from feed.queries.notifications import Group, dressed, group, news, tellable
from feed.queries.reader import Reader
from feed.sentences import sentence
from profiles.account.appearance import clock_of
from profiles.models import Member

logger = logging.getLogger(__name__)
Digest = NotificationSettings.Digest
MOST_ROWS: Final = 200  # that a mail puts together
MOST_LINES: Final = 15  # that it shows
_DAYS: Final = {Digest.DAILY.value: 1, Digest.WEEKLY.value: 7}
_signer = signing.Signer(salt="rockstar.unsubscribe")


def token_of(member: Member) -> str:
    """What lets whoever holds it end the mails to a member, and nothing else."""
    return _signer.sign_object(member.pk)


def member_of(token: str) -> Member:
    """Give the member of a token.

    Raises:
        Member.DoesNotExist: It is none of ours, or they have left.
    """
    try:
        return Member.objects.get(pk=_signer.unsign_object(token), is_active=True)
    except signing.BadSignature:
        raise Member.DoesNotExist from None


def is_due(chosen: NotificationSettings, now: datetime) -> bool:
    """Whether it is time for a mail, by the member's own clock."""
    if chosen.digest == Digest.NEVER:
        return False
    here = now.astimezone(clock_of(chosen.member))
    if here.hour < settings.DIGEST_HOUR:
        return False
    if chosen.digest_at is None:
        return True
    last = chosen.digest_at.astimezone(here.tzinfo)
    return here.date() - last.date() >= timedelta(days=_DAYS[chosen.digest])


def _wanting() -> Any:
    """What those chose who want mail and have a confirmed address and something to be told."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("member"), verified=True)
    untold = Notification.objects.filter(member=OuterRef("member"), read_at=None, mailed_at=None)
    return (
        NotificationSettings.objects.exclude(digest=Digest.NEVER)
        .filter(Exists(confirmed.filter(email__iexact=OuterRef("member__email"))))
        .filter(Exists(untold), member__is_active=True)
        .select_related("member__rock")
    )


def due(now: datetime) -> list[int]:
    """Ids of the members whose mail should go now."""
    return [chosen.member_id for chosen in _wanting().iterator() if is_due(chosen, now)]


def send(member_id: int) -> bool:
    """Mail a member what is due; whether a mail went out.

    It is noted before it is sent: rather none than two. One that cannot be sent is tried again when
    the next one is due, with what came since.
    """
    now = timezone.now()
    member, groups = _claim(member_id, now)
    if member is None or not groups:
        return False
    is_sent = False
    try:
        is_sent = _mail(member, groups)
    finally:
        if not is_sent:
            Notification.objects.filter(member=member, mailed_at=now).update(mailed_at=None)
    return is_sent


@transaction.atomic
def _claim(member_id: int, now: datetime) -> tuple[Member | None, list[Group]]:
    """Take what is to be mailed to a member, so that nobody else does; nobody if nothing is due."""
    held = _wanting().select_for_update(of=("self",), skip_locked=True)
    chosen = held.filter(member=member_id).first()
    if chosen is None or not is_due(chosen, now):
        return None, []
    unread = news(chosen.member).filter(read_at=None, mailed_at=None)
    rows = list(dressed(unread).order_by("-pk")[:MOST_ROWS])
    if rows:
        unread.filter(pk__lte=rows[0].pk).update(mailed_at=now)
    chosen.digest_at = now
    chosen.save(update_fields=["digest_at"])
    return chosen.member, group(tellable(rows, Reader(chosen.member)))


def _mail(member: Member, groups: list[Group]) -> bool:
    language = member.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(clock_of(member)):
        mail = compose(member, groups)
    try:
        mail.send()
    except (OSError, SMTPException):
        logger.exception("no digest to a member")
        return False
    return True


def compose(member: Member, groups: list[Group]) -> EmailMultiAlternatives:
    """Write the mail, in the language and on the clock that are active."""
    lines = [
        {"html": told, "text": unescape(told), "at": shown.at}
        for shown in groups[:MOST_LINES]
        if (told := sentence(shown.kind, [actor.shown_name for actor in shown.actors]))
    ]
    way_out = settings.PUBLIC_URL + reverse("notifications-unsubscribe", args=[token_of(member)])
    context = {
        "user": member,
        "lines": lines,
        "more": len(groups) - len(lines),
        "current_site": {"domain": settings.PUBLIC_URL.partition("://")[2]},
        "url": settings.PUBLIC_URL + reverse("notifications"),
        "settings_url": settings.PUBLIC_URL + reverse("settings-notifications"),
        "way_out": way_out,
    }
    subject = ngettext("%(number)s thing is new", "%(number)s things are new", len(groups))
    mail = EmailMultiAlternatives(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject % {"number": len(groups)},
        render_to_string("feed/email/digest.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [member.email],
        headers={
            # RFC 8058: one click in the mail program, which posts to the address
            "List-Unsubscribe": f"<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("feed/email/digest.html", context), "text/html")
    return mail
