"""How a post's words become HTML, and where its pages begin."""

from datetime import datetime, tzinfo
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from feed import cursor as cursors
from feed.models import Post, Version
from feed.text import Mark
from rockmatch.addresses import address

register = template.Library()


@register.filter
def said(post: Post | Version) -> SafeString:
    """Write the text with its links, mentions and tags. Everything else in it stays text."""
    pieces, at = [], 0
    for mark in (Mark(*mark) for mark in post.marks):
        if at <= mark.start < mark.end <= len(post.text):
            pieces += [post.text[at : mark.start], _written(mark, post.text)]
            at = mark.end
    return format_html_join("", "{}", ((piece,) for piece in (*pieces, post.text[at:])))


def _written(mark: Mark, text: str) -> SafeString:
    words = text[mark.start : mark.end]
    if mark.kind == "mention":
        return format_html('<a href="{}">{}</a>', address("profile", mark.target), words)
    if mark.kind == "tag":
        return format_html('<a href="{}" rel="tag">{}</a>', address("tag", mark.target), words)
    words = words.removeprefix("https://").removeprefix("http://")
    return format_html(
        '<a class="away" href="{}" rel="nofollow noopener noreferrer ugc">{}</a>',
        mark.target,
        words,
    )


@register.filter
def cursor(place: int | None) -> str:
    """Sign a place for the address of a page."""
    return cursors.encode(place)


# What stands under each post, and is the same for many: these take longer to say than to remember.


@register.filter
def rocks_said(post: Post) -> str:
    """What the button says to who hears it: that it gives a rock, and how many were given."""
    return _rocks_said(post.rocks_count, get_language())


@lru_cache(maxsize=1000)
def _rocks_said(number: int, _language: str | None) -> str:
    words = ngettext("Rock this: %(number)s rock", "Rock this: %(number)s rocks", number)
    return words % {"number": number}


@register.filter
def rolls_said(post: Post) -> str:
    """The same of the button that rolls a post on."""
    return _rolls_said(post.boosts_count, get_language())


@lru_cache(maxsize=1000)
def _rolls_said(number: int, _language: str | None) -> str:
    words = ngettext(
        "Roll on: rolled on %(number)s time", "Roll on: rolled on %(number)s times", number
    )
    return words % {"number": number}


@register.filter
def moment(at: datetime) -> str:
    """A date and a time in full, by the reader's clock and in their language."""
    return _moment(at, timezone.get_current_timezone(), get_language())


@lru_cache(maxsize=10_000)
def _moment(at: datetime, clock: tzinfo, _language: str | None) -> str:
    return date_format(at.astimezone(clock), "DATETIME_FORMAT")
