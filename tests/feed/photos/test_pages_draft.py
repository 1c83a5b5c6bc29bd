"""From the composer to the post: photos come with a form, are looked at, and are published."""

import re
from math import pi
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feed import pictures
from feed.models import Draft, Figure, Photo, Post
from feed.places import place_of
from feed.services import drafts
from rockmatch import darkroom_sign
from rockmatch.photos.errors import PhotoError
from tests.factories import make_member, make_rock
from tests.feed.photos.conftest import sealed
from tests.feed.photos.pages import photo_file, words
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, mira, darkroom):
    client.force_login(mira)
    return client


@pytest.fixture
def post_photos(page, commit):
    """Send a post with photos by the composer's form, and let the darkroom work."""

    def send(*files, text="Us at the table", to="/posts/", **more):
        data = {"text": text, "photos": list(files), **more}
        return commit(page.post, to, data)

    return send


@pytest.fixture
def waiting(post_photos):
    """A draft with one photo that is ready."""
    return Draft.objects.get(pk=post_photos(photo_file()).url.split("/")[-2])


def press(page, draft, commit=None, **fields):
    data = {"text": draft.text, "warning": draft.warning, "visibility": draft.visibility, **fields}
    address = draft.get_absolute_url()
    return commit(page.post, address, data) if commit else page.post(address, data)


class TestComposer:
    def test_it_takes_photos_and_says_what_happens_to_them(self, page):
        home = check(page.get("/"))
        assert 'enctype="multipart/form-data"' in home
        assert re.search(r'<input type="file" name="photos"[^>]* multiple', home)
        assert not re.search(r"<textarea[^>]* required", home)  # photos need no words
        assert "Every face in a photo becomes a rock before anybody sees it" in home

    def test_photos_make_a_draft_and_no_post(self, post_photos, mira):
        response = post_photos(photo_file(), photo_file("more.jpg"))
        draft = Draft.objects.get()
        assert response.url == draft.get_absolute_url()
        assert (draft.author, draft.text, draft.photos.count()) == (mira, "Us at the table", 2)
        assert not Post.objects.exists()
        assert response.cookies["sent"].value == "post"

    def test_each_key_is_for_the_pages_of_its_photo_alone(self, post_photos):
        response = post_photos(photo_file(), photo_file("more.jpg"))
        keys = [cookie for name, cookie in response.cookies.items() if name.startswith("original")]
        assert {cookie["path"] for cookie in keys} == {
            photo.get_absolute_url() for photo in Photo.objects.all()
        }
        assert all(cookie["httponly"] and cookie["samesite"] == "Strict" for cookie in keys)

    def test_photos_need_no_words(self, post_photos):
        assert post_photos(photo_file(), text="").status_code == 302
        assert Draft.objects.get().text == ""

    def test_without_photos_nothing_changes(self, page):
        assert page.post("/posts/", {"text": "Plain", "photos": ""}).status_code == 302
        assert Post.objects.get().text == "Plain"

    def test_a_double_click_makes_one_draft(self, post_photos):
        one, other = (post_photos(photo_file(), token="t") for _ in range(2))
        assert one.url == other.url
        assert Photo.objects.count() == 1

    def test_who_goes_back_and_sends_others_makes_another(self, post_photos):
        one, other = (post_photos(photo_file(name), token="t") for name in ("a.jpg", "b.jpg"))
        assert one.url != other.url

    def test_five_are_too_many_and_the_words_stay(self, post_photos):
        response = post_photos(*(photo_file(f"{number}.jpg") for number in range(5)))
        said = words(response, status=400)
        assert "A post has room for four photos." in said
        assert "Us at the table" in said
        assert not Draft.objects.exists()
        assert not sealed()

    def test_what_is_no_picture_is_named_and_the_words_stay(self, post_photos):
        response = post_photos(photo_file("<i>x.jpg", b"no picture"))
        assert "&lt;i&gt;x.jpg: That file is not a picture" in check(response, status=400)
        assert "Us at the table" in words(response, status=400)
        assert not Draft.objects.exists()
        assert not Photo.objects.exists()

    def test_a_refusal_still_says_what_is_not_finished(self, post_photos):
        for name in ("one.jpg", "other.jpg"):
            refused = words(post_photos(photo_file("x.jpg", b"no picture")), status=400)
            assert ("A post of yours is not finished yet" in refused) == (name == "other.jpg")
            post_photos(photo_file(name))
        refused = words(post_photos(photo_file("x.jpg", b"no picture")), status=400)
        assert "Some posts of yours are not finished yet" in refused

    def test_one_that_is_none_keeps_the_others_from_nothing(self, post_photos, page):
        response = post_photos(photo_file("bad.txt", b"no picture"), photo_file())
        assert "bad.txt: That file is not a picture" in words(page.get(response.url))
        assert Photo.objects.count() == 1

    def test_without_a_darkroom_nothing_is_kept_but_the_words(self, post_photos):
        darkroom_sign.SIGN.hide()
        said = words(post_photos(photo_file()), status=400)
        assert "Nobody is there to cover the faces" in said
        assert "Us at the table" in said
        assert not Draft.objects.exists()

    def test_without_a_darkroom_the_composer_says_so_beforehand(self, page, waiting):
        assert "cannot be sent just now" not in words(page.get("/"))
        darkroom_sign.SIGN.hide()
        for address in ("/", waiting.get_absolute_url()):
            assert "Photos cannot be sent just now" in words(page.get(address))
            assert 'type="file"' not in check(page.get(address))

    def test_an_answer_may_have_photos(self, post_photos, page, post, commit):
        answer = f"{post.get_absolute_url()}reply/"
        draft = Draft.objects.get(pk=post_photos(photo_file(), to=answer).url.split("/")[-2])
        assert draft.reply_to == post
        assert press(page, draft, commit, publish=1).url == post.get_absolute_url()
        assert Post.objects.get(reply_to=post).photos.count() == 1

    def test_who_is_no_rock_yet_posts_no_photo(self, client, commit, darkroom):
        client.force_login(make_member())
        response = commit(client.post, "/posts/", {"text": "", "photos": [photo_file()]})
        assert response.status_code == 400
        assert not Draft.objects.exists()

    def test_who_sent_too_much_is_told(self, page):
        assert "at most 25 MB" in words(page.get("/?photos=too_large"))

    def test_the_home_page_leads_to_what_is_not_finished(self, page, waiting):
        assert waiting.get_absolute_url() in check(page.get("/"))
        drafts.start_draft(waiting.author, "Another")
        assert reverse("drafts") in check(page.get("/"))
        assert "Us at the table" in words(page.get(reverse("drafts")))


