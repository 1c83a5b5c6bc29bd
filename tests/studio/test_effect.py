"""What a pairing would change: counts, and never of few."""

import numpy as np
import pytest
from django.core.cache import cache

from rockmatch import consent, sealing
from rockmatch.matching import nearest_rocks
from rockmatch.models import FaceVector, Pairing
from rockmatch.services import pairings
from rockmatch.services.biometrics import keep_face_vector, kept_embeddings
from studio.queries import face_space
from studio.queries.effect import FEW, effect_of, effects_of
from studio.services import pairing_acts
from tests.factories import make_human, make_member, make_pairing, make_rock, make_selfie
from tests.studio.curating import make_curator

pytestmark = pytest.mark.django_db


def known_again(embedding, version=consent.VERSION):
    """A member whose face vector is kept."""
    member = make_member()
    keep_face_vector(make_selfie(member, consent_version=version), embedding)
    return member


@pytest.fixture
def imagined():
    return face_space.imagined_faces()


def test_shares_are_those_of_the_imagined_population(imagined):
    """One pairing has everybody; a second one takes those to whom it is the nearer."""
    old, new = make_rock(), make_rock()
    make_pairing(old, imagined[0])
    human = make_human(imagined[1])
    nearer = imagined @ imagined[1] > imagined @ imagined[0] + 1e-6
    effect = effect_of(human, new)
    assert effect.share == pytest.approx(nearer.mean())
    assert 0 < effect.share < 1
    assert (effect.before, effect.after) == (0, effect.share)
    again = effect_of(human, old)
    assert (again.share, again.before, again.after) == (effect.share, 1, 1)


def test_weights_count_as_they_do_for_selfies(imagined):
    human, rock = make_human(imagined[1]), make_rock()
    pairing = make_pairing(make_rock(), imagined[0])
    before = effect_of(human, rock).share
    Pairing.objects.filter(pk=pairing.pk).update(weight=-0.2)
    face_space.tell_of_change()
    cache.clear()
    assert effect_of(human, rock).share > before


def test_what_was_told_is_what_happens(imagined, django_capture_on_commit_callbacks):
    """The pairing is made, and selfies of the imagined population go where it was said."""
    rocks = [make_rock() for _ in range(5)]
    for rock, place in zip(rocks, imagined, strict=False):
        make_pairing(rock, place, weight=-0.1)
    human, rock = make_human(imagined[9]), rocks[2]
    told = effect_of(human, rock)
    with django_capture_on_commit_callbacks(execute=True):
        pairing_acts.pair(make_curator(), human.pk, rock.slug)
    some = imagined[:200]
    led = np.mean([nearest_rocks(face, 1)[0].rock.pk == rock.pk for face in some])
    assert led == pytest.approx(told.after, abs=0.12)
    assert effect_of(human, rock).before == pytest.approx(told.after)


def test_fewer_than_five_members_are_no_number(unit):
    make_pairing(make_rock(), unit(0))
    human, rock = make_human(unit(9)), make_rock()
    for turn in range(FEW - 1):
        known_again(unit(9, turn / 100))
    known_again(unit(0))
    known_again(unit(9), version="2026-11")  # whose words said nothing of counts
    assert effect_of(human, rock).members is None
    known_again(unit(9, 0.3))
    assert effect_of(human, rock).members == FEW


def test_who_is_not_known_again_does_not_count(unit, settings):
    make_pairing(make_rock(), unit(0))
    human, rock = make_human(unit(9)), make_rock()
    members = [known_again(unit(9, turn / 100)) for turn in range(FEW)]
    assert effect_of(human, rock).members == FEW
    FaceVector.objects.filter(member=members[0]).delete()
    assert effect_of(human, rock).members is None
    known_again(unit(9))
    assert effect_of(human, rock).members == FEW
    members[1].is_active = False
    members[1].save()
    assert effect_of(human, rock).members is None
    settings.SECRET_KEY = "another one"
    assert len(kept_embeddings()[0]) == 0


def test_vectors_of_members_are_sealed_and_not_kept_in_memory(unit):
    member = known_again(unit(3))
    make_pairing(make_rock(), unit(0))
    effect_of(make_human(unit(9)), make_rock())
    with face_space.known() as known:
        assert set(vars(known.members)) == {"keys", "score", "owner", "bias", "version"}
        assert known.members.score.shape == (1,)
    row = FaceVector.objects.get(member=member)
    assert sealing.unseal(bytes(row.sealed), member_id=member.pk + 1) is None


@pytest.mark.parametrize("number", [1, 30])
def test_two_queries_for_however_many(unit, django_assert_num_queries, number):
    rocks = [make_rock() for _ in range(number)]
    for axis, rock in enumerate(rocks):
        make_pairing(rock, unit(axis))
        known_again(unit(axis))
    human = make_human(unit(3))
    with django_assert_num_queries(2):
        assert len(effects_of(human, rocks)) == number
    with django_assert_num_queries(2):
        effects_of(human, rocks)


def test_changes_are_seen(unit, django_capture_on_commit_callbacks):
    """A new pairing at once; one that is held out, put back, removed or weighed once it is told."""

    def share():
        return effect_of(human, rock).share

    first = make_pairing(make_rock(), unit(0))
    human, rock, curator = make_human(unit(9)), make_rock(), make_curator()
    alone = share()
    other = make_pairing(make_rock(), unit(9), origin="curated", human=make_human(unit(9)))
    assert share() == 0
    with django_capture_on_commit_callbacks(execute=True):
        pairing_acts.hold(curator, [other.pk])
    assert share() == alone
    with django_capture_on_commit_callbacks(execute=True):
        pairing_acts.put_back(curator, [other.pk])
    assert share() == 0
    with django_capture_on_commit_callbacks(execute=True):
        pairing_acts.remove(curator, [other.pk])
    assert share() == alone
    Pairing.objects.filter(pk=first.pk).update(weight=-1)
    with django_capture_on_commit_callbacks(execute=True):
        pairings.balance_pairings()
    assert share() == alone


def test_a_pairing_that_comes_back_under_its_number_is_known_again(
    unit, django_capture_on_commit_callbacks
):
    make_pairing(make_rock(), unit(0))
    human, rock, curator = make_human(unit(9)), make_rock(), make_curator()
    with django_capture_on_commit_callbacks(execute=True):
        made = pairing_acts.pair(curator, human.pk, rock.slug).pairing
        make_pairing(make_rock(), unit(40))
    assert effect_of(human, rock).share == 0
    with django_capture_on_commit_callbacks(execute=True):
        made.delete()
    without = effect_of(human, rock).share
    with django_capture_on_commit_callbacks(execute=True):
        Pairing.objects.create(
            pk=made.pk, rock=rock, embedding=unit(9), origin="curated", name="again"
        )
        face_space.tell_of_change()
    assert without > 0
    assert effect_of(human, rock).share == 0
