"""What a member may be called: a username stands in URLs and mentions, so it is plain.

Plain names can still be mistaken for each other. As in Unicode's TR 39 each name has a skeleton,
in which characters that look alike are one, and two members never have the same.
"""

import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

RESERVED: Final = frozenset(
    {
        *("about", "account", "accounts", "admin", "administrator", "api", "curate", "curator"),
        *("explore", "feed", "help", "home", "jury", "lab", "login", "logout", "mod"),
        *("moderator", "museum", "notifications", "official", "people", "post", "posts"),
        *("privacy", "requests", "rock", "rocks", "rockstar", "root", "search", "security"),
        *("selfie", "settings", "signup", "staff", "support", "system", "tags"),
    }
)
# Who carries one of these as a display name speaks for the house.
OFFICES: Final = frozenset(
    {
        *("admin", "administrator", "curator", "mod", "moderator", "official", "rockstar"),
        *("root", "security", "staff", "support", "system"),
    }
)
LOOK_ALIKE: Final = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"))
# Digits that stand for a letter, where somebody means to be read so.
_MEANT: Final = str.maketrans("0134578", "oieastb")
# Letters of other scripts that are drawn like ours: the small letters of TR 39's table.
_FOREIGN: Final = str.maketrans("асԁеһіјӏокмпрѕтуѵхαεικνορτυχβ", "acdehijlokmnpstyvxaeiknoptuxb")

is_plain = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9_]{1,28})[a-z0-9]\Z",
    _("Use 3 to 30 letters from a to z, digits and underscores inside."),
    code="invalid_username",
)


def skeleton(username: str) -> str:
    """The username with what looks alike made one: `rn` and `m`, `vv` and `w`, 0 and o, 1 and l."""
    plain = "_".join(part for part in username.lower().split("_") if part)
    for written, read in LOOK_ALIKE:
        plain = plain.replace(written, read)
    return plain


def is_free_to_take(name: str) -> None:
    """Refuse names that could be taken for the house itself.

    Raises:
        ValidationError: The name is reserved, or looks like one that is.
    """
    if _readings(name.replace("_", "")) & _RESERVED_READINGS:
        raise ValidationError(_("That name is reserved. Choose another one."), code="reserved")


def claims_an_office(display_name: str) -> bool:
    """Tell whether a display name reads like one of those who run the house, in any script."""
    bare = unicodedata.normalize("NFKD", display_name).lower().translate(_FOREIGN)
    letters = "".join(character for character in bare if character.isalnum())
    return bool(_readings(letters) & _OFFICE_READINGS)


def _readings(letters: str) -> set[str]:
    """What somebody may read: with look-alikes made one, and with digits taken for letters."""
    return {letters, skeleton(letters), skeleton(letters.translate(_MEANT))}


_RESERVED_READINGS: Final = {skeleton(word) for word in RESERVED} | RESERVED
_OFFICE_READINGS: Final = {skeleton(word) for word in OFFICES} | OFFICES
