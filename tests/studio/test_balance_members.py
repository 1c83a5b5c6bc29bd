"""Members on the map: counted where they agreed, never alone, never followed from hour to hour."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from rockmatch import consent, sealing
from rockmatch.models import FaceVector
from rockmatch.museum_loader import read_population
from rockmatch.services.biometrics import embeddings_to_count
from studio.models import Coverage
from studio.services import coverage
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_people(monkeypatch):
    monkeypatch.setattr(coverage, "DRAWN", 300)


@pytest.fixture
def faces():
    return read_population().draw(40, np.random.default_rng(11))


def keep(face, **fields):
    """A member whose face is kept."""
    member = make_member()
    sealed = sealing.seal(face, member_id=member.pk)
    defaults = {
        "consent_version": consent.VERSION,
        "expires_at": timezone.now() + timedelta(days=9),
    }
    return FaceVector.objects.create(member=member, sealed=sealed, **(defaults | fields))


def counted():
    return sorted(n for n in coverage.measure_coverage().plots["members"]["counts"] if n)


def another_day():
    for snapshot in Coverage.objects.all():
        Coverage.objects.filter(pk=snapshot.pk).update(
            members_at=timezone.now() - timedelta(hours=21)
        )


def test_four_alike_are_nobody_and_five_are_five(faces):
    for _ in range(4):
        keep(faces[0])
    assert counted() == []
    another_day()
    keep(faces[0])
    assert counted() == [5]
    another_day()
    for _ in range(4):
        keep(faces[0])
    assert counted() == [5]


def test_single_members_are_never_seen(faces):
    for face in faces[:20]:
        keep(face)
    snapshot = coverage.measure_coverage()
    counts = snapshot.plots["members"]["counts"]
    assert all(n == 0 or (n >= 5 and n % 5 == 0) for n in counts)
    assert snapshot.members == sum(counts) <= 20


def test_who_did_not_agree_to_be_counted_is_not(faces):
    for _ in range(5):
        keep(faces[0], consent_version="2026-11")
        keep(faces[1], expires_at=timezone.now() - timedelta(seconds=1))
    assert counted() == []
    assert list(embeddings_to_count()) == []


def test_another_day_is_waited_for_before_members_are_counted_again(faces):
    for _ in range(5):
        keep(faces[0])
    assert counted() == [5]
    for _ in range(5):
        keep(faces[0])
    assert counted() == [5]
    another_day()
    assert counted() == [10]


def test_what_another_key_has_sealed_is_left_out(faces, settings):
    for _ in range(5):
        keep(faces[0])
    settings.SECRET_KEY = "another secret key, of another house"
    assert counted() == []


def test_vectors_come_in_chunks(faces):
    for face in faces[:7]:
        keep(face)
    chunks = list(embeddings_to_count(chunk=3))
    assert [len(ids) for ids, _ in chunks] == [3, 3, 1]
    np.testing.assert_allclose(np.concatenate([vectors for _, vectors in chunks]), faces[:7])
