"""The public error codes of selfies, photos, humans and bespoke rocks: each says what to do."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "not_an_image": _(
        "That file is not a picture we can open. Send a JPEG, PNG, WebP, HEIC or AVIF photo."
    ),
    "too_large": _("That picture is too large. Send one of at most 12 MB and 50 megapixels."),
    "too_small": _("That picture is too small to see a face in. Send a larger one."),
    "no_face": _(
        "We found no face that we can read. Look straight into the camera, in soft and even light, "
        "with nothing before your face."
    ),
    "several_faces": _("We found several faces. Take a picture with just you in it."),
    "face_too_small": _("Your face is too far away. Come closer and try again."),
    "too_blurred": _("The picture is blurred. Hold still, wipe the lens and try again."),
    "too_dark": _("It is too dark to see you. Turn to a window or a lamp and try again."),
    "already_a_rock": _(
        "You are already a rock. Take one of the museum's by hand if you like, "
        "or show your face for one moment."
    ),
    "no_consent": _("We read a selfie only with your consent. Tick the box if you agree."),
    "too_many": _(
        "One selfie at a time, and only so many in an hour. Wait a little and try again."
    ),
    "expired": _("Your picture waited too long and was destroyed. Please take a new one."),
    "busy": _(
        "Nobody is there to read your picture just now, so we did not keep it. "
        "Try again in a few minutes."
    ),
}
PHOTO_SENTENCES: dict[str, str | Promise] = {
    "not_an_image": SENTENCES["not_an_image"],
    "too_large": _("That photo is too large. Send one of at most 25 MB and 100 megapixels."),
    "too_small": _("That photo is too small to be shown. Send a larger one."),
    "face_left": _(
        "We could not cover every face in this photo, so we did not keep it. Crop it, or choose "
        "another one."
    ),
    "too_many_faces": _(
        "There are more faces in this photo than we have rocks for, so we did not keep it. Choose "
        "a smaller crowd."
    ),
}
# What can become of a photo that is to be posted.
POSTED_PHOTO_SENTENCES: dict[str, str | Promise] = {
    **PHOTO_SENTENCES,
    "too_many": _(
        "Only so many photos at a time, and in an hour. Wait until these are ready, or come back a "
        "little later."
    ),
    "no_room": _("A post has room for four photos."),
    "expired": _("Your photo waited too long and was destroyed. Please choose it again."),
    "busy": _(
        "Nobody is there to cover the faces just now, so we did not keep your photo. Try again in "
        "a few minutes."
    ),
    "trouble": _(
        "Something broke while we were covering the faces, so we did not keep your photo. Please "
        "choose it again."
    ),
}
BESPOKE_SENTENCES: dict[str, str | Promise] = {
    "no_rock": _("The workshop draws around a rock that you are. Find your rock first."),
    "this_month": _(
        "You have had your rock of this month. The workshop is yours again on the first day "
        "of the next."
    ),
    "too_many": _("One rock at a time, and only a few tries in an hour. Come back a little later."),
    "name_invalid": _(
        "A rock's name has 2 to 40 Latin letters, with single spaces, hyphens or apostrophes "
        "between them. Change it, or leave it to us."
    ),
    "name_taken": _(
        "Another rock has that name, or one that looks just like it. Choose another, or leave it "
        "to us."
    ),
    "no_workshop": _(
        "Nobody is in the workshop just now, so we kept nothing. Try again in a few minutes."
    ),
    "taken_for_a_face": _(
        "Whatever we changed, a face detector took it for a person, and such a rock is not shown. "
        "This one did not count: ask again, with another mood perhaps."
    ),
    "workshop_trouble": _(
        "Something in the workshop broke before your rock was finished. This one did not count: "
        "please ask again."
    ),
    "expired": _("Your rock waited too long for its turn. It did not count: please ask again."),
}
# Of a photograph of somebody whom a curator brings.
HUMAN_SENTENCES: dict[str, str | Promise] = {
    "not_an_image": SENTENCES["not_an_image"],
    "too_large": SENTENCES["too_large"],
    "too_small": SENTENCES["too_small"],
    "no_face": _(
        "We found no face that we can read. Choose a photograph that looks straight at you, in "
        "even light."
    ),
    "several_faces": _("There are several faces in it. Choose a photograph of one person alone."),
    "face_too_small": _("The face is too small. Choose a photograph from nearer by."),
    "too_blurred": _("It is blurred. Choose a sharper photograph."),
    "too_dark": _("It is too dark to see the face. Choose a lighter photograph."),
    "already_a_rock": _("That is a rock. Choose a photograph of a human."),
    "is_here": _("This photograph is here already."),
    "near_duplicate": _("This photograph is here already, or one that is nearly the same."),
    "too_many": _(
        "Twenty photographs at a time. Wait until those that you sent are read, then send the rest."
    ),
    "too_heavy": _("Together they are too heavy. Send at most 100 MB at a time."),
    "expired": _("It waited too long and was destroyed. Please send it again."),
    "busy": _(
        "Nobody is there to read a photograph just now, so we did not keep it. Try again in a few "
        "minutes."
    ),
}
# Of the picture of a member who offers themself.
OFFER_SENTENCES: dict[str, str | Promise] = {
    **SENTENCES,
    "no_consent": _("We read your picture only with your consent. Tick the box if you agree."),
    "too_many": _("You have offered yourself already. Withdraw first, to offer another picture."),
}
# What the API answers when one is refused at the door.
HTTP_STATUS = {"too_large": 413, "not_an_image": 415, "too_many": 429, "busy": 503}
PHOTO_HTTP_STATUS = {
    "too_large": 413,
    "not_an_image": 415,
    "too_many": 429,
    "busy": 503,
}
BESPOKE_HTTP_STATUS = {
    "no_rock": 409,
    "this_month": 429,
    "too_many": 429,
    "name_taken": 409,
    "no_workshop": 503,
}


def sentence(code: str) -> str:
    """The sentence of an error code of a selfie, in the reader's language."""
    return str(SENTENCES[code])


class Refused(Exception):
    """Something asked for that is not taken up. `code` is one of its public error codes."""

    sentences: ClassVar[Mapping[str, str | Promise]]
    statuses: ClassVar[Mapping[str, int]]

    def __init__(self, code: str) -> None:
        if code not in self.sentences:
            raise ValueError(f"{code!r} is not an error code of {type(self).__name__}")
        self.code = code
        super().__init__(code)

    @property
    def sentence(self) -> str:
        return str(self.sentences[self.code])

    @property
    def http_status(self) -> int:
        return self.statuses.get(self.code, 400)


class SelfieRefused(Refused):
    """A selfie that is not taken up."""

    sentences = SENTENCES
    statuses = HTTP_STATUS


class PhotoRefused(Refused):
    """A photo that is not taken up."""

    sentences = POSTED_PHOTO_SENTENCES
    statuses = PHOTO_HTTP_STATUS


class HumanRefused(Refused):
    """A photograph of somebody for pairing that is not taken up."""

    sentences = HUMAN_SENTENCES
    statuses = HTTP_STATUS


class OfferRefused(Refused):
    """A member's offer of themself that is not taken up."""

    sentences = OFFER_SENTENCES
    statuses = HTTP_STATUS


class BespokeRefused(Refused):
    """A wish for a rock that is not taken up."""

    sentences = BESPOKE_SENTENCES
    statuses = BESPOKE_HTTP_STATUS
