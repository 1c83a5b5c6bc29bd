"""The consents to which a member says yes. A change of the words is a new version."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11-26"
# Versions of `KNOW_ME_AGAIN` that say that kept numbers are counted. Those under others are not.
COUNTED: Final = ("2026-11-26",)
OFFER_VERSION = "2026-11"
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
        _(
            "Count me, never alone, among others when curators ask where new rocks are wanted, "
            "and how many a new pairing would lead."
        ),
        _("I can have them destroyed at any time in the settings."),
    ),
)
OFFER = Consent(
    title=_("Yes, I offer myself as a pairing"),
    sentences=(
        _("This is a picture of me. It is destroyed once it is read, after ten minutes at most."),
        _(
            "Kept are a small crop of my face, 160 pixels wide, and the 128 numbers that a "
            "computer turns it into, until I withdraw."
        ),
        _(
            "Curators of this site see the crop and my username. They tie me to a rock that I look "
            "like to them; it need not be my own."
        ),
        _("Faces that lie near mine may lead to that rock from then on. Nobody is told why."),
        _(
            "I can withdraw at any time: crop, numbers and the pairings made of them are deleted "
            "at once, and when I leave, too. Who has become a rock meanwhile stays it."
        ),
    ),
)
# Who presses the button of the booth agrees to this.
BOOTH = Consent(
    title=_("Press, and a computer reads one picture of you."),
    sentences=(
        _("The picture is encrypted in memory and destroyed as soon as it is read."),
        _("128 numbers are made of your face, compared once, and destroyed."),
        _("Which rock it was is forgotten after two minutes. Nothing is kept."),
    ),
)
