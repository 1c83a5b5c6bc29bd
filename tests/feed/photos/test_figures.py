"""Which rock stands where by chance, what nobody's face is, and a darkroom in trouble."""

import pytest

from feed import originals, photo_store, pictures, tasks
from feed.models import Figure, Photo
from feed.services import drafts, figures, hanging, photos
from rockmatch import sealed_jobs
from rockmatch.models import Rockelganger
from rockmatch.photos.errors import PhotoError
from rockmatch.services.rockelgangers import become
from tests.factories import make_rock
from tests.feed.photos.conftest import at, shown
from tests.feed.photos.test_drafts import wrong
from tests.feed.photos.test_life import files

pytestmark = pytest.mark.django_db
OWN = "meringue"  # rocks of the museum that are cut out
NEXT = "inky-laver"


@pytest.fixture
def key(photo, monkeypatch):
    return sealed_jobs.seal(originals.STORE, photo.pk, b"again")


class TestByChance:
    def test_another_rock_is_drawn_from_the_ground(self, photo, commit, darkroom):
        before = shown(photo)
        former = Photo.objects.get(pk=photo.pk)
        commit(figures.swap, at(photo))
        now = Photo.objects.get(pk=photo.pk)
        assert shown(photo)[0] != before[0]
        assert shown(photo)[1] == before[1]
        assert darkroom.hung[-1] == ("ground", ["", before[1]])
        assert now.token != former.token
        assert files() == [[now.token], [now.ground]]
        assert not now.is_changing

    def test_a_rock_is_added_where_the_machine_missed_a_face(self, photo, commit):
        made = commit(figures.add, photo, 0.5, 0.1)
        assert (made.number, made.origin) == (2, "added")
        assert made.half_width == at(photo).half_width
        assert len(set(shown(photo))) == 3

    def test_a_rock_that_is_added_has_the_size_it_is_given(self, photo):
        made = figures.add(photo, 0.5, 0.1, 0.25)
        assert (made.half_width * photo.width, made.half_height * photo.height) == (32, 40)

    @pytest.mark.parametrize(
        "where", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5), (0.5, 0.5, 0), (0.5, 0.5, 0.6)]
    )
    def test_no_rock_lies_outside(self, photo, where):
        assert "within the photo" in wrong(figures.add, photo, *where)

    def test_rocks_are_enough_at_some_point(self, photo, monkeypatch):
        monkeypatch.setattr(figures, "MOST_ADDED", 1)
        figures.add(photo, 0.5, 0.5)
        assert "enough" in wrong(figures.add, photo, 0.6, 0.5)

    def test_what_is_not_ready_is_not_changed(self, mira, darkroom):
        from tests.feed.photos.conftest import picture

        waiting = photos.submit(mira, picture()).photo
        assert "not ready" in wrong(figures.add, waiting, 0.5, 0.5)

    def test_faces_that_are_seen_at_the_second_look_are_figures_too(
        self, photo, commit, darkroom, monkeypatch
    ):
        from dataclasses import replace

        from tests.feed.photos.conftest import face

        made = darkroom.rehang

        def sees_more(*args, **more):
            result = made(*args)
            return replace(result, faces=(*result.faces, face(0.9, rock=NEXT)))

        monkeypatch.setattr("rockmatch.photos.rockify.rehang", sees_more)
        commit(figures.swap, at(photo))
        assert (at(photo, 2).shown, at(photo, 2).origin) == (NEXT, "found")

    def test_a_rock_that_hangs_no_more_gives_way_to_another(self, photo, commit, darkroom):
        Figure.objects.filter(photo=photo, number=1).update(wandering="long-gone")
        commit(figures.swap, at(photo))
        assert darkroom.hung[-1] == ("ground", ["", ""])
        assert at(photo, 1).shown != "long-gone"


