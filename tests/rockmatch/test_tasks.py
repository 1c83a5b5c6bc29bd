"""What a job does with a reader made by hand; `tests/site` has the real one."""

from base64 import b64encode

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from rockmatch import progress, selfie_store, tasks, worker
from rockmatch.models import Receipt, Selfie
from rockmatch.vision.errors import FaceError
from rockmatch.vision.pictures import encode_picture, open_picture
from tests.factories import make_member, make_pairing, make_rock, make_selfie
from tests.rockmatch.reading import Reader

pytestmark = pytest.mark.django_db


def stages():
    return [Selfie.objects.get().status]


@pytest.fixture
def queued(unit, picture):
    """A selfie as the web process leaves it, and the key in its job."""
    make_pairing(make_rock("Only Tor"), unit(0))
    selfie = make_selfie(make_member())
    key = selfie_store.put(selfie.pk, encode_picture(open_picture(picture())))
    return selfie, b64encode(key).decode()


def run(monkeypatch, queued, outcome):
    selfie, key = queued
    reader = Reader(outcome, stages)
    monkeypatch.setattr(worker, "reader", lambda: reader)
    tasks.read_selfie.apply(args=[str(selfie.pk), key])
    selfie.refresh_from_db()
    return selfie, reader


def is_gone(selfie):
    return not selfie_store.client().exists(f"selfie:{selfie.pk}")


def test_a_face_becomes_a_rock(monkeypatch, queued, face):
    selfie, reader = run(monkeypatch, queued, face)
    assert selfie.status == "done"
    assert selfie.member.rock.name == "Only Tor"
    assert reader.stages == ["detecting", "aligning", "embedding"]
    assert is_gone(selfie)


def test_a_reading_asks_the_database_no_more_than_it_must(
    monkeypatch, queued, face, django_assert_num_queries
):
    """A selfie's row, four stages, the picture's receipt (2), and the outcome with its locks.

    And the geology of the member's posts, who speaks as another rock from now on.
    """
    selfie, key = queued
    monkeypatch.setattr(worker, "reader", lambda: Reader(face, list))
    with django_assert_num_queries(22):
        tasks.read_selfie.apply(args=[str(selfie.pk), key])
    selfie.refresh_from_db()
    assert selfie.status == "done"


def test_its_bells_share_a_connection(queued):
    """Each used to open its own, which took longer than the bell."""
    selfie, _ = queued
    progress.ring(selfie.pk)
    opened = selfie_store.client().info("stats")["total_connections_received"]
    for _ in range(4):
        progress.ring(selfie.pk)
    assert selfie_store.client().info("stats")["total_connections_received"] == opened


def test_the_page_learns_where_the_face_was_and_no_more(monkeypatch, queued, face):
    selfie, _ = run(monkeypatch, queued, face)
    assert progress.recall_box(selfie.pk) == pytest.approx((0.25, 0.25, 0.5, 0.5))


@pytest.mark.parametrize("code", ["no_face", "several_faces", "too_dark"])
def test_a_face_that_cannot_be_read_is_told(monkeypatch, queued, code):
    selfie, _ = run(monkeypatch, queued, FaceError(code))
    assert (selfie.status, selfie.error) == ("failed", code)
    assert is_gone(selfie)


@pytest.mark.parametrize("error", [SoftTimeLimitExceeded(), RuntimeError("a bug")])
def test_whatever_goes_wrong_the_selfie_ends_and_the_picture_is_gone(monkeypatch, queued, error):
    selfie, _ = run(monkeypatch, queued, error)
    assert (selfie.status, selfie.error) == ("failed", "busy")
    assert is_gone(selfie)


def test_a_picture_that_waited_too_long_has_expired(monkeypatch, queued, face):
    selfie_store.destroy(queued[0].pk)
    selfie, _ = run(monkeypatch, queued, face)
    assert (selfie.status, selfie.error) == ("failed", "expired")


def test_delivered_twice_it_does_its_work_once(monkeypatch, queued, face):
    run(monkeypatch, queued, face)
    selfie, reader = run(monkeypatch, queued, FaceError("no_face"))
    assert selfie.status == "done"
    assert reader.stages == []
    assert Receipt.objects.filter(selfie=selfie).count() == 3


def test_a_member_who_left_leaves_no_picture(monkeypatch, queued, face):
    selfie, key = queued
    selfie_id = str(selfie.pk)
    selfie.member.delete()
    tasks.read_selfie.apply(args=[selfie_id, key])
    assert not selfie_store.client().exists(f"selfie:{selfie_id}")
