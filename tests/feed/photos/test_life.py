"""A photo from the door to its outcome: nothing is left of it but what is to be shown."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.http import HttpResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from feed import originals, photo_store, tasks
from feed.models import Draft, Photo
from feed.pictures import Picture
from feed.services import drafts, photos
from rockmatch import darkroom_sign
from rockmatch.errors import POSTED_PHOTO_SENTENCES, PhotoRefused
from rockmatch.photos.errors import PhotoError
from rockmatch.vision.errors import PictureError
from tests.feed.photos.conftest import face, picture, sealed

pytestmark = pytest.mark.django_db


def files():
    """The folders of photos, and the grounds, that are stored."""
    found = []
    for storage, folder in ((default_storage, "photos"), (storages["grounds"], "")):
        try:
            folders, names = storage.listdir(folder)
        except FileNotFoundError:
            folders, names = [], []
        found.append(sorted(folders or names))
    return found


def refusal(*args, **kwargs):
    with pytest.raises(PhotoRefused) as refused:
        photos.submit(*args, **kwargs)
    return refused.value.code


class TestAtTheDoor:
    def test_a_photo_is_sealed_and_waits(self, mira, darkroom):
        photo, key = photos.submit(mira, picture(), alt="  A table ")
        assert (photo.status, photo.alt, photo.position) == ("queued", "A table", 0)
        assert sealed() == [f"photo:{photo.pk}".encode()]
        assert originals.get(photo.pk, key) == picture()
        [(task, args)] = darkroom.jobs
        assert (task, args) == (tasks.develop_photo, [str(photo.pk), key])

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (None, "not_an_image"),
            (b"", "not_an_image"),
            (b"\xff\xd8\xff" + b"\0" * 99, "not_an_image"),
            (picture("GIF"), "not_an_image"),
            (picture(size=(31, 100)), "too_small"),
            (picture("PNG", size=(20_001, 5_000)), "too_large"),
            (b"\xff\xd8" + b"\0" * 26_214_400, "too_large"),
        ],
    )
    def test_what_cannot_be_shown_leaves_nothing(self, mira, darkroom, content, code):
        assert refusal(mira, content) == code
        assert not Photo.objects.exists()
        assert sealed() == darkroom.jobs == []

    def test_without_a_darkroom_it_is_said_at_once(self, mira, darkroom):
        darkroom_sign.SIGN.hide()
        assert refusal(mira, picture()) == "busy"
        assert not Photo.objects.exists()

    def test_what_cannot_be_queued_leaves_nothing(self, mira, darkroom, monkeypatch):
        def gone(**_):
            raise OperationalError

        monkeypatch.setattr(tasks.develop_photo, "apply_async", gone)
        assert refusal(mira, picture()) == "busy"
        assert not Photo.objects.exists()

    def test_only_so_many_at_a_time_and_in_an_hour(self, mira, odd, darkroom, settings):
        for _ in range(photos.AT_ONCE):
            photos.submit(mira, picture())
        assert refusal(mira, picture()) == "too_many"
        Photo.objects.update(status="done")
        settings.PHOTOS_PER_HOUR = photos.AT_ONCE
        assert refusal(mira, picture()) == "too_many"
        assert photos.submit(odd, picture())

    def test_a_draft_has_room_for_four(self, mira, darkroom):
        draft = drafts.start_draft(mira, "Us")
        places = [photos.submit(mira, picture(), draft=draft).photo.position for _ in range(4)]
        assert places == [0, 1, 2, 3]
        assert refusal(mira, picture(), draft=draft) == "no_room"

    def test_a_description_that_is_too_long_is_refused(self, mira, darkroom):
        with pytest.raises(ValidationError):
            photos.submit(mira, picture(), alt="a" * 1501)
        assert sealed() == []


class TestInTheDarkroom:
    def test_faces_are_found_and_covered(self, mira, hung, darkroom):
        photo, _key = hung(mira)
        assert (photo.version, photo.revision, photo.error) == (1, 1, "")
        assert (photo.width, photo.height, photo.sides) == (160, 120, [160, 80])
        assert [figure.shown for figure in photo.figures.all()] == ["dover-hush", "albie-downs"]
        shown = Picture.of(photo)
        assert shown.avif.endswith("80.avif 80w")
        for file in shown.files():
            assert default_storage.exists(file.url.removeprefix("/media/"))
        assert photo_store.read_ground(photo.ground) == b"a ground"

    def test_a_photo_without_faces_is_ready_too(self, mira, hung, darkroom):
        darkroom.faces = ()
        photo, _key = hung(mira)
        assert (photo.status, photo.warnings) == ("done", ["no_face"])

    def test_of_the_original_only_the_size_that_is_shown_waits_on(self, mira, hung):
        photo, key = hung(mira)
        kept = originals.get(photo.pk, key)
        assert kept
        assert kept != picture()

    @pytest.mark.parametrize(
        ("problem", "code"),
        [
            (PictureError("not_an_image"), "not_an_image"),
            (PhotoError("too_many_faces"), "too_many_faces"),
            (PhotoError("face_left"), "face_left"),
            (SoftTimeLimitExceeded(), "trouble"),
            (RuntimeError("a bug"), "trouble"),
        ],
    )
    def test_what_goes_wrong_closes_it(self, mira, darkroom, commit, problem, code):
        darkroom.fails.append(problem)
        photo = commit(photos.submit, mira, picture()).photo
        photo.refresh_from_db()
        assert (photo.status, photo.error) == ("failed", code)
        assert photo.error_sentence == str(POSTED_PHOTO_SENTENCES[code])
        assert sealed() == []
        assert files() == [[], []]

    def test_an_original_that_has_expired_is_chosen_again(self, mira, darkroom, commit):
        photo, _key = photos.submit(mira, picture())
        originals.destroy(photo.pk)
        commit(darkroom.work)
        photo.refresh_from_db()
        assert (photo.status, photo.error) == ("failed", "expired")

    def test_delivered_twice_it_does_its_work_once(self, mira, hung, darkroom):
        photo, key = hung(mira)
        tasks.develop_photo.apply(args=[str(photo.pk), key])
        assert len(darkroom.hung) == 1

    def test_discarded_while_it_works_nothing_is_left(self, mira, darkroom, commit, monkeypatch):
        photo = photos.submit(mira, picture()).photo
        made = darkroom.hang

        def slow(*args):
            photos.discard(photo)
            return made(*args)

        monkeypatch.setattr("rockmatch.photos.rockify.hang", slow)
        commit(darkroom.work)
        assert not Photo.objects.exists()
        assert sealed() == []
        assert files() == [[], []]

    def test_a_file_that_cannot_be_stored_takes_the_others_along(
        self, mira, darkroom, commit, monkeypatch
    ):
        def full(*_):
            raise OSError("no space left on device")

        monkeypatch.setattr(photo_store, "keep_ground", full)
        photo = commit(photos.submit, mira, picture()).photo
        photo.refresh_from_db()
        assert photo.error == "trouble"
        assert files() == [[], []]

    def test_no_log_holds_a_key(self, mira, darkroom, commit, caplog):
        caplog.set_level(logging.DEBUG)
        darkroom.fails = [RuntimeError("a bug")]
        _photo, key = commit(photos.submit, mira, picture())
        assert caplog.text
        assert key not in caplog.text


class TestKilled:
    def test_a_worker_that_was_killed_leaves_a_draft_and_a_sentence(self, mira, darkroom, commit):
        draft = drafts.start_draft(mira, "Us at the table")
        photo = photos.submit(mira, picture(), draft=draft).photo
        photos.begin(photo.pk)
        Photo.objects.update(updated_at=timezone.now() - timedelta(minutes=7))
        assert commit(tasks.close_stale_photos) == 1
        photo.refresh_from_db()
        assert (photo.status, photo.error) == ("failed", "trouble")
        assert "choose it again" in photo.error_sentence
        assert Draft.objects.get().text == "Us at the table"
        assert sealed() == []

    def test_who_waits_too_long_for_the_darkroom_is_told(self, mira, darkroom, commit, settings):
        photo = photos.submit(mira, picture()).photo
        Photo.objects.update(created_at=timezone.now() - timedelta(seconds=settings.PHOTO_TTL + 1))
        commit(photos.close_stale)
        photo.refresh_from_db()
        assert photo.error == "expired"

    def test_files_that_are_nobodys_go(self, mira, hung, commit, monkeypatch):
        photo, _key = hung(mira)
        default_storage.save("photos/stray/80.webp", ContentFile(b"left by a killed process"))
        storages["grounds"].save("stray.webp", ContentFile(b"left too"))
        commit(photos.clear_away)
        assert files() == [sorted([photo.token, "stray"]), sorted([photo.ground, "stray.webp"])]
        monkeypatch.setattr(photo_store, "_SETTLED", timedelta(0))
        commit(photos.clear_away)
        assert files() == [[photo.token], [photo.ground]]


class TestGone:
    def test_what_is_discarded_leaves_nothing(self, mira, hung, commit):
        photo, _key = hung(mira)
        commit(photos.discard, photo)
        commit(photos.discard, photo)
        assert files() == [[], []]
        assert sealed() == []

    def test_what_nobody_publishes_goes_after_a_day(self, mira, hung, commit):
        draft = drafts.start_draft(mira, "Us")
        hung(mira, draft=draft)
        loose, _key = hung(mira)
        assert commit(photos.clear_away) == 0
        yesterday = timezone.now() - timedelta(hours=25)
        Draft.objects.update(created_at=yesterday)
        Photo.objects.filter(pk=loose.pk).update(created_at=yesterday)
        assert commit(photos.clear_away) == 2
        assert not Photo.objects.exists()
        assert files() == [[], []]

    def test_they_go_with_their_member(self, mira, hung, commit):
        hung(mira)
        commit(mira.delete)
        assert files() == [[], []]


def test_two_faces_have_numbers_of_their_own(mira, hung, darkroom):
    darkroom.faces = (face(0.2), face(0.5), face(0.8))
    photo, _key = hung(mira)
    assert list(photo.figures.values_list("number", flat=True)) == [0, 1, 2]


class TestTheKey:
    def test_a_browser_sends_it_to_that_photos_pages_alone(self, rf, mira, hung):
        photo, key = hung(mira)
        response = HttpResponse()
        originals.give_key(response, photo.pk, key)
        [cookie] = response.cookies.values()
        assert (cookie["path"], cookie["samesite"]) == (f"/photos/{photo.pk}/", "Strict")
        assert cookie["httponly"]
        request = rf.get("/")
        request.COOKIES[cookie.key] = cookie.value
        assert originals.key_of(request, photo.pk) == key
        assert originals.key_of(request, uuid4()) == ""
        originals.take_key_back(response, photo.pk)
        assert response.cookies[cookie.key].value == ""

    def test_of_another_photo_it_opens_nothing(self, mira, hung):
        one, key = hung(mira)
        other, _key = hung(mira)
        assert originals.get(one.pk, key)
        assert originals.get(other.pk, key) is None
