"""Who is a rock now: for pages of rockmatch, which knows no members."""

from django import template
from django.template import Context

from profiles import queries
from profiles.models import Member
from rockmatch.models import Rock

register = template.Library()


@register.simple_tag(takes_context=True)
def members_who_are(context: Context, rock: Rock, count: int = 12) -> list[Member]:
    """List members who are this rock now, newest first, as `{% members_who_are rock as kin %}`."""
    viewer = context["user"]
    return queries.who_are(rock.pk, count, viewer if viewer.is_authenticated else None)
