"""Elements of SVG as text: whatever is written between them, they stay well-formed and harmless."""

import re
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

NAMES: Final = frozenset({"circle", "desc", "g", "line", "path", "rect", "svg", "text", "title"})
_ATTRIBUTE: Final = re.compile(r"(?!on|style$|href$)[a-zA-Z][a-zA-Z0-9-]*")
# What XML 1.0 has no place for, not even as a reference.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *children: str, **attributes: object) -> SafeString:
    """Write an element; children that are no `SafeString` are escaped.

    Args:
        name: One of `NAMES`.
        children: Text, or elements.
        attributes: `class_` is written class, `stroke_width` stroke-width; None is left out.

    Raises:
        ValueError: Of that name there is none here, or an attribute may carry a style or a script.
    """
    if name not in NAMES:
        raise ValueError(f"no element {name}")
    told = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    inside = "".join(child if isinstance(child, SafeString) else text(child) for child in children)
    whole = f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"
    return mark_safe(whole)  # noqa: S308 - every part of it is escaped


def text(value: object) -> SafeString:
    """Write something as text."""
    return escape(_NO_XML.sub("", str(value)))


def number(value: float) -> str:
    """Write a place on paper: a tenth of a unit is enough."""
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    if not _ATTRIBUTE.fullmatch(name):
        raise ValueError(f"no attribute {name}")
    told = number(value) if isinstance(value, int | float) else text(value)
    return f' {name}="{told}"'
