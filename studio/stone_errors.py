"""Why a photograph of a stone is not taken: codes, and a sentence each that says what to do."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rockmatch.errors import SENTENCES, Refused

STONE_SENTENCES: Final[Mapping[str, str | Promise]] = {
    "not_an_image": SENTENCES["not_an_image"],
    "too_large": SENTENCES["too_large"],
    "too_small": _("That picture is too small to hang. Send one of 256 pixels each way or more."),
    "not_given": _("We hang only what is yours to give. Tick the box if this picture is."),
    "same_stone": _(
        "This very photograph was brought before, and waits or hangs already. Photograph the stone "
        "from another side, or bring another one."
    ),
    "too_many": _(
        "So many stones of yours wait already. Let the curators look at these first, or take one "
        "back."
    ),
    "a_face": _(
        "A face detector sees a person in this photograph, so we kept nothing of it. Take one "
        "without anybody in it. If it was the stone itself: it is too good at it for us."
    ),
    "no_stone": _(
        "We see no single stone in this photograph, so we kept nothing of it. Lay one stone on a "
        "plain ground, go close, and try again."
    ),
    "expired": _("Your photograph waited too long and was destroyed. Please bring it again."),
    "busy": _(
        "Nobody is there to look at your stone just now, so we kept nothing. Try again in a few "
        "minutes."
    ),
    "trouble": _(
        "Something broke while we were looking at your stone, so we kept nothing of it. Please "
        "bring it again."
    ),
}


_HTTP_STATUS: Final = {
    "too_large": 413,
    "not_an_image": 415,
    "same_stone": 409,
    "too_many": 429,
    "busy": 503,
}


class StoneRefused(Refused):
    """A photograph of a stone that is not taken."""

    sentences = STONE_SENTENCES
    statuses = _HTTP_STATUS
