"""What templates ask of notifications."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feed import bell, queries
from feed.models import Kind
from feed.queries.notifications import Group
from feed.sentences import sentence
from profiles.models import Member

register = template.Library()
register.filter("bell_shown", bell.shown)
register.filter("bell_said", bell.said)

_ICONS = {
    Kind.ROCK: "rock",
    Kind.BOOST: "roll",
    Kind.REPLY: "reply",
    Kind.MENTION: "reply",
    Kind.NAMED: "photo",
    Kind.KIN: "pebble",
    Kind.SUGGESTION: "pebble",
    Kind.REQUEST: "lock",
    Kind.MODERATION: "shield",
    Kind.REPORT: "shield",
    Kind.STONE: "pebble",
    Kind.WAITING: "shield",
}


@register.filter
def unread(member: Member) -> int:
    """How much a member has not read."""
    return queries.count_unread(member)


@register.filter
def told(group: Group) -> SafeString:
    """Write what happened, each member with a link to their page."""
    names = [
        format_html('<a href="{}"><bdi>{}</bdi></a>', actor.get_absolute_url(), actor.shown_name)
        for actor in group.actors
    ]
    return sentence(group.kind, names)


@register.filter
def icon(group: Group) -> str:
    """The name of the icon of what happened."""
    return _ICONS.get(group.kind, "person")  # type: ignore[call-overload]
