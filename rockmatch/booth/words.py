"""What the booth says when something did not work: a heading in its own voice, and a sentence.

The sentences of a picture that cannot be read are those of selfies.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rockmatch.errors import HTTP_STATUS, SENTENCES, Refused

ONCE_MORE: Final = _("Hm. Once more?")
HEADINGS: Final[Mapping[str, str | Promise]] = {
    "already_a_rock": _("You are already a rock"),
    "no_consent": _("Only if you say yes"),
    "too_many": _("Slowly, please: stones do"),
    "expired": _("That took too long"),
    "forgotten": _("That is forgotten already"),
    "busy": _("The booth is resting"),
    "no_address": _("That is no address"),
    "no_mails": _("Enough mail for now"),
    "not_sent": _("The mail did not go out"),
}


class BoothRefused(Refused):
    """Something that the booth does not do. `code` says what; it has a heading too."""

    sentences = {
        **SENTENCES,
        "forgotten": _(
            "The booth remembers a rock for two minutes, and then nothing. "
            "Take a new picture, if you like."
        ),
        "no_address": _("Look at it once more: we need something like you@example.org."),
        "no_mails": _("Many rocks have gone out from here in this hour. Try again in a little."),
        "not_sent": _("The post office did not answer. Try once more in a moment."),
    }
    statuses = {
        **HTTP_STATUS,
        "forgotten": 404,
        "no_mails": 429,
        "not_sent": 503,
    }

    @property
    def heading(self) -> str:
        return str(HEADINGS.get(self.code, ONCE_MORE))

    def told(self) -> dict[str, str]:
        """As a page is told it."""
        return {"code": self.code, "heading": self.heading, "message": self.sentence}
