"""Who is a rock now: for pages of rockmatch, which knows no members."""

from django import template

from profiles import queries
from profiles.models import Member
from rockmatch.models import Rock

register = template.Library()


@register.simple_tag
def members_who_are(rock: Rock, count: int = 12) -> list[Member]:
    """List members who are this rock now, newest first, as `{% members_who_are rock as kin %}`."""
    return queries.who_are(rock.pk, count)
