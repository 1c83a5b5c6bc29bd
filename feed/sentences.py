"""How what happened is told: the same words on pages and in mails."""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feed.models import Kind

# The sentence of each kind, for a number of members; {who} are these.
SENTENCES: Final[dict[str, Callable[[int], str]]] = {
    Kind.FOLLOW: lambda n: ngettext("{who} follows you", "{who} follow you", n),
    Kind.REQUEST: lambda n: ngettext("{who} asks to follow you", "{who} ask to follow you", n),
    Kind.ACCEPTED: lambda n: ngettext("{who} let you follow them", "{who} let you follow them", n),
    Kind.MENTION: lambda n: ngettext("{who} mentioned you", "{who} mentioned you", n),
    Kind.REPLY: lambda n: ngettext("{who} answered you", "{who} answered you", n),
    Kind.ROCK: lambda n: ngettext("{who} gave your post a rock", "{who} gave your post a rock", n),
    Kind.BOOST: lambda n: ngettext("{who} rolled your post on", "{who} rolled your post on", n),
    Kind.NAMED: lambda n: ngettext(
        "{who} says that you are in a photo", "{who} say that you are in a photo", n
    ),
    Kind.KIN: lambda n: ngettext(
        "{who} became the rock you are", "{who} became the rock you are", n
    ),
    Kind.SUGGESTION: lambda _n: _("What you said of a rock became a pairing. Thank you"),
    Kind.MODERATION: lambda _n: _("The moderators wrote to you"),
    Kind.REPORT: lambda _n: _("Thank you: the moderators looked at something that you reported"),
    Kind.STONE: lambda _n: _("The curators looked at a stone that you brought"),
    Kind.WAITING: lambda _n: _("Something waits for the moderators"),
}


def who(names: Sequence[str]) -> str:
    """Name one or two members, and count the others. Safe HTML if the names are."""
    others = len(names) - 2
    if others < 0:
        return names[0] if names else ""
    if not others:
        return format_html(_("{one} and {other}"), one=names[0], other=names[1])
    words = ngettext(
        "{one}, {other} and {number} other", "{one}, {other} and {number} others", others
    )
    return format_html(words, one=names[0], other=names[1], number=others)


def sentence(kind: str, names: Sequence[str]) -> SafeString:
    """Tell what happened, as safe HTML; names are escaped where they are not safe themselves."""
    return format_html(SENTENCES[kind](len(names)), who=who(names))
