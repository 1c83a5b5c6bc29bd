"""Humans for pairing: wholly here or not at all, and their crop goes with them."""

import numpy as np
import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, IntegrityError, transaction

from rockmatch.models import Human, Pairing
from rockmatch.services import humans
from tests.factories import make_human, make_member, make_pairing, make_rock

pytestmark = pytest.mark.django_db
CROP = np.full((160, 160, 3), 90, np.uint8)


def somebody(embedding, **changes):
    fields = {"name": "Ann Lee", "digest": "a" * 64, "source": "", "licence": ""}
    more = {"licence_url": "", "may_be_shown": False, "embedding": embedding, "crop": CROP}
    return humans.NewHuman(**(fields | more | changes))


def crops():
    try:
        return storages["humans"].listdir("")[1]
    except FileNotFoundError:
        return []


def test_a_human_is_paired_and_kept_as_a_crop_and_a_vector(unit):
    rock, curator = make_rock(), make_member()
    made = humans.bring_pair(human=somebody(unit(0)), rock=rock.pk, curator_id=curator.pk)
    assert (made.human.brought_by, made.curator, made.rock) == (curator, curator, rock)
    assert made.human.slug.startswith("ann-lee-")
    assert made.human.is_done
    assert crops() == [made.human.crop]
    assert Pairing.objects.get().weight is None  # the balance gives it one


def test_what_fails_leaves_no_row_and_no_file(unit):
    rock = make_rock()
    make_human(unit(3), digest="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        humans.bring_pair(human=somebody(unit(0)), rock=rock.pk, curator_id=None)
    assert crops() == []
    assert not Pairing.objects.exists()


def test_a_human_and_a_rock_are_paired_once(unit):
    rock, human = make_rock(), make_human(unit(0))
    humans.bring_pair(human=human.pk, rock=rock.pk, curator_id=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        humans.bring_pair(human=human.pk, rock=rock.pk, curator_id=None)
    assert human.pairings.count() == 1


def test_the_name_of_a_pairing_tells_members_nothing_of_the_human(unit):
    made = humans.bring_pair(human=somebody(unit(0)), rock=make_rock().pk, curator_id=None)
    assert "ann" not in made.name
    assert "aaaa" not in made.name


def test_a_name_that_is_taken_is_another_ones(unit):
    make_pairing(make_rock(), unit(1), name="old-name")
    made = humans.bring_pair(
        human=somebody(unit(0)), rock=make_rock().pk, curator_id=None, name="old-name"
    )
    assert made.name.startswith("human-")


def test_nearly_the_same_photograph_is_noticed_and_another_one_is_not(unit):
    human = make_human(unit(0))
    assert humans.near_duplicate(unit(0, 0.2)) == human
    assert humans.near_duplicate(unit(0, 0.4)) is None
    assert humans.near_duplicate(unit(5)) is None


def test_the_crop_goes_with_its_human(unit, django_capture_on_commit_callbacks):
    made = humans.bring_pair(human=somebody(unit(0)), rock=make_rock().pk, curator_id=None)
    with django_capture_on_commit_callbacks(execute=True):
        made.human.delete()
    assert crops() == []
    assert not Pairing.objects.exists()


def test_who_brought_them_may_leave(unit):
    curator = make_member()
    humans.bring_pair(human=somebody(unit(0)), rock=make_rock().pk, curator_id=curator.pk)
    curator.delete()
    pairing = Pairing.objects.get()
    assert pairing.curator is pairing.human.brought_by is None


@pytest.mark.parametrize(
    "changes", [{"embedding": None}, {"status": "failed"}, {"error": "no_face"}]
)
def test_a_human_is_never_half_read(unit, changes):
    fields = {"embedding": unit(0)} | changes
    with pytest.raises(DatabaseError), transaction.atomic():
        make_human(**fields)
    assert not Human.objects.exists()
