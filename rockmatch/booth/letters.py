"""A rock by mail: its card and what there is to say of it. The address is used, and forgotten.

Nothing of it is queued, written down or logged.
"""

import logging
from email.message import MIMEPart
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rockmatch import cards
from rockmatch.models import Rock

logger = logging.getLogger(__name__)
PICTURE: Final = "card@rockstar"  # what the letter calls the card by (RFC 2392)


def are_sent() -> bool:
    """Tell whether mails go out; where they become files, an address would stay in one."""
    return bool(settings.BOOTH_MAILS)


def note_trouble(error: Exception) -> None:
    """Log why a mail did not go out: its kind alone, for the words may hold the address."""
    logger.error("a rock could not be mailed: %s", type(error).__name__)


def send_rock(rock: Rock, address: str) -> None:
    """Mail a rock to whoever is it, in the language that is active.

    Raises:
        OSError: There is no mail server, or no portrait.
        SMTPException: The mail server refuses.
    """
    compose(rock, address).send()


def compose(rock: Rock, address: str) -> EmailMultiAlternatives:
    """Write the mail. The card goes with it, so that reading it asks no server.

    Raises:
        FileNotFoundError: The rock's portrait is not in the storage.
    """
    context = {
        "rock": rock,
        "picture": f"cid:{PICTURE}",
        "current_site": {"domain": settings.PUBLIC_URL.partition("://")[2]},
    }
    mail = EmailMultiAlternatives(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("You are %(name)s") % {"name": rock.name},
        render_to_string("rockmatch/email/booth.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("rockmatch/email/booth.html", context), "text/html")
    mail.attach(_card(rock))
    return mail


def _card(rock: Rock) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        cards.read(cards.of_rock(rock)),
        maintype="image",
        subtype="jpeg",
        disposition="inline",
        filename=f"{rock.slug}.jpg",
        cid=f"<{PICTURE}>",
    )
    return part
