"""Words that a member does not want to read, and whether a text holds one."""

import re
from collections.abc import Iterable
from typing import Final

from profiles.text import clean_line

MOST_WORDS: Final = 100


def plain(word: str) -> str:
    """A word or phrase as it is kept and compared: cleaned, in small letters.

    Raises:
        ValidationError: There is nothing in it to see.
    """
    return clean_line(word).casefold()


def pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of some plain words in a case-folded text, as a whole; None for no words.

    A word is whole where no letter or digit goes on before or after it, so `ham` is not in
    `hamlet`, and `#ham` is found where somebody filters `ham`.
    """
    escaped = [re.escape(word) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(escaped)})(?!\w)") if escaped else None


def holds(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text holds one of some plain words."""
    wanted = pattern(words)
    return wanted is not None and wanted.search(text.casefold()) is not None
