"""Two curators at the same moment, each with a connection of their own."""

from functools import partial

import pytest

from rockmatch.models import Pairing
from rockmatch.services import rocks
from studio.models import Act
from studio.services import acts, pairing_acts
from studio.services.acts import CannotUndo
from studio.services.pairing_acts import CannotPair
from tests import at_once as moments
from tests.factories import make_human, make_member, make_pairing, make_rock

at_once = partial(moments.at_once, refusals=(CannotPair, CannotUndo))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def curators():
    return [make_member(name, is_superuser=True) for name in ("ann", "ben")]


@pytest.mark.parametrize("turn", range(3))
def test_the_same_rock_by_two_is_one_pairing_and_a_kind_answer(curators, unit, turn):
    human, rock = make_human(unit(0)), make_rock()
    told = at_once(*(lambda c=c: pairing_acts.pair(c, human.pk, rock.slug) for c in curators))
    refused = [answer for answer in told if isinstance(answer, CannotPair)]
    assert len(refused) == 1
    assert "already" in str(refused[0])
    assert Pairing.objects.count() == Act.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_where_two_have_to_agree_they_just_did(curators, unit, settings, turn):
    settings.PAIRING_AGREEMENT = 2
    human, rock = make_human(unit(0)), make_rock()
    told = at_once(*(lambda c=c: pairing_acts.pair(c, human.pk, rock.slug) for c in curators))
    assert sorted(answer.has_agreed for answer in told) == [False, True]
    made = Pairing.objects.get()
    assert not made.held_out
    assert {made.curator, made.agreed_by} == set(curators)


def test_two_rocks_by_two_both_work(curators, unit):
    human, slugs = make_human(unit(0)), [make_rock().slug, make_rock().slug]
    at_once(
        *(
            lambda c=c, slug=slug: pairing_acts.pair(c, human.pk, slug)
            for c, slug in zip(curators, slugs, strict=True)
        )
    )
    assert {pairing.rock.slug for pairing in Pairing.objects.all()} == set(slugs)


@pytest.mark.parametrize("turn", range(3))
def test_a_rock_that_is_taken_off_the_wall_at_that_moment(curators, unit, turn):
    """Either the pairing came first, and leads nobody anywhere, or nothing was made."""
    human, rock = make_human(unit(0)), make_rock()
    told, _ = at_once(
        lambda: pairing_acts.pair(curators[0], human.pk, rock.slug),
        lambda: rocks.withdraw(rock.pk),
    )
    assert Pairing.objects.exists() != isinstance(told, CannotPair)
    assert not Pairing.objects.taking_part().exists()


def test_many_are_held_out_by_two_in_any_order(curators, unit):
    ids = [make_pairing(make_rock(), unit(axis)).pk for axis in range(20)]
    told = at_once(
        lambda: pairing_acts.hold(curators[0], ids),
        lambda: pairing_acts.hold(curators[1], list(reversed(ids))),
    )
    assert sorted(told) == [0, 20]
    assert Act.objects.get().pairings == ids


def test_an_act_is_taken_back_once(curators, unit):
    human, rock = make_human(unit(0)), make_rock()
    pairing_acts.pair(curators[0], human.pk, rock.slug)
    act = Act.objects.get()
    told = at_once(*(lambda c=c: acts.undo(act.pk, c) for c in curators))
    assert sum(isinstance(answer, CannotUndo) for answer in told) == 1
    assert not Pairing.objects.exists()
