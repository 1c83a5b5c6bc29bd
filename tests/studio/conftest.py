import pytest
from django.contrib.auth.models import Group

from tests.factories import make_member, make_rock


@pytest.fixture
def curator():
    member = make_member("ann", rock=make_rock())
    member.groups.add(Group.objects.get(name="curators"))
    return member
