"""Photos where they are seen: in posts, by themselves, on profiles, before moderators."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feed import pictures, services
from feed.models import Photo, Post
from feed.services import drafts, reports
from profiles.services import relations
from tests.factories import make_member
from tests.feed.photos.conftest import DRAWN
from tests.feed.photos.pages import words
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
XSS = '"><script>alert(1)</script>'


@pytest.fixture
def show(hung, commit):
    """Publish a post with photos: `show(mira, 2, text=…)`."""

    def make(author, count=1, alt="", **words_of_it):
        draft = drafts.start_draft(author, words_of_it.pop("text", ""), **words_of_it)
        for _ in range(count):
            hung(author, draft=draft, alt=alt)
        post = commit(drafts.publish_draft, author, draft.pk)
        return Post.objects.get(pk=post.pk)

    return make


def crowd(author, count, like):
    """Let there be so many posts with photos that look like one."""
    Post.objects.bulk_create(
        Post(author=author, text="", geology="igneous", pictures=like.pictures)
        for _ in range(count)
    )


class TestPost:
    @pytest.mark.parametrize("count", [1, 2, 3, 4])
    def test_it_shows_its_photos_without_a_leap(self, client, mira, show, count):
        post = show(mira, count, alt="A table")
        page = check(client.get(post.get_absolute_url()))
        assert f"photos-{count}" in page
        found = re.findall(r"<picture>.*?</picture>", page, re.DOTALL)
        assert len(found) == count
        for picture in found:
            assert re.search(r'type="image/avif" srcset="[^"]+160w[^"]+" sizes="[^"]+"', picture)
            assert 'width="160" height="120" alt="A table"' in picture
        for picture in pictures.pictures(post):
            assert f'href="{picture.page}" data-photo' in page
            assert picture.colour in page

    def test_a_description_is_text(self, client, mira, show):
        post = show(mira, alt=XSS)
        for address in (post.get_absolute_url(), pictures.pictures(post)[0].page, "/explore/"):
            page = check(client.get(address))
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)" in page

    def test_one_without_says_that(self, client, mira, show):
        assert 'alt="A photo without a description"' in check(
            client.get(show(mira).get_absolute_url())
        )

    def test_behind_a_warning_photos_are_folded_away_too(self, client, mira, show):
        page = check(client.get(show(mira, text="Us", warning="Noise").get_absolute_url()))
        folded = re.search(r'<details class="warned">.*?</details>', page, re.DOTALL)[0]
        assert "data-photo" in folded
        assert page.count("data-photo>") == folded.count("data-photo>")

    def test_an_edit_describes_them_anew_and_needs_no_words(self, client, mira, show):
        post = show(mira, 2)
        one, other = post.photos.all()
        client.force_login(mira)
        edit = f"{post.get_absolute_url()}edit/"
        assert check(client.get(edit)).count('name="alt-') == 2
        data = {"text": "", f"alt-{one.pk}": "Left", f"alt-{other.pk}": XSS}
        assert client.post(edit, data).status_code == 302
        post.refresh_from_db()
        assert [picture.alt for picture in pictures.pictures(post)] == ["Left", XSS]
        data[f"alt-{one.pk}"] = "x" * 1501
        assert "That is too long." in words(client.post(edit, data), status=400)

    @pytest.mark.parametrize("address", ["/", "/explore/", "/@mira/", "/@mira/photos/"])
    def test_thirty_ask_as_few_queries_as_one(self, client, mira, odd, show, address):
        relations.follow(odd, mira)
        post = show(mira, 2)
        drafts.start_draft(odd, "Not finished")
        client.force_login(odd)
        asked = []
        for more in (0, 29):
            crowd(mira, more, post)
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).content.count(b"data-photo>") == min(2 + 2 * more, 40)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 6


class TestPhoto:
    def test_everybody_sees_one_of_a_public_post(self, client, mira, show):
        post = show(mira, alt="Us")
        said = words(client.get(pictures.pictures(post)[0].page))
        assert "A photo by mira Us The rocks in it wander" in said
        assert "Change the rocks" not in said

    def test_one_that_may_not_be_seen_is_not_there(self, client, mira, odd, show):
        page = pictures.pictures(show(mira, visibility="followers"))[0].page
        assert client.get(page).status_code == 404
        client.force_login(odd)
        assert client.get(page).status_code == 404
        relations.follow(odd, mira)
        check(client.get(page))

    def test_who_said_yes_is_named_but_not_to_whom_they_block(
        self, client, mira, odd, show, commit
    ):
        photo = show(mira).photos.get()
        client.force_login(mira)
        address = reverse("figure", args=[photo.pk, 0])
        commit(client.post, address, {"do": "name", "who": "odd"})
        assert "Odd Pebble" not in words(client.get(photo.get_absolute_url()))
        client.force_login(odd)
        assert "You in this photo Yes, it is me No" in words(client.get(photo.get_absolute_url()))
        commit(client.post, f"{address}answer/", {"yes": 1})
        client.logout()
        assert "Whose rocks these are Odd Pebble" in words(client.get(photo.get_absolute_url()))
        stranger = make_member()
        relations.block(odd, stranger)
        client.force_login(stranger)
        assert "Odd Pebble" not in words(client.get(photo.get_absolute_url()))

    def test_its_author_describes_it_and_takes_it_out(self, client, mira, show, commit):
        post = show(mira, 2, text="Us")
        one, other = post.photos.all()
        client.force_login(mira)
        change = reverse("photo-change", args=[one.pk])
        assert client.post(change, {"alt": "A table"}).url == one.get_absolute_url()
        assert "A table" in words(client.get(one.get_absolute_url()))
        assert "too long" in words(client.post(change, {"alt": "x" * 1501}, follow=True))
        assert commit(client.post, change, {"drop": 1}).url == post.get_absolute_url()
        post.refresh_from_db()
        assert [picture.id for picture in pictures.pictures(post)] == [str(other.pk)]

    def test_all_that_a_post_says_stays(self, client, mira, show):
        photo = show(mira).photos.get()
        client.force_login(mira)
        change = reverse("photo-change", args=[photo.pk])
        assert "Delete the post instead" in words(client.post(change, {"drop": 1}, follow=True))
        assert Photo.objects.exists()

    def test_one_in_a_draft_leads_there(self, client, mira, hung):
        photo, _key = hung(mira, draft=drafts.start_draft(mira, "Us"))
        client.force_login(mira)
        assert client.get(photo.get_absolute_url()).url == photo.draft.get_absolute_url()

    def test_its_page_names_no_rock_that_wanders(self, client, mira, show):
        page = check(client.get(show(mira).photos.get().get_absolute_url()))
        assert not [slug for slug in DRAWN if slug in page]


class TestProfile:
    def test_it_shows_photos_as_tiles_page_by_page(self, client, mira, show):
        services.publish(mira, "No photo")
        crowd(mira, 24, show(mira, text="The first"))
        page = check(client.get("/@mira/photos/"))
        assert page.count("data-photo>") == 20
        following = re.search(r'class="more"[^>]*><a [^>]*href="([^"]+)"', page)[1]
        rest = client.get(following, headers={"HX-Request": "true"}).content.decode()
        assert rest.count("data-photo>") == 5
        assert "<html" not in rest
        check(client.get(following))

    def test_what_is_warned_of_is_not_shown(self, client, mira, show):
        post = show(mira, text="Us", warning="Noise")
        page = check(client.get("/@mira/photos/"))
        assert "data-photo>" not in page
        assert f'href="{post.get_absolute_url()}"' in page

    def test_it_shows_nothing_to_whom_it_is_not_for(self, client, mira, show):
        show(mira, visibility="followers")
        assert "No photos yet." in words(client.get("/@mira/photos/"))
        client.force_login(mira)
        assert check(client.get("/@mira/photos/")).count("data-photo>") == 1

    def test_nobody_has_none(self, client):
        check(client.get("/@nobody/photos/"), status=404)


def test_moderators_see_what_was_reported(client, mira, odd, keeper, show):
    post = show(mira, alt="A face?")
    case = reports.report(odd, post, "face").case
    client.force_login(keeper)
    page = check(client.get(case.get_absolute_url()))
    assert 'alt="A face?"' in page
    assert pictures.pictures(post)[0].page in page
