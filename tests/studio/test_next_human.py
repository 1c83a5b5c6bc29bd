"""Whom a curator is shown next, and that two are not shown the same one at the same moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache, caches
from django.utils import timezone

from rockmatch.models import Human
from studio.models import Act
from studio.queries.next_human import SKIPPED_FOR, next_human
from studio.services import acts, claims, pairing_acts
from tests.factories import make_human, make_pairing, make_rock
from tests.studio.curating import make_curator, make_humans

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_curator("ann")


@pytest.fixture
def ben():
    return make_curator("ben")


def test_who_waits_longest_comes_first(ann, unit):
    humans = make_humans(unit, 3)
    turn = next_human(ann)
    assert (turn.human, turn.left) == (humans[0], 3)


def test_who_cannot_be_paired_is_not_shown(ann, unit):
    make_human(None, status=Human.Status.QUEUED)
    make_human(None, status=Human.Status.FAILED, error="no_face")
    make_human(unit(0), member=ann)
    make_pairing(make_rock(), unit(1), human=make_human(unit(1)))
    make_pairing(make_rock(), unit(2), human=make_human(unit(2)), held_out=True)
    assert next_human(ann).human is None
    assert next_human(ann).left == 0


def test_a_human_is_shown_to_one_curator_at_a_time(ann, ben, unit):
    first, second = make_humans(unit, 2)
    assert next_human(ann).human == first
    assert next_human(ben).human == second
    assert next_human(ann).human == first
    carl = make_curator("carl")
    turn = next_human(carl)
    assert (turn.human, turn.left) == (None, 2)
    claims.let_go(second.pk, ben.pk)
    assert next_human(carl).human == second


def test_a_claim_ends_and_is_renewed_by_a_look(ann, ben, unit):
    [human] = make_humans(unit, 1)
    next_human(ann)
    redis = caches["default"]._cache.get_client()
    assert 0 < redis.ttl(cache.make_key(f"studio:human:{human.pk}")) <= 120
    cache.delete(f"studio:human:{human.pk}")  # as if two minutes were over
    assert next_human(ben).human == human
    assert next_human(ann).human is None


def test_only_ones_own_claim_is_let_go(ann, ben, unit):
    [human] = make_humans(unit, 1)
    next_human(ann)
    claims.let_go(human.pk, ben.pk)
    assert next_human(ben).human is None


def test_who_was_left_for_later_comes_back_after_a_week(ann, ben, unit):
    first, second = make_humans(unit, 2)
    pairing_acts.skip(ann, first.pk)
    assert next_human(ann).human == second
    assert next_human(ben).human == first
    long_ago = timezone.now() - SKIPPED_FOR - timedelta(minutes=1)
    Act.objects.update(at=long_ago)
    cache.clear()
    assert next_human(ann).human == first


def test_a_skip_that_is_taken_back_brings_the_human_next(
    ann, unit, django_capture_on_commit_callbacks
):
    first, second = make_humans(unit, 2)
    next_human(ann)
    with django_capture_on_commit_callbacks(execute=True):
        pairing_acts.skip(ann, first.pk)
    assert next_human(ann).human == second
    with django_capture_on_commit_callbacks(execute=True):
        acts.undo(acts.last_of(ann).pk, ann)
    assert next_human(ann).human == first


def test_what_waits_for_a_second_curator_comes_first(ann, ben, unit, settings):
    settings.PAIRING_AGREEMENT = 2
    first, second = make_humans(unit, 2)
    pairing_acts.pair(ann, second.pk, make_rock().slug)
    cache.clear()
    assert next_human(ben).human == second
    assert next_human(ann).human == first
    assert next_human(ann).left == 1


def test_somebody_may_be_asked_for(ann, unit):
    humans = make_humans(unit, 3)
    make_pairing(make_rock(), unit(1), human=humans[1])
    assert next_human(ann, humans[1].pk).human == humans[1]
    cache.clear()
    assert next_human(ann, uuid4()).human == humans[0]
    assert next_human(ann, make_human(None, status="queued").pk).human == humans[0]


@pytest.mark.parametrize("number", [1, 30])
def test_it_asks_once(ann, unit, number, django_assert_num_queries):
    make_humans(unit, number)
    with django_assert_num_queries(1):
        assert next_human(ann).left == number
