"""What a rock may be called: its name stands beside people, and in a URL."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.text import slugify

from rockmatch.models.rocks import RESERVED_SLUGS

LONGEST = 40
# Latin letters alone, so that no Cyrillic or Greek one can pass for one; nothing a link is made of.
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
# What is read alike at a glance.
_LOOKALIKES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("l", "i"), ("j", "i"))


def tidy(name: str) -> str:
    """The name as it is kept: composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def is_plain(name: str) -> bool:
    """Tell whether a tidied name has 2 to 40 Latin letters and nothing but marks between them."""
    return (
        2 <= len(name) <= LONGEST
        and _PLAIN.fullmatch(name) is not None
        and all(unicodedata.name(char, "").startswith("LATIN ") for char in name if char.isalpha())
        and bool(slug_of(name))
    )


def slug_of(name: str) -> str:
    return slugify(name)


def skeleton(name: str) -> str:
    """What is left of a name or a slug when everything that looks alike is the same."""
    plain = slugify(name).replace("-", "").replace("_", "")
    for looks, like in _LOOKALIKES:
        plain = plain.replace(looks, like)
    return plain


def is_taken(name: str, slugs: Iterable[str]) -> bool:
    """Tell whether a name looks like one of these slugs, or like a page of the site."""
    wanted = skeleton(name)
    return any(skeleton(slug) == wanted for slug in (*RESERVED_SLUGS, *slugs))
