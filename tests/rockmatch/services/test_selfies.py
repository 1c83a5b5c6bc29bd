from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from rockmatch import sealing, selfie_store
from rockmatch.consent import FACE_VECTOR_LIFETIME
from rockmatch.errors import SENTENCES, SelfieRefused
from rockmatch.models import FaceVector, Receipt, Rockelganger, Selfie
from rockmatch.picture_store import PictureStore
from rockmatch.services import biometrics, selfies
from rockmatch.services.rockelgangers import RockNotOffered, choose_rock
from tests.factories import make_member, make_pairing, make_rock, make_selfie

pytestmark = pytest.mark.django_db
Status = Selfie.Status


@pytest.fixture
def museum(unit):
    """Four rocks along the first axes' plane, 0.2 radians apart."""
    rocks = [make_rock(f"Tor {number}") for number in range(4)]
    for number, rock in enumerate(rocks):
        make_pairing(rock, unit(0, 0.2 * number))
    return rocks


@pytest.fixture
def member():
    return make_member()


def submit(member, picture, **more):
    return selfies.submit(member, picture, **({"consented": True, "keep_vector": False} | more))


def refusal(*args, **kwargs):
    with pytest.raises(SelfieRefused) as refused:
        submit(*args, **kwargs)
    return refused.value.code


def stored():
    return list(selfie_store.client().scan_iter("selfie:*"))


@pytest.fixture(autouse=True)
def empty_store():
    selfie_store.client().flushdb()


class TestSubmit:
    def test_a_picture_is_sealed_and_waits(self, member, picture, worker_there):
        selfie = submit(member, picture())
        assert selfie.status == Status.QUEUED
        assert stored() == [f"selfie:{selfie.pk}".encode()]

    def test_without_consent_nothing_is_kept(self, member, picture, worker_there):
        assert refusal(member, picture(), consented=False) == "no_consent"
        assert not Selfie.objects.exists()
        assert stored() == []

    def test_without_a_worker_it_is_said_at_once(self, member, picture):
        assert refusal(member, picture()) == "busy"
        assert not Selfie.objects.exists()
        assert stored() == []

    @pytest.mark.parametrize("content", [None, b"", b"hello", b"\xff\xd8\xff" + b"\0" * 64])
    def test_what_is_no_picture_leaves_nothing(self, member, content, worker_there):
        assert refusal(member, content) == "not_an_image"
        assert not Selfie.objects.exists()
        assert stored() == []

    def test_twenty_megabytes_are_too_large(self, member, picture, worker_there):
        assert refusal(member, picture() + b"\0" * 20_000_000) == "too_large"

    def test_a_pixel_is_too_small(self, member, picture, worker_there):
        assert refusal(member, picture("PNG", size=(1, 1))) == "too_small"

    def test_one_at_a_time(self, member, picture, worker_there):
        submit(member, picture())
        assert refusal(member, picture()) == "too_many"
        assert len(stored()) == 1

    def test_the_database_lets_only_one_of_two_requests_in(self, member):
        make_selfie(member)
        with pytest.raises(IntegrityError):
            make_selfie(member)

    def test_only_so_many_in_an_hour(self, member, picture, worker_there, settings):
        settings.SELFIES_PER_HOUR = 2
        for _ in range(2):
            selfies.fail(submit(member, picture()).pk, "no_face")
        assert refusal(member, picture()) == "too_many"
        Selfie.objects.update(created_at=timezone.now() - timedelta(minutes=61))
        assert submit(member, picture()).is_active

    def test_when_redis_goes_away_nothing_is_left(self, member, picture, worker_there, monkeypatch):
        def gone(*_):
            raise RedisGone

        monkeypatch.setattr(PictureStore, "put", gone)
        assert refusal(member, picture()) == "busy"
        assert not Selfie.objects.exists()


