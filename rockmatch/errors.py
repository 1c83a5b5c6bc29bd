"""The public error codes of a selfie: each has one sentence that says what to do."""

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
# What the API answers when a selfie is refused at the door.
HTTP_STATUS = {"too_large": 413, "not_an_image": 415, "too_many": 429, "busy": 503}


def sentence(code: str) -> str:
    """The sentence of an error code, in the reader's language."""
    return str(SENTENCES[code])


class SelfieRefused(Exception):
    """A selfie that is not taken up. `code` is one of the public error codes."""

    def __init__(self, code: str) -> None:
        if code not in SENTENCES:
            raise ValueError(f"{code!r} is not an error code of a selfie")
        self.code = code
        super().__init__(code)

    @property
    def sentence(self) -> str:
        return sentence(self.code)

    @property
    def http_status(self) -> int:
        return HTTP_STATUS.get(self.code, 400)
