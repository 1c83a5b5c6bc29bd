"""How a post's words become HTML, and where its pages begin."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from feed import cursor as cursors
from feed.models import Post, Version
from feed.text import Mark

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
        return format_html('<a href="{}">{}</a>', reverse("profile", args=[mark.target]), words)
    if mark.kind == "tag":
        return format_html(
            '<a href="{}" rel="tag">{}</a>', reverse("tag", args=[mark.target]), words
        )
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
