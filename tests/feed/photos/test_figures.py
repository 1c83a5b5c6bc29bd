"""Which rock stands where: by chance, and by a member's yes."""

import pytest

from feed import originals, photo_store, pictures, services, tasks
from feed.models import Figure, Kind, Notification, Photo, Visibility
from feed.queries import Reader
from feed.queries import photos as queries
from feed.services import drafts, figures, hanging, photos
from profiles.account.leaving import leave
from profiles.services import follow, relations
from rockmatch import portrait_store
from rockmatch.models import BespokeRock, Rock, Rockelganger
from rockmatch.photos.errors import PhotoError
from rockmatch.services import cutting
from rockmatch.services.rockelgangers import become
from tests.factories import make_member, make_rock
from tests.feed.photos.test_drafts import wrong
from tests.feed.photos.test_life import files

pytestmark = pytest.mark.django_db
OWN = "meringue"  # rocks of the museum that are cut out
NEXT = "inky-laver"


@pytest.fixture
def photo(mira, hung):
    """Two figures, in a draft of Mira's."""
    return hung(mira, draft=drafts.start_draft(mira, "Us"))[0]


@pytest.fixture
def key(photo, monkeypatch):
    return originals.written(originals.put(photo.pk, b"again"))


@pytest.fixture
def ada():
    return make_member("ada", rock=make_rock("Meringue"))


def own_rock(member):
    """A rock that the workshop has made for a member, with its files."""
    request = BespokeRock.objects.create(member=member, seed=1)
    portraits = portrait_store.keep(request.pk, {512: b"large", 96: b"small"})
    request.rock = make_rock(
        "Adas Own",
        origin="bespoke",
        maker=member,
        portraits=portraits,
        mask=portrait_store.keep_mask(request.pk, b"a mask"),
        parameters={"light_side": -0.4},
    )
    request.close(BespokeRock.Status.DONE)
    return request.rock


def at(photo, number=0):
    return Figure.objects.get(photo=photo, number=number)


def shown(photo):
    return list(Figure.objects.filter(photo=photo).values_list("shown", flat=True))


@pytest.fixture
def posted(mira, ada, photo, commit):
    """In a post, with Ada named."""
    commit(figures.name, at(photo), "@Ada")
    post = commit(drafts.publish_draft, mira, photo.draft_id)
    photo.refresh_from_db()
    assert photo.post == post
    return photo


@pytest.fixture
def agreed(posted, ada, commit):
    commit(figures.answer, ada, at(posted), is_me=True)
    return posted


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


class TestNaming:
    def test_nobody_is_asked_before_it_is_published(self, photo, ada, commit):
        commit(figures.name, at(photo), "ada")
        assert at(photo).answer == "none"
        assert not Notification.objects.exists()
        assert queries.figures_of(ada) == []

    def test_then_they_are(self, posted, ada):
        assert at(posted).answer == "asked"
        told = Notification.objects.get()
        assert (told.member, told.kind, told.post) == (ada, Kind.NAMED, posted.post)
        assert queries.figures_of(ada) == [at(posted)]

    @pytest.mark.parametrize("name", ["nobody", "", "@", "ada ada", "a" * 200, "\0"])
    def test_who_is_not_there_cannot_be(self, photo, name):
        assert "anybody of that name" in wrong(figures.name, at(photo), name)

    @pytest.mark.parametrize("way", ["blocks", "is_blocked", "takes_none", "left"])
    def test_who_cannot_be_asked_looks_the_same(self, mira, photo, ada, way):
        if way == "blocks":
            relations.block(ada, mira)
        elif way == "is_blocked":
            relations.block(mira, ada)
        else:
            fields = {"takes_none": {"mentions_from": "nobody"}, "left": {"is_active": False}}
            type(ada).objects.filter(pk=ada.pk).update(**fields[way])
        assert "anybody of that name" in wrong(figures.name, at(photo), "ada")

    def test_who_does_not_see_the_post_is_not_named_in_it(self, mira, photo, ada, odd, commit):
        follow(odd, mira)
        commit(figures.name, at(photo), "ada")
        commit(figures.name, at(photo, 1), "odd")
        drafts.reword(photo.draft, "Us", visibility=Visibility.FOLLOWERS)
        commit(drafts.publish_draft, mira, photo.draft_id)
        assert at(photo).who is None
        assert (at(photo, 1).who, at(photo, 1).answer) == (odd, "asked")
        assert "anybody of that name" in wrong(figures.name, at(photo), "ada")

    def test_a_locked_account_asks_those_who_follow(self, mira, photo, ada, commit):
        relations.set_locked(mira, is_locked=True)
        commit(figures.name, at(photo), "ada")
        commit(drafts.publish_draft, mira, photo.draft_id)
        assert at(photo).who is None
        assert not Notification.objects.exists()

    def test_later_they_are_asked_at_once(self, posted, odd, commit):
        commit(figures.name, at(posted, 1), "odd")
        assert at(posted, 1).answer == "asked"
        assert Notification.objects.filter(member=odd, kind=Kind.NAMED).exists()

    def test_nobody_is_in_a_photo_twice(self, photo, ada):
        figures.name(at(photo), "ada")
        figures.name(at(photo), "ada")
        assert "elsewhere" in wrong(figures.name, at(photo, 1), "ada")

    def test_authors_say_yes_by_naming_themselves(self, photo, mira, commit):
        become(mira.pk, rock=make_rock("Meringue"), way=Rockelganger.Way.WANDERING)
        commit(figures.name, at(photo), "mira")
        assert (at(photo).answer, at(photo).shown, at(photo).shows_own) == ("yes", OWN, True)

    def test_a_name_is_taken_away(self, agreed, commit):
        commit(figures.unname, at(agreed))
        assert (at(agreed).who, at(agreed).shows_own) == (None, False)
        assert at(agreed).shown != OWN