class TestFinish:
    def test_the_nearest_rock_becomes_the_members(self, member, museum, unit):
        selfie = make_selfie(member)
        selfies.finish(selfie.pk, unit(0, 0.21))
        selfie.refresh_from_db()
        member.refresh_from_db()
        assert selfie.status == Status.DONE
        assert not selfie.kept
        assert selfie.rockelganger.rock == member.rock == museum[1]
        assert len(selfie.pairings) == 3

    def test_by_default_no_vector_is_kept(self, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        assert not FaceVector.objects.exists()

    def test_the_receipt_says_what_was_made_and_destroyed(self, member, museum, unit):
        selfie = make_selfie(member, consent_version="v7")
        selfies.destroy_picture(selfie)
        selfies.finish(selfie.pk, unit(0))
        lines = Receipt.objects.filter(member=member)
        assert {line.subject for line in lines} == {"picture", "crop", "embedding"}
        assert all(line.destroyed_at >= line.made_at for line in lines)
        assert all(line.consent_version == "v7" for line in lines)

    def test_a_second_delivery_changes_nothing(self, member, museum, unit):
        selfie = make_selfie(member)
        selfies.finish(selfie.pk, unit(0))
        selfies.finish(selfie.pk, unit(0, 0.6))
        selfies.fail(selfie.pk, "no_face")
        selfie.refresh_from_db()
        assert selfie.status == Status.DONE
        assert selfie.rockelganger.rock == museum[0]
        assert Rockelganger.objects.count() == 1

    def test_an_old_rock_becomes_history(self, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        selfies.finish(make_selfie(member).pk, unit(0, 0.6))
        past, present = Rockelganger.objects.order_by("id")
        assert (past.rock, present.rock) == (museum[0], museum[3])
        assert past.until
        assert present.until is None

    def test_an_empty_museum_is_an_error_and_no_outcome(self, member, unit):
        selfie = make_selfie(member)
        with pytest.raises(LookupError):
            selfies.finish(selfie.pk, unit(0))
        selfie.refresh_from_db()
        assert selfie.is_active


class TestKnowMeAgain:
    def first(self, member, unit, turned=0.0):
        selfies.finish(make_selfie(member, keep_vector=True).pk, unit(0, turned))

    def test_the_vector_is_kept_for_a_year(self, member, museum, unit):
        self.first(member, unit)
        kept = FaceVector.objects.get(member=member)
        assert np.array_equal(biometrics.kept_embedding(member.pk), unit(0))
        assert unit(0).tobytes()[:16] not in bytes(kept.sealed)
        assert kept.expires_at - timezone.now() <= FACE_VECTOR_LIFETIME

    def test_you_stay_your_rock(self, member, museum, unit):
        self.first(member, unit)
        selfies.finish(make_selfie(member).pk, unit(0, 0.6))
        again = Selfie.objects.first()
        assert again.kept
        assert again.rockelganger.rock == museum[0]
        assert Rockelganger.objects.count() == 1

    def test_somebody_else_gets_their_own(self, member, museum, unit):
        self.first(member, unit)
        selfies.finish(make_selfie(member).pk, unit(0, 1.5))
        assert not Selfie.objects.first().kept
        member.refresh_from_db()
        assert member.rock == museum[3]

    def test_only_this_row_and_this_secret_open_it(self, member, museum, unit, settings):
        self.first(member, unit)
        sealed = bytes(FaceVector.objects.get().sealed)
        assert sealing.unseal(sealed, member_id=member.pk + 1) is None
        settings.SECRET_KEY = "another"
        assert sealing.unseal(sealed, member_id=member.pk) is None
        selfies.finish(make_selfie(member).pk, unit(0, 0.6))
        assert not Selfie.objects.first().kept

    def test_a_vector_past_its_year_is_not_asked(self, member, museum, unit):
        self.first(member, unit)
        FaceVector.objects.update(expires_at=timezone.now())
        selfies.finish(make_selfie(member).pk, unit(0, 0.6))
        assert not Selfie.objects.first().kept

    def test_it_ends_after_the_year(self, member, museum, unit):
        self.first(member, unit)
        assert biometrics.forget_expired_face_vectors() == 0
        FaceVector.objects.update(expires_at=timezone.now())
        assert biometrics.forget_expired_face_vectors() == 1
        assert not FaceVector.objects.exists()
        assert Receipt.objects.get(subject="face_vector").destroyed_at

    def test_the_member_may_end_it_at_any_time(self, member, museum, unit):
        self.first(member, unit)
        assert biometrics.forget_face_vector(member.pk)
        assert not biometrics.forget_face_vector(member.pk)
        assert Receipt.objects.get(subject="face_vector").destroyed_at


class TestFail:
    @pytest.mark.parametrize("code", sorted(SENTENCES))
    def test_every_code_closes_the_selfie_and_destroys_the_picture(
        self, member, picture, worker_there, code
    ):
        selfie = submit(member, picture())
        selfies.fail(selfie.pk, code)
        selfie.refresh_from_db()
        assert (selfie.status, selfie.error) == (Status.FAILED, code)
        assert stored() == []
        assert selfie.receipts.get(subject="picture").destroyed_at

    def test_an_unknown_code_is_a_bug(self, member):
        with pytest.raises(ValueError, match="error code"):
            selfies.fail(make_selfie(member).pk, "oops")

    def test_what_nobody_finishes_expires(self, member, picture, worker_there):
        selfie = submit(member, picture())
        assert selfies.close_stale() == 0
        Selfie.objects.update(
            created_at=timezone.now() - timedelta(seconds=settings.SELFIE_TTL + 1)
        )
        assert selfies.close_stale() == 1
        selfie.refresh_from_db()
        assert selfie.error == "expired"
        assert stored() == []


class TestChooseRock:
    def test_an_alternative_of_the_last_selfie(self, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        chosen = choose_rock(member, museum[2].slug)
        member.refresh_from_db()
        assert member.rock == museum[2]
        assert chosen.way == Rockelganger.Way.ALTERNATIVE

    def test_back_to_the_first(self, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        choose_rock(member, museum[2].slug)
        choose_rock(member, museum[0].slug)
        member.refresh_from_db()
        assert member.rock == museum[0]

    def test_an_earlier_rock(self, member, museum, unit):
        choose_rock(member, museum[3].slug)
        selfies.finish(make_selfie(member).pk, unit(0))
        assert choose_rock(member, museum[3].slug).way == Rockelganger.Way.EARLIER

    def test_any_rock_is_free_to_who_has_no_selfie(self, member, museum):
        assert choose_rock(member, museum[1].slug).way == Rockelganger.Way.WANDERING

    def test_after_a_selfie_the_rest_of_the_museum_is_not(self, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        with pytest.raises(RockNotOffered):
            choose_rock(member, museum[3].slug)
