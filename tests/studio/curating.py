"""What tests of the studio have in common."""

from django.contrib.auth.models import Group

from tests.factories import make_human, make_member, make_rock


def make_curator(username=""):
    """A member who may curate."""
    member = make_member(username, rock=make_rock())
    member.groups.add(Group.objects.get(name="curators"))
    return member


def make_humans(unit, number):
    """Humans along the axes of face space, in the order in which they came."""
    return [make_human(unit(axis), name=f"Human {axis}") for axis in range(number)]