class TestAnswering:
    def test_after_a_yes_their_rock_stands_there(self, posted, ada, commit, darkroom):
        before = posted.token
        commit(figures.answer, ada, at(posted), is_me=True)
        assert (at(posted).shown, at(posted).shows_own) == (OWN, True)
        assert darkroom.hung[-1][0] == "ground"
        posted.post.refresh_from_db()
        [picture] = pictures.pictures(posted.post)
        assert picture.token != before
        assert files()[0] == [picture.token]

    def test_after_a_no_nothing_changes_and_the_author_does_not_know(
        self, posted, ada, commit, darkroom
    ):
        told = at(posted).told_answer
        times = len(darkroom.hung)
        commit(figures.answer, ada, at(posted), is_me=False)
        assert at(posted).answer == "no"
        assert at(posted).told_answer == told == "asked"
        assert len(darkroom.hung) == times
        assert Notification.objects.count() == 1

    def test_a_yes_is_withdrawn_at_any_time(self, agreed, ada, commit):
        wandering = at(agreed).wandering
        commit(figures.withdraw, ada, at(agreed))
        assert at(agreed).answer == "withdrawn"
        assert at(agreed).shown not in (OWN, wandering)
        assert at(agreed).told_answer == "asked"

    def test_withdrawing_twice_changes_nothing(self, agreed, ada, commit, darkroom):
        commit(figures.withdraw, ada, at(agreed))
        times = len(darkroom.hung)
        commit(figures.withdraw, ada, at(agreed))
        assert (at(agreed).answer, len(darkroom.hung)) == ("withdrawn", times)

    def test_a_no_may_become_a_yes(self, posted, ada, commit):
        commit(figures.answer, ada, at(posted), is_me=False)
        commit(figures.answer, ada, at(posted), is_me=True)
        assert at(posted).shown == OWN

    def test_nobody_answers_for_somebody_else(self, posted, odd, mira):
        for other in (odd, mira):
            assert "any more" in wrong(figures.answer, other, at(posted), is_me=True)
            with pytest.raises(Figure.DoesNotExist):
                queries.figure_of(other, posted.pk, 0)

    def test_nor_who_is_not_named_any_more(self, posted, ada, commit):
        figure = at(posted)
        commit(figures.unname, figure)
        assert "any more" in wrong(figures.answer, ada, figure, is_me=True)
        assert not Notification.objects.exists()

    def test_nor_before_they_were_asked(self, photo, ada):
        figures.name(at(photo), "ada")
        assert "any more" in wrong(figures.answer, ada, at(photo), is_me=True)

    def test_a_rock_of_ones_own_stands_there_as_well(self, posted, ada, commit, darkroom):
        own = own_rock(ada)
        become(ada.pk, rock=own, way=Rockelganger.Way.BESPOKE)
        ada.refresh_from_db()
        assert not figures.needs_wandering(ada)
        commit(figures.answer, ada, at(posted), is_me=True)
        assert (at(posted).shown, at(posted).shows_own) == (own.slug, True)
        assert darkroom.hung[-1][1][0] == own.slug
        [brought] = darkroom.own
        assert (brought.slug, brought.mask, brought.lit_from) == (own.slug, b"a mask", -0.4)
        assert brought.portraits == ((96, b"small"), (512, b"large"))

    def test_if_its_files_are_gone_a_wandering_one_stands(self, posted, ada, commit):
        own = own_rock(ada)
        become(ada.pk, rock=own, way=Rockelganger.Way.BESPOKE)
        portrait_store.remove(portrait_store.request_of(own.portraits))
        commit(figures.answer, ada, at(posted), is_me=True)
        assert at(posted).shown not in ("", own.slug)
        assert not at(posted).shows_own

    def test_it_comes_into_photos_with_its_mask(self, posted, ada, commit):
        own = own_rock(ada)
        Rock.objects.update(mask="")
        become(ada.pk, rock=own, way=Rockelganger.Way.BESPOKE)
        commit(figures.answer, ada, at(posted), is_me=True)
        assert at(posted).shown != own.slug
        [found] = cutting.without_mask()
        assert commit(cutting._keep, found, b"late")
        assert at(posted).shown == own.slug
        assert cutting.without_mask() == []

    def test_of_an_old_one_there_is_no_mask_so_a_wandering_one_stays(self, posted, ada, commit):
        own = make_rock("Adas Own", origin="bespoke", maker=ada)
        become(ada.pk, rock=own, way=Rockelganger.Way.BESPOKE)
        ada.refresh_from_db()
        before = at(posted).shown
        commit(figures.answer, ada, at(posted), is_me=True)
        assert (at(posted).answer, at(posted).shown) == ("yes", before)
        assert not at(posted).shows_own
        assert figures.needs_wandering(ada)

    def test_a_rock_that_stands_by_a_yes_is_not_swapped(self, agreed):
        assert "said yes" in wrong(figures.swap, at(agreed))


