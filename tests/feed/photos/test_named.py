"""Whose rock stands in a photo: who is named, asked, says yes, and takes it back."""

import pytest

from feed import pictures, services
from feed.models import Figure, Kind, Notification, Photo, Visibility
from feed.queries import Reader
from feed.queries import photos as queries
from feed.services import drafts, figures
from profiles.account.leaving import leave
from profiles.services import follow, relations
from rockmatch import portrait_store
from rockmatch.models import BespokeRock, Rock, Rockelganger
from rockmatch.services import cutting
from rockmatch.services.rockelgangers import become
from tests.factories import make_rock
from tests.feed.photos.conftest import at
from tests.feed.photos.test_drafts import wrong
from tests.feed.photos.test_life import files

pytestmark = pytest.mark.django_db
OWN = "meringue"  # rocks of the museum that are cut out
NEXT = "inky-laver"


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
