"""The consents to which a member says yes. A change of the words is a new version."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11-26"
# Versions of `KNOW_ME_AGAIN` that say that kept numbers are counted. Those under others are not.
COUNTED: Final = (VERSION,)
FACE_VECTOR_LIFETIME = timedelta(days=365)


@dataclass(frozen=True)
class Consent:
    """The words of one consent: a title, and its sentences in order."""

    title: str | Promise
    sentences: tuple[str | Promise, ...]


SELFIE = Consent(
    title=_("Yes, read this one picture"),
    sentences=(
        _("A computer finds the face in your picture and turns it into 128 numbers."),
        _("The numbers are compared with the rocks of the museum, and the nearest one is yours."),
        _("The picture is encrypted in memory while it waits and is destroyed once it is read."),
        _("Ten minutes is the longest it can exist. It is never written to a disk."),
        _("Then the numbers are destroyed too. Only the rock stays."),
    ),
)
KNOW_ME_AGAIN = Consent(
    title=_("Also know me again"),
    sentences=(
        _("Keep my 128 numbers for a year, so that a new selfie of me keeps my rock."),
        _("Count me, never alone, among others on a map of where new rocks are wanted."),
        _("I can have them destroyed at any time in the settings."),
    ),
)