class TestWhatHappensToThem:
    def test_photos_follow_a_member_to_another_rock(self, agreed, ada, commit):
        commit(become, ada.pk, rock=make_rock("Inky Laver"), way=Rockelganger.Way.WANDERING)
        assert at(agreed).shown == NEXT

    def test_who_leaves_takes_their_rock_along(self, agreed, ada, commit):
        commit(leave, ada)
        assert at(agreed).who is None
        assert at(agreed).shown != OWN

    def test_so_does_who_is_deleted(self, agreed, ada, commit):
        commit(ada.delete)
        assert at(agreed).who is None
        assert at(agreed).shown != OWN

    @pytest.mark.parametrize("way", ["blocks", "is_blocked"])
    def test_a_block_parts_them_in_photos_too(self, agreed, mira, ada, commit, way):
        commit(relations.block, *((ada, mira) if way == "blocks" else (mira, ada)))
        assert at(agreed).who is None
        assert at(agreed).shown != OWN
        assert queries.figures_of(ada) == []

    def test_others_stay(self, agreed, ada, odd, commit):
        commit(relations.block, ada, odd)
        assert at(agreed).shown == OWN


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


class TestWhoSees:
    def test_a_photo_is_seen_by_who_sees_its_post(self, posted, odd):
        assert queries.photo(posted.pk, Reader(odd)) == posted
        assert queries.photo(posted.pk, Reader(None)) == posted
        services.delete_post(posted.post)
        with pytest.raises(Photo.DoesNotExist):
            queries.photo(posted.pk, Reader(odd))

    def test_before_that_by_its_author(self, photo, mira, odd):
        assert queries.photo(photo.pk, Reader(mira)) == photo
        for other in (odd, None):
            with pytest.raises(Photo.DoesNotExist):
                queries.photo(photo.pk, Reader(other))

    def test_who_is_named_sees_it_to_answer(self, posted, ada, mira):
        posted.post.visibility = "mentioned"
        posted.post.save()
        assert queries.photo(posted.pk, Reader(ada)) == posted

    def test_queries(self, posted, mira, ada, django_assert_num_queries):
        with django_assert_num_queries(2):
            found = queries.own_photo(posted.pk, mira)
            assert [figure.who for figure in found.figures.all()] == [ada, None]
        with django_assert_num_queries(1):
            [figure] = queries.figures_of(ada)
            assert figure.photo.post.author_id == figure.photo.member.pk
        with django_assert_num_queries(2):
            assert queries.photo(posted.pk, Reader(None)) == posted
