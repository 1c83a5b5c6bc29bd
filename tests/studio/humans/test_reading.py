"""A photograph from the door to a crop and a vector; and that it is gone in each outcome."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import storages
from django.utils import timezone
from kombu.exceptions import OperationalError
from PIL import Image
from redis.exceptions import ConnectionError as RedisGone

from rockmatch import worker
from rockmatch.errors import HUMAN_SENTENCES, HumanRefused
from rockmatch.models import Human, Pairing
from rockmatch.vision.errors import FaceError, PictureError
from rockmatch.vision.pictures import decode_picture
from studio import human_store, tasks
from studio.models import Act
from studio.services import acts, humans, reading
from studio.services.humans import Photograph
from tests.factories import make_human, make_member, make_pairing, make_rock
from tests.studio.humans.conftest import crops, make_curator, photograph, sealed, vector_of

pytestmark = pytest.mark.django_db
RIGHTS = {"source": "A. Dam", "licence": "CC0 1.0", "licence_url": "", "may_be_shown": False}


def bring(curator, *files):
    sent = [
        Photograph(f"Ann {number}", f"{number}.png", lambda data=data: data)
        for number, data in enumerate(files)
    ]
    return humans.bring(curator, sent, **RIGHTS)


def bring_one(curator, data):
    brought = bring(curator, data)
    assert not brought.left
    return brought.taken[0]


class TestTheWay:
    def test_it_waits_sealed_and_becomes_a_crop_and_a_vector(self, curator, jobs):
        human = bring_one(curator, photograph(10))
        assert (human.status, human.brought_by) == ("queued", curator)
        assert sealed() == [f"human:{human.pk}".encode()]
        assert b"PNG" not in human_store.client().get(f"human:{human.pk}")
        jobs.work()
        human.refresh_from_db()
        assert human.is_done
        assert human.finished_at
        assert human.embedding == pytest.approx(vector_of(10), abs=0.05)
        assert (human.name, human.source, human.licence) == ("Ann 0", "A. Dam", "CC0 1.0")
        assert sealed() == []
        with storages["humans"].open(human.crop) as file, Image.open(file) as crop:
            assert (crop.format, crop.size) == ("WEBP", (160, 160))
        assert Act.objects.get().human == human
        assert not Pairing.objects.exists()

    @pytest.mark.parametrize(
        "code",
        ["no_face", "several_faces", "face_too_small", "too_blurred", "too_dark", "already_a_rock"],
    )
    def test_a_face_that_cannot_be_read_gets_the_selfies_code(self, code, curator, jobs, toy):
        human = bring_one(curator, photograph(10))
        toy.fails_with = FaceError(code)
        jobs.work()
        human.refresh_from_db()
        assert (human.status, human.error, human.embedding) == ("failed", code, None)
        assert human.error_sentence == HUMAN_SENTENCES[code]
        assert sealed() == crops() == []

    @pytest.mark.parametrize("problem", [SoftTimeLimitExceeded(), RuntimeError("a bug")])
    def test_whatever_goes_wrong_it_ends_and_the_photograph_is_gone(
        self, problem, curator, jobs, toy
    ):
        human = bring_one(curator, photograph(10))
        toy.fails_with = problem
        jobs.work()
        human.refresh_from_db()
        assert (human.status, human.error) == ("failed", "busy")
        assert sealed() == crops() == []

    def test_where_the_storage_takes_no_crop_nothing_is_left(self, curator, jobs, monkeypatch):
        human = bring_one(curator, photograph(10))

        def full(*_):
            raise OSError("no space left on device")

        monkeypatch.setattr(type(storages["humans"]), "save", full)
        jobs.work()
        human.refresh_from_db()
        assert (human.status, human.error, human.embedding) == ("failed", "busy", None)
        assert sealed() == crops() == []

    def test_what_waited_too_long_has_expired(self, curator, jobs, toy):
        human = bring_one(curator, photograph(10))
        human_store.destroy(human.pk)
        jobs.work()
        human.refresh_from_db()
        assert (human.error, toy.reads) == ("expired", 0)

    def test_delivered_twice_it_is_read_once(self, curator, jobs, toy):
        human = bring_one(curator, photograph(10))
        jobs.waiting = jobs.work()
        jobs.work()
        human.refresh_from_db()
        assert human.is_done
        assert toy.reads == len(crops()) == 1

    def test_a_worker_that_was_killed_in_the_middle_has_another_do_it(self, curator, jobs):
        human = bring_one(curator, photograph(10))
        reading.begin(human.pk)
        jobs.work()
        human.refresh_from_db()
        assert human.is_done

    def test_a_job_that_had_to_be_killed_is_given_up(self, curator, jobs):
        human = bring_one(curator, photograph(10))
        reading.begin(human.pk)
        [args] = jobs.waiting
        tasks.read_human.on_failure(RuntimeError("killed"), "some-task", args)
        human.refresh_from_db()
        assert (human.status, human.error) == ("failed", "busy")
        assert sealed() == []

    def test_a_human_who_is_deleted_meanwhile_leaves_no_photograph(
        self, curator, jobs, toy, django_capture_on_commit_callbacks
    ):
        human = bring_one(curator, photograph(10))
        with django_capture_on_commit_callbacks(execute=True):
            humans.let_go(human.pk, curator)
        assert sealed() == []
        jobs.work()
        assert (toy.reads, crops()) == (0, [])

    def test_a_human_who_is_deleted_while_it_is_read_leaves_nothing(self, curator, jobs, toy):
        human = bring_one(curator, photograph(10))
        face = toy.read(reading_of(photograph(10)))
        humans.let_go(human.pk, curator)
        reading.finish(human.pk, face)
        assert sealed() == crops() == []
        assert not Human.objects.exists()

    def test_the_clock_closes_what_nobody_finishes(self, curator, jobs, settings):
        waits, begun, young = (bring_one(curator, photograph(n)) for n in (10, 20, 30))
        reading.begin(begun.pk)
        old = timezone.now() - timedelta(seconds=settings.HUMAN_TTL + 1)
        Human.objects.filter(pk=waits.pk).update(created_at=old)
        Human.objects.filter(pk=begun.pk).update(updated_at=timezone.now() - timedelta(minutes=3))
        assert tasks.close_stale_humans() == 2
        errors = dict(Human.objects.values_list("pk", "error"))
        assert errors == {waits.pk: "expired", begun.pk: "busy", young.pk: ""}
        assert sealed() == [f"human:{young.pk}".encode()]

    def test_a_reading_asks_the_database_no_more_than_it_must(
        self, curator, jobs, django_assert_num_queries
    ):
        """Begun (1), locked, in turn, nearest and kept (4), between two savepoints (2)."""
        bring_one(curator, photograph(10))
        with django_assert_num_queries(7):
            jobs.work()
        assert Human.objects.get().is_done

    def test_crops_that_nobody_has_are_cleared_away(self, curator, jobs):
        bring_one(curator, photograph(10))
        jobs.work()
        [kept] = crops()
        folder = Path(storages["humans"].location)
        (folder / "stray.webp").write_bytes(b"of a worker that was killed")
        for file in folder.iterdir():
            os.utime(file, (0, 0))
        assert tasks.clear_away_humans() == 1
        assert crops() == [kept]

    def test_what_did_not_work_is_forgotten_after_a_week(self, curator, jobs, toy):
        read, old, young = (bring_one(curator, photograph(n)) for n in (10, 20, 30))
        reading.finish(read.pk, toy.read(reading_of(photograph(10))))
        for human in (old, young):
            reading.fail(human.pk, "no_face")
        long_ago = timezone.now() - reading.FAILED_FOR - timedelta(minutes=1)
        Human.objects.filter(pk__in=[read.pk, old.pk]).update(finished_at=long_ago)
        assert tasks.clear_away_humans() == 1
        assert set(Human.objects.all()) == {read, young}


def reading_of(data):
    """The pixels that a worker decodes."""
    return decode_picture(reading.plain(data))


class TestTheDoor:
    def test_the_same_file_is_refused_and_who_is_here_is_named(self, curator, jobs):
        data = photograph(10)
        human = bring_one(curator, data)
        for _ in range(2):  # while it waits, and once it is read
            [left] = bring(make_curator(), data).left
            assert (left.why.code, left.here, left.file) == ("is_here", human, "0.png")
            jobs.work()
        assert Human.objects.count() == 1

    def test_twice_in_one_sending_it_is_taken_once(self, curator, jobs):
        data = photograph(10)
        brought = bring(curator, data, data)
        assert [left.here for left in brought.left] == brought.taken

    def test_what_did_not_work_may_come_again(self, curator, jobs, toy):
        data = photograph(10)
        toy.fails_with = FaceError("too_dark")
        bring_one(curator, data)
        jobs.work()
        toy.fails_with = None
        again = bring_one(curator, data)
        jobs.work()
        assert list(Human.objects.all()) == [again]
        again.refresh_from_db()
        assert again.is_done

    def test_what_is_no_picture_is_left_and_the_others_come(self, curator, jobs):
        tiny = Image.new("RGB", (20, 20))
        brought = bring(curator, b"hello", b"", photograph(10), as_png(tiny))
        assert len(brought.taken) == 1
        codes = [(left.file, left.why.code) for left in brought.left]
        assert codes == [
            ("0.png", "not_an_image"),
            ("1.png", "not_an_image"),
            ("3.png", "too_small"),
        ]
        assert len(sealed()) == 1

    def test_without_a_worker_it_is_said_at_once(self, curator, jobs, monkeypatch):
        monkeypatch.setattr(worker, "is_there", lambda: False)
        with pytest.raises(HumanRefused, match="busy"):
            bring(curator, photograph(10))
        assert not Human.objects.exists()

    def test_twenty_wait_at_a_time(self, curator, jobs):
        bring(curator, *(photograph(n) for n in range(10, 210, 10)))
        with pytest.raises(HumanRefused, match="too_many"):
            bring(curator, photograph(50))
        jobs.work()
        assert bring(curator, photograph(50)).taken

    @pytest.mark.parametrize("problem", [RedisGone(), OperationalError()])
    def test_when_redis_goes_away_nothing_is_left(
        self, problem, curator, jobs, monkeypatch, django_capture_on_commit_callbacks
    ):
        def gone(*_, **__):
            raise problem

        monkeypatch.setattr(tasks.read_human, "apply_async", gone)
        with django_capture_on_commit_callbacks(execute=True):
            brought = bring(curator, photograph(10))
        assert [left.why.code for left in brought.left] == ["busy"]
        assert not Human.objects.exists()
        assert not Act.objects.exists()
        assert sealed() == []


def as_png(picture):
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


class TestWhoIsHere:
    def test_the_same_photograph_saved_again_is_refused_by_the_worker(self, curator, jobs):
        first = bring_one(curator, photograph(10))
        again = bring_one(curator, photograph(10, view=6, kind="JPEG"))
        jobs.work()
        again.refresh_from_db()
        assert (again.status, again.error, again.resembles) == ("failed", "near_duplicate", first)
        assert again.embedding is None
        assert len(crops()) == 1
        assert sealed() == []

    def test_the_same_person_is_noticed_and_stays(self, curator, jobs):
        first, other, stranger = (
            bring_one(curator, photograph(*who)) for who in ((10, 0), (10, 60), (90, 0))
        )
        jobs.work()
        for human in (first, other, stranger):
            human.refresh_from_db()
            assert human.is_done
        assert [first.resembles, other.resembles, stranger.resembles] == [None, first, None]


class TestWhatCuratorsDo:
    @pytest.fixture
    def human(self, unit):
        return make_human(unit(0), name="Ann Lee", source="A book", licence="CC0 1.0")

    def test_what_is_said_changes_and_is_taken_back(self, human, curator):
        humans.describe(human.pk, curator, name="Ann L.", may_be_shown=True)
        human.refresh_from_db()
        assert (human.name, human.may_be_shown, human.source) == ("Ann L.", True, "A book")
        acts.undo(Act.objects.get().pk, curator)
        human.refresh_from_db()
        assert (human.name, human.may_be_shown) == ("Ann Lee", False)

    def test_saying_the_same_is_no_act(self, human, curator):
        humans.describe(human.pk, curator, name="Ann Lee")
        assert not Act.objects.exists()

    def test_what_was_said_since_keeps_it_from_being_taken_back(self, human, curator):
        humans.describe(human.pk, curator, name="Ann L.")
        first = Act.objects.get()
        humans.describe(human.pk, make_curator(), name="Ann")
        with pytest.raises(acts.CannotUndo):
            acts.undo(first.pk, curator)
        human.refresh_from_db()
        assert human.name == "Ann"

    def test_of_a_member_nothing_is_said(self, curator, unit):
        offered = make_human(unit(0), member=make_member("flint"))
        with pytest.raises(humans.NotTheirs):
            humans.describe(offered.pk, curator, may_be_shown=True)

    def test_deleting_leaves_nothing_but_that_somebody_did(
        self, curator, jobs, unit, django_capture_on_commit_callbacks
    ):
        human = bring_one(curator, photograph(10))
        jobs.work()
        human.refresh_from_db()
        pairing = make_pairing(make_rock(), human.embedding, human=human)
        other = make_human(unit(100), resembles=human)
        acts.note(Act.Kind.PAIRED, curator, human_id=human.pk, pairings=[pairing.pk])
        with django_capture_on_commit_callbacks(execute=True):
            humans.let_go(human.pk, curator)
        assert crops() == []
        assert not Pairing.objects.exists()
        other.refresh_from_db()
        assert other.resembles is None
        [left] = Act.objects.all()
        assert (left.kind, left.human, left.before, left.pairings) == ("let_go", None, {}, [])
        with pytest.raises(Human.DoesNotExist):
            humans.let_go(human.pk, curator)


def test_each_code_has_a_sentence():
    assert (FaceError.codes | PictureError.codes) <= set(HUMAN_SENTENCES)
    with pytest.raises(ValueError, match="is not an error code"):
        reading.fail(make_human(vector_of(1)).pk, "no such code")
