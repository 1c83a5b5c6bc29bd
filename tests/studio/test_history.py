"""The studio's door and its history."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from studio.models import Act
from studio.services import acts
from tests.factories import make_human, make_member, make_rock

pytestmark = pytest.mark.django_db
PAGE = "/curate/history/"
LINK = 'href="/curate/"'


@pytest.fixture
def curator():
    member = make_member("ann", rock=make_rock())
    member.groups.add(Group.objects.get(name="curators"))
    return member


def test_the_door_is_open_to_curators_alone(client, curator):
    assert client.get(PAGE).url == f"{reverse('account_login')}?next={PAGE}"
    client.force_login(make_member("bob"))
    assert client.get(PAGE).status_code == 403
    assert LINK not in client.get("/explore/").content.decode()
    client.force_login(curator)
    assert client.get(PAGE).status_code == 200
    assert LINK in client.get("/explore/").content.decode()


def test_a_permission_of_ones_own_opens_it_too(client):
    member = make_member("zoe", rock=make_rock())
    member.user_permissions.add(Permission.objects.get(codename="curate"))
    client.force_login(member)
    assert client.get(PAGE).status_code == 200
    assert PAGE in client.get(PAGE).content.decode()


def test_a_groups_permission_does_not_open_it_to_who_is_suspended(client, curator):
    curator.is_active = False
    curator.save()
    from studio.queries.curators import may_curate

    assert not may_curate(curator)


def test_an_act_of_a_kind_without_a_way_back_is_shown_and_stays(client, curator, unit):
    human = make_human(unit(0), name="Somebody dear")
    act = acts.note(Act.Kind.BROUGHT, curator, human_id=human.pk)
    client.force_login(curator)
    assert "Somebody dear" in client.get(PAGE).content.decode()
    with pytest.raises(acts.CannotUndo):
        acts.undo(act.pk, curator)
    client.post(f"{PAGE}{act.pk}/undo/")
    act.refresh_from_db()
    assert act.undone_at is None


def test_nothing_is_left_of_a_human_who_goes(curator, unit):
    human = make_human(unit(0))
    acts.note(Act.Kind.BROUGHT, curator, human_id=human.pk)
    human.delete()
    assert not Act.objects.exists()
