"""Names that members see in a rock: how they are cleaned, and by what equal ones are known."""

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from profiles.text import clean_line
from studio.models.suggestions import LONGEST_GUESS

LONGEST_KEY: Final = LONGEST_GUESS * 3
# Letters with a stroke or tied together, which Unicode does not take apart.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)


def clean(text: str) -> str:
    """A name as it is kept: one line, with nothing in it that cannot be seen.

    Raises:
        ValidationError: It is longer than `LONGEST_GUESS` characters, or there is no letter in it.
    """
    name = clean_line(text)
    if len(name) > LONGEST_GUESS:
        raise ValidationError(
            _("Use at most %(most)d characters; these are %(number)d.")
            % {"most": LONGEST_GUESS, "number": len(name)},
            code="max_length",
        )
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("Write a name."), code="required")
    return name


def key_of(name: str) -> str:
    """The name as others may have written it too: small, plain letters, and single spaces.

    Accents go, and points of Hebrew and Arabic; not the vowels of Hindi, nor what makes a Japanese
    ka a ga: without them it would be another name. They have other classes (UAX 44, table 15).
    """
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    letters = (character for character in apart if not _is_accent(character))
    spaced = "".join(character if _counts(character) else " " for character in letters)
    return unicodedata.normalize("NFC", " ".join(spaced.split()))[:LONGEST_KEY].rstrip()


def _is_accent(character: str) -> bool:
    above_or_below = unicodedata.combining(character)
    return 10 <= above_or_below <= 36 or above_or_below >= 200


def _counts(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