class TestNobodysFace:
    def test_the_rock_goes_and_the_post_says_so(self, mira, photo, key, commit, darkroom, original):
        commit(figures.spare, at(photo), key)
        assert darkroom.hung[-1][0] == "original"
        assert (at(photo).shown, at(photo).spared) == ("", True)
        post = commit(drafts.publish_draft, mira, photo.draft_id)
        post.refresh_from_db()
        assert pictures.pictures(post)[0].spared == 1

    def test_afterwards_the_ground_does(self, photo, key, commit, darkroom, original):
        commit(figures.spare, at(photo), key)
        commit(figures.swap, at(photo, 1))
        assert darkroom.hung[-1][0] == "ground"
        assert at(photo).spared

    def test_it_is_taken_back(self, photo, key, commit, original):
        commit(figures.spare, at(photo), key)
        commit(figures.cover, at(photo))
        assert at(photo).shown
        assert not at(photo).spared

    def test_what_was_added_by_hand_is_taken_away(self, photo, key, commit, original):
        made = commit(figures.add, photo, 0.5, 0.1)
        commit(figures.spare, made, key)
        assert len(shown(photo)) == 2

    @pytest.mark.parametrize("wrong_key", ["", "abc", "é", "AAAA", "A" * 43 + "="])
    def test_without_the_key_nothing_is_uncovered(self, photo, wrong_key):
        assert "was destroyed" in wrong(figures.spare, at(photo), wrong_key)

    def test_nor_once_it_is_published(self, mira, photo, key, commit):
        commit(drafts.publish_draft, mira, photo.draft_id)
        assert "was destroyed" in wrong(figures.spare, at(photo), key)

    def test_nor_where_the_original_expires_on_the_way(self, photo, key, commit, darkroom):
        figures.spare(at(photo), key)
        originals.destroy(photo.pk)
        tasks.hang_photo.apply(args=[str(photo.pk), key])
        assert not at(photo).spared
        assert at(photo).shown

    @pytest.fixture
    def original(self, photo, key):
        """What waits is what `hang` can read."""
        from tests.feed.photos.conftest import picture

        originals.reduce_to(photo.pk, key, picture())


class TestTheDarkroomInTrouble:
    def later(self, monkeypatch):
        from datetime import timedelta

        monkeypatch.setattr(hanging, "PATIENCE", timedelta(0))

    def test_a_job_that_was_lost_is_sent_again(self, agreed, ada, commit, darkroom, monkeypatch):
        figures.withdraw(ada, at(agreed))
        assert at(agreed).shown == OWN
        self.later(monkeypatch)
        assert commit(tasks.close_stale_photos) == 1
        assert at(agreed).shown != OWN
        assert commit(tasks.close_stale_photos) == 0

    def test_a_photo_that_shows_an_unwanted_rock_is_taken_down(self, agreed, ada, commit, darkroom):
        darkroom.fails = [PhotoError("face_left")]
        commit(figures.withdraw, ada, at(agreed))
        agreed.refresh_from_db()
        agreed.post.refresh_from_db()
        assert (agreed.status, agreed.error, agreed.post.pictures) == ("failed", "trouble", [])
        assert files() == [[], []]

    def test_so_is_one_that_nobody_could_hang_again(self, agreed, ada, commit, monkeypatch):
        figures.withdraw(ada, at(agreed))
        Photo.objects.update(tries=hanging.MOST_TRIES)
        self.later(monkeypatch)
        commit(tasks.close_stale_photos)
        assert files() == [[], []]

    def test_any_other_stays_as_it_is(self, agreed, ada, commit):
        photo_store.remove_ground(Photo.objects.get().ground)
        commit(become, ada.pk, rock=make_rock("Inky Laver"), way=Rockelganger.Way.WANDERING)
        agreed.refresh_from_db()
        assert (agreed.status, agreed.is_changing, at(agreed).shown) == ("done", False, OWN)

    def test_a_draft_does_not_get_out(self, mira, photo, commit, darkroom):
        darkroom.fails = [PhotoError("face_left")]
        commit(figures.add, photo, 0.5, 0.1)
        photo.refresh_from_db()
        assert photo.status == "failed"
        assert "did not work" in wrong(drafts.publish_draft, mira, photo.draft_id)

    def test_what_changed_meanwhile_is_hung_anew(self, photo, commit, darkroom, monkeypatch):
        made = darkroom.rehang

        def slow(*args, **more):
            monkeypatch.setattr("rockmatch.photos.rockify.rehang", made)
            figures.swap(at(photo, 1))
            return made(*args)

        monkeypatch.setattr("rockmatch.photos.rockify.rehang", slow)
        commit(figures.swap, at(photo, 0))
        photo.refresh_from_db()
        assert (photo.version, photo.revision) == (3, 3)
        assert len(files()[0]) == 1
