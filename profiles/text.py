"""Lines that members write of themselves: without what cannot be seen, or turns them round.

Format characters hide in a name, make two names look the same, or let it run over its neighbours
(Unicode TR 36). Joiners stay where they shape what is read: in an emoji, in Persian, in Hindi.
"""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_MARKS: Final = 4  # on one letter; no living script needs more once it is composed
_JOINERS: Final = "\u200c\u200d"
# Letters and symbols by their category, but blank.
_BLANK: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_OTHER: Final = {"Cc", "Cf", "Cn", "Co", "Cs"}
_PICTURES: Final = {"So", "Sk", "Mn", "Me"}  # an emoji with its skin tone and its selector


def clean_line(text: str) -> str:
    """One line: composed, spaces made single, nothing invisible, no mark without its letter.

    Raises:
        ValidationError: A letter carries more than `MOST_MARKS` marks, or nothing is left to see.
    """
    return _clean(text, keep="")


def clean_lines(text: str) -> str:
    """The same for a text of several lines; more than one empty line in a row becomes one.

    Raises:
        ValidationError: As `clean_line`.
    """
    lines = _clean(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n")
    return re.sub(r"\n{3,}", "\n\n", lines)


def _clean(text: str, *, keep: str) -> str:
    cleaned, before = _clean_once(text, keep), text
    while cleaned != before:  # what is taken away brings others together
        cleaned, before = _clean_once(cleaned, keep), cleaned
    if _most_marks(cleaned) > MOST_MARKS:
        raise ValidationError(
            _("So many marks on one letter run over their neighbours. Use fewer."), code="marks"
        )
    if text.strip() and not cleaned:
        raise ValidationError(_("There is nothing in it to see."), code="invisible")
    return cleaned


def _clean_once(text: str, keep: str) -> str:
    visible = _without_invisible(unicodedata.normalize("NFC", text), keep)
    spaced = "\n".join(" ".join(line.split()) for line in visible.split("\n")).strip()
    return unicodedata.normalize("NFC", _without_stray_marks(spaced))


def _without_invisible(text: str, keep: str) -> str:
    kept: list[str] = []
    for place, character in enumerate(text):
        if character in keep:
            kept.append(character)
        elif character in _JOINERS:
            if _joins(text, place):
                kept.append(character)
        elif character.isspace() or unicodedata.category(character) == "Zs":
            kept.append(" ")
        elif character not in _BLANK and unicodedata.category(character) not in _OTHER:
            kept.append(character)
    return "".join(kept)


def _joins(text: str, place: int) -> bool:
    """Whether a joiner has letters of a joining script, or pictures, on both sides."""
    sides = text[place - 1 : place] + text[place + 1 : place + 2]
    if len(sides) < 2:
        return False
    letters = all("\u0600" <= side < "\u1000" and not side.isspace() for side in sides)
    pictures = all(unicodedata.category(side) in _PICTURES for side in sides)
    return letters or (pictures and unicodedata.category(sides[1]) == "So")


def _without_stray_marks(text: str) -> str:
    """Drop marks, and joiners, that begin the text or follow a space."""
    kept: list[str] = []
    for character in text:
        begins = not kept or kept[-1].isspace()
        if begins and (_is_mark(character) or character in _JOINERS):
            continue
        kept.append(character)
    return "".join(kept)


def _most_marks(text: str) -> int:
    most = run = 0
    for character in text:
        run = run + 1 if _is_mark(character) else 0
        most = max(most, run)
    return most


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")
