"""The consent to be painted, and what is said when something did not work.

A change of the consent's words is a new version.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from rockmatch.consent import Consent
from rockmatch.errors import HTTP_STATUS, SENTENCES, Refused

VERSION: Final = "2026-11-27"
CONSENT: Final = Consent(
    title=_("Yes, paint this one picture"),
    sentences=(
        _("A computer finds the face in your picture and paints it in the stone of your rock."),
        _("128 numbers are made of both pictures, to see whether it is still you, and destroyed."),
        _("Your picture is encrypted in memory while it waits and is destroyed once it is read."),
        _("The painting is still a picture of your face. It is encrypted, and shown to you alone."),
        _("After ten minutes, or when you say so, it is destroyed. Nothing is ever on a disk."),
    ),
)


class PaintingRefused(Refused):
    """A picture that is not painted."""

    sentences = {
        **SENTENCES,
        "no_consent": _("We read your picture only with your consent. Tick the box if you agree."),
        "already_a_rock": _("That is stone already. Show your face, and it can be painted."),
        "no_rock": _("There is no stone to paint you in. Find your rock first."),
        "too_many": _(
            "One painting at a time, and only so many in an hour. Wait a little and try again."
        ),
        "busy": _(
            "Nobody is there to paint just now, so we did not keep your picture. Try again in a "
            "few minutes."
        ),
        "trouble": _(
            "Something broke while you were painted, so nothing was kept. Please try again."
        ),
    }
    statuses = {**HTTP_STATUS, "no_rock": 409}