class TestDraft:
    def test_it_shows_the_photo_and_its_rocks(self, page, waiting):
        photo = waiting.photos.get()
        shown = check(page.get(waiting.get_absolute_url()))
        assert len(re.findall(r"<ellipse", shown)) == 2
        for number in (0, 1):
            assert shown.count(reverse("figure", args=[photo.pk, number])) == 2
        assert "Rock 1 a wandering rock Rock 2" in words(page.get(waiting.get_absolute_url()))

    def test_the_number_in_the_photo_stands_at_the_lower_end_of_the_rock(self):
        photo = Photo(width=1000, height=500)
        figure = Figure(photo=photo, number=0, x=0.5, y=0.5, half_width=0.1, half_height=0.2)
        assert place_of(figure).pin == ("50.0%", "70.0%")
        figure.roll = pi  # upside down
        assert place_of(figure).pin == ("50.0%", "70.0%")
        figure.roll = pi / 4  # 71 pixels aside and down
        assert place_of(figure).pin == ("42.9%", "64.1%")
        figure.roll, figure.y = 0, 0.9  # well inside
        assert place_of(figure).pin == ("50.0%", "95.0%")

    def test_while_it_waits_it_tells_the_stage_and_shows_nothing(self, page, darkroom):
        response = page.post("/posts/", {"text": "", "photos": [photo_file()]})
        shown = check(page.get(response.url))
        assert 'aria-current="step">Waiting its turn' in shown
        assert 'hx-trigger="every 1500ms"' in shown
        assert "/media/photos" not in shown

    def test_the_part_that_waits_comes_when_something_is_new(self, page, darkroom, commit):
        page.post("/posts/", {"text": "", "photos": [photo_file()]})
        address = reverse("photo-hanging", args=[Photo.objects.get().pk])
        was = re.search(r'data-stage="([^"]+)"', page.get(address).content.decode())[1]
        assert page.get(address, {"was": was}).status_code == 204
        commit(darkroom.work)
        assert "<ellipse" in page.get(address, {"was": was}).content.decode()

    def test_whatever_is_pressed_keeps_what_was_typed(self, page, waiting, commit):
        photo = waiting.photos.get()
        alt = {f"alt-{photo.pk}": "A <b>table</b>"}
        for button in ({}, {"keep": 1}, {"look": 1}, {"add": 1}):
            fields = {"text": f"Said {len(button)}", "warning": "Noise", **alt, **button}
            assert press(page, waiting, commit, **fields).status_code == 302
            waiting.refresh_from_db()
            assert (waiting.text, waiting.warning) == (f"Said {len(button)}", "Noise")
        photo.refresh_from_db()
        assert photo.alt == "A <b>table</b>"
        assert "A &lt;b&gt;table&lt;/b&gt;" in check(page.get(waiting.get_absolute_url()))

    def test_it_is_kept_while_somebody_types(self, page, waiting):
        address = waiting.get_absolute_url()
        data = {"text": "Typing", "visibility": "public"}
        assert page.post(address, data, headers={"HX-Request": "true"}).status_code == 204
        waiting.refresh_from_db()
        assert waiting.text == "Typing"

    @pytest.mark.parametrize("name", ["text", "alt"])
    def test_what_is_too_long_stays_to_be_shortened(self, page, waiting, name):
        field = f"alt-{waiting.photos.get().pk}" if name == "alt" else name
        response = press(page, waiting, publish=1, **{field: "x" * 1600, "warning": "kept"})
        assert 'class="errorlist' in check(response, status=400)
        assert 'value="kept"' in response.content.decode()
        assert not Post.objects.exists()

    def test_it_is_published_once(self, page, waiting, commit):
        photo = waiting.photos.get()
        fields = {"text": "Ready", "publish": 1, f"alt-{photo.pk}": "A table"}
        one, other = (press(page, waiting, commit, **fields) for _ in range(2))
        post = Post.objects.get()
        assert one.url == "/"
        assert other.url == post.get_absolute_url()
        assert (post.text, pictures.pictures(post)[0].alt) == ("Ready", "A table")
        assert one.cookies[f"original-{photo.pk.hex}"].value == ""
        assert not sealed()
        assert page.get(waiting.get_absolute_url()).url == post.get_absolute_url()

    def test_it_is_not_published_before_its_photos_are_ready(self, page, darkroom):
        address = page.post("/posts/", {"text": "", "photos": [photo_file()]}).url
        response = page.post(address, {"text": "", "visibility": "public", "publish": 1})
        assert "Wait some ten seconds, then try again." in words(response, status=400)
        assert response.content.count(b'name="look"') == 2  # beside the photo, and beside Post
        assert not Post.objects.exists()

    def test_one_that_failed_is_chosen_again_and_its_words_stay(
        self, page, post_photos, darkroom, commit
    ):
        darkroom.fails = [PhotoError("face_left")]
        address = post_photos(photo_file(), photo_file("other.jpg")).url
        draft, failed = Draft.objects.get(), Photo.objects.get(status="failed")
        assert "We could not cover every face" in words(page.get(address))
        refused = press(page, draft, publish=1)
        assert "Choose it again, or post without it." in words(refused, status=400)
        again = {f"again-{failed.pk}": photo_file("better.jpg"), f"alt-{failed.pk}": "Us"}
        response = press(page, draft, commit, again=failed.pk, **again)
        first, second = draft.photos.all()
        assert (first.status, first.alt, second.status) == ("done", "Us", "done")
        assert first.pk != failed.pk
        assert f"original-{first.pk.hex}" in response.cookies

    def test_a_bad_second_choice_leaves_the_first_to_be_chosen_again(
        self, page, post_photos, darkroom, commit
    ):
        darkroom.fails = [PhotoError("face_left")]
        post_photos(*(photo_file(f"{number}.jpg") for number in range(4)))
        failed = Photo.objects.get(status="failed")
        bad = {f"again-{failed.pk}": photo_file("bad", b"none"), f"alt-{failed.pk}": "Us"}
        press(page, failed.draft, commit, again=failed.pk, **bad)
        failed.refresh_from_db()
        assert (failed.alt, failed.draft.photos.count()) == ("Us", 4)

    def test_photos_come_and_go_one_by_one(self, page, waiting, commit):
        press(page, waiting, commit, add=1, photos=[photo_file("b.jpg"), photo_file("c", b"x")])
        one, other = waiting.photos.all()
        press(page, waiting, commit, drop=one.pk)
        assert list(waiting.photos.all()) == [other]

    def test_discarded_it_is_gone_with_all_that_hung_on_it(self, page, waiting, commit):
        assert press(page, waiting, commit, discard=1).url == "/"
        assert not Draft.objects.exists()
        assert not Photo.objects.exists()
        assert not sealed()


