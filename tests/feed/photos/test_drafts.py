"""Publishing a post with its photos."""

from functools import partial
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from feed import pictures, services
from feed.models import Draft, Photo, Post
from feed.queries import Reader, home, read_page
from feed.queries import photos as queries
from feed.services import drafts, figures, photos
from tests.factories import make_member, make_rock
from tests.feed.photos.conftest import picture, sealed
from tests.feed.photos.test_life import files
from tests.feed.test_once import send_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(mira):
    return drafts.start_draft(mira, "Us at the table", warning="noise")


def publish(mira, draft, commit):
    return commit(drafts.publish_draft, mira, draft.pk)


def wrong(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return " ".join(refused.value.messages)


class TestPublishing:
    def test_a_post_shows_its_photos_in_their_order(self, mira, draft, hung, commit):
        one, _key = hung(mira, draft=draft, alt="A table")
        other, _key = hung(mira, draft=draft)
        post = publish(mira, draft, commit)
        post.refresh_from_db()
        assert (post.text, post.warning) == ("Us at the table", "noise")
        assert [shown.id for shown in pictures.pictures(post)] == [str(one.pk), str(other.pk)]
        assert pictures.pictures(post)[0].alt == "A table"
        assert not Draft.objects.exists()
        assert set(post.photos.values_list("draft", flat=True)) == {None}

    def test_the_originals_are_destroyed(self, mira, draft, hung, commit):
        hung(mira, draft=draft)
        assert len(sealed()) == 1
        publish(mira, draft, commit)
        assert sealed() == []

    def test_photos_need_no_words(self, mira, hung, commit):
        draft = drafts.start_draft(mira, "")
        assert "Write something" in wrong(drafts.publish_draft, mira, draft.pk)
        hung(mira, draft=draft)
        post = publish(mira, draft, commit)
        post.refresh_from_db()
        assert services.edit(post, "").text == ""

    def test_a_photo_that_is_not_ready_waits(self, mira, draft, darkroom, commit):
        photos.submit(mira, picture(), draft=draft)
        assert "still being laid" in wrong(drafts.publish_draft, mira, draft.pk)
        assert Draft.objects.get().text == "Us at the table"
        commit(darkroom.work)
        assert publish(mira, draft, commit).pk

    def test_a_photo_that_is_being_changed_waits(self, mira, draft, hung):
        photo, _key = hung(mira, draft=draft)
        figures.swap(photo.figures.all()[0])
        assert "still being laid" in wrong(drafts.publish_draft, mira, draft.pk)

    def test_a_photo_that_failed_is_chosen_again_first(self, mira, draft, hung, darkroom, commit):
        photo = photos.submit(mira, picture(), draft=draft).photo
        photos.fail(photo.pk, "trouble")
        assert "Choose it again" in wrong(drafts.publish_draft, mira, draft.pk)
        commit(photos.discard, photo)
        assert publish(mira, draft, commit).pk

    def test_what_was_answered_and_is_gone_is_said(self, mira, odd, commit):
        post = services.publish(odd, "Who?")
        draft = drafts.start_draft(mira, "We", reply_to=post)
        services.delete_post(post)
        assert "no longer there" in wrong(drafts.publish_draft, mira, draft.pk)
        assert Draft.objects.get().text == "We"

    def test_an_answer_tells_whom_it_answers(self, mira, odd, hung, commit):
        post = services.publish(odd, "Who?", visibility="followers")
        draft = drafts.start_draft(mira, "We", reply_to=post)
        hung(mira, draft=draft)
        answer = publish(mira, draft, commit)
        assert (answer.reply_to, answer.visibility) == (post, "followers")

    def test_nobody_publishes_what_is_somebody_elses(self, odd, draft):
        with pytest.raises(Draft.DoesNotExist):
            drafts.publish_draft(odd, draft.pk)

    def test_words_are_changed_until_then(self, mira, draft, commit):
        drafts.reword(draft, "We two", visibility="followers")
        post = publish(mira, draft, commit)
        assert (post.text, post.warning, post.visibility) == ("We two", "", "followers")
        with pytest.raises(Draft.DoesNotExist):
            drafts.reword(draft, "Too late")

    def test_a_discarded_draft_takes_its_photos_along(self, mira, draft, hung, commit):
        hung(mira, draft=draft)
        commit(drafts.discard_draft, draft)
        assert not Photo.objects.exists()
        assert files() == [[], []]
        assert sealed() == []


class TestTwice:
    def test_two_tabs_get_the_one_post(self, mira, draft, hung, commit):
        hung(mira, draft=draft)
        first = publish(mira, draft, commit)
        assert publish(mira, draft, commit) == first
        assert Post.objects.count() == 1

    def test_a_photo_is_in_one_post(self, mira, hung, commit):
        photo, _key = hung(mira)
        commit(services.publish, mira, "One", photos=[str(photo.pk)])
        with pytest.raises(ValidationError, match="in a post already"):
            services.publish(mira, "Two", photos=[str(photo.pk)])
        assert Post.objects.count() == 1

    @pytest.mark.parametrize("number", [5, 50])
    def test_a_post_has_room_for_four(self, mira, number):
        with pytest.raises(ValidationError, match="four photos"):
            services.publish(mira, "Many", photos=[str(uuid4()) for _ in range(number)])

    def test_the_same_photo_twice_is_refused(self, mira, hung):
        photo, _key = hung(mira)
        with pytest.raises(ValidationError, match="twice"):
            services.publish(mira, "One", photos=[str(photo.pk)] * 2)

    def test_somebody_elses_photo_is_none(self, mira, odd, hung):
        photo, _key = hung(odd)
        with pytest.raises(ValidationError, match="no such photo of yours"):
            services.publish(mira, "Mine", photos=[str(photo.pk)])
        assert not Post.objects.exists()

    def test_refused_posts_leave_the_photo_free(self, mira, hung, commit):
        photo, _key = hung(mira)
        with pytest.raises(ValidationError):
            services.publish(mira, "a" * 1001, photos=[str(photo.pk)])
        assert commit(services.publish, mira, "Short", photos=[str(photo.pk)]).pk


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_post(darkroom):
    mira = make_member("mira", rock=make_rock())
    draft = drafts.start_draft(mira, "Us")
    photos.submit(mira, picture(), draft=draft)
    darkroom.work()
    tabs = [partial(drafts.publish_draft, mira, draft.pk)] * 4
    posts = send_at_once(*tabs)
    assert {post.pk for post in posts} == {Post.objects.get().pk}
    assert Photo.objects.get().post == posts[0]
    connections.close_all()


class TestAfterwards:
    @pytest.fixture
    def post(self, mira, draft, hung, commit):
        hung(mira, draft=draft)
        return publish(mira, draft, commit)

    def test_files_of_a_deleted_post_go(self, post, commit):
        commit(services.delete_post, post)
        assert files() == [[], []]

    def test_a_tombstone_has_no_photos(self, post, odd, commit):
        services.publish(odd, "Nice table", reply_to=post)
        commit(services.delete_post, post)
        post.refresh_from_db()
        assert (post.pictures, post.photos.count()) == ([], 0)
        assert files() == [[], []]

    def test_so_is_what_is_left_of_a_member(self, post, odd, mira, commit):
        services.publish(odd, "Nice table", reply_to=post)
        commit(mira.delete)
        post.refresh_from_db()
        assert (post.author, post.pictures) == (None, [])
        assert files() == [[], []]

    def test_a_photo_can_be_described_later(self, post):
        photos.describe(post.photos.get(), "A table, three rocks")
        post.refresh_from_db()
        assert pictures.pictures(post)[0].alt == "A table, three rocks"

    def test_one_of_several_can_be_taken_out(self, mira, hung, commit):
        ids = [str(hung(mira)[0].pk) for _ in range(2)]
        post = commit(services.publish, mira, "", photos=ids)
        commit(photos.discard, post.photos.first())
        post.refresh_from_db()
        assert [shown.id for shown in pictures.pictures(post)] == ids[1:]
        with pytest.raises(ValidationError, match="Delete the post"):
            photos.discard(post.photos.get())

    def test_a_timeline_asks_no_query_more_for_them(self, post, mira):
        def asked():
            reader = Reader(mira)
            with CaptureQueriesContext(connection) as found:
                shown = [pictures.pictures(it) for it in read_page(home(reader)).posts]
            return len(found), shown

        with_photo, shown = asked()
        assert len(shown[0]) == 1
        Post.objects.update(pictures=[])
        without, shown = asked()
        assert shown == [[]]
        assert with_photo == without

    def test_a_profile_finds_posts_with_photos(self, post, mira, odd):
        services.publish(mira, "No photo")
        page = read_page(queries.with_pictures(mira, Reader(odd)))
        assert page.posts == [post]
