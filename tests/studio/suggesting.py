"""What tests of the curators' queue share."""

from django.contrib.auth.models import Group

from tests.factories import make_human, make_member, make_rock


def make_curator(name="ann"):
    member = make_member(name, rock=make_rock())
    member.groups.add(Group.objects.get(name="curators"))
    return member


def nimoy(unit):
    return make_human(unit(0), name="Leonard Nimoy, as Spock")