class TestOthers:
    def test_another_members_draft_is_not_there(self, client, waiting, rock):
        photo = waiting.photos.get()
        addresses = [
            waiting.get_absolute_url(),
            photo.get_absolute_url(),
            *(reverse(f"photo-{name}", args=[photo.pk]) for name in ("rocks", "hanging", "add")),
            reverse("figure", args=[photo.pk, 0]),
        ]
        client.force_login(make_member(rock=rock))
        for address in addresses:
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"discard": 1, "do": "swap"}).status_code in (404, 405)
        assert client.post(reverse("photo-change", args=[photo.pk])).status_code == 404
        assert client.post(reverse("figure-answer", args=[photo.pk, 0])).status_code == 404
        client.logout()
        for address in set(addresses) - {photo.get_absolute_url()}:
            assert client.get(address).status_code == 302, address
        assert Photo.objects.filter(draft=waiting).exists()

    def test_another_photo_is_not_dropped_from_ones_own(self, page, waiting, hung, rock):
        other, _key = hung(make_member(rock=make_rock()))
        assert press(page, waiting, drop=other.pk).status_code == 404
        assert press(page, waiting, drop="nonsense").status_code == 404
        assert Photo.objects.filter(pk=other.pk).exists()

    def test_what_is_not_there_says_so(self, page):
        for name in ("draft", "photo", "photo-rocks", "photo-hanging", "photo-add"):
            check(page.get(reverse(name, args=[uuid4()])), status=404)


def test_four_photos_ask_as_few_queries_as_one(page, waiting, commit):
    address, asked = waiting.get_absolute_url(), []
    for more in (0, 3):
        if more:
            press(page, waiting, commit, add=1, photos=[photo_file(f"{n}") for n in range(more)])
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address).content.count(b"<ellipse") == 2 + 2 * more
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6
