"""The rocks of a photo: what its author does with each, on its page or in the part of htmx."""

import re

import pytest
from django.urls import reverse

from feed import originals, pointing
from feed.models import Figure, Photo
from feed.services import drafts, figures
from tests.factories import make_member
from tests.feed.photos.pages import words
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
Answer = Figure.Answer


@pytest.fixture
def photo(client, mira, hung):
    """A photo with two rocks in a draft of the member who is logged in, with its key."""
    made, key = hung(mira, draft=drafts.start_draft(mira, "Us"))
    client.force_login(mira)
    client.cookies[f"original-{made.pk.hex}"] = key
    return made


def at(photo, number=0):
    return reverse("figure", args=[photo.pk, number])


@pytest.fixture
def do(client, photo, commit):
    """Press a button of a rock's page."""

    def press(act, number=0, headers=None, **fields):
        data = {"do": act, **fields}
        return commit(client.post, at(photo, number), data, headers=headers)

    return press


def rocks(photo):
    return [figure.shown for figure in photo.figures.all()]


class TestRock:
    def test_another_rock(self, do, photo):
        before = rocks(photo)
        back = f"{photo.draft.get_absolute_url()}#photo-{photo.pk}"
        assert do("swap").url == back
        after = rocks(photo)
        assert after[0] != before[0]
        assert after[1] == before[1]

    def test_who_is_named_stands_in_the_list_and_is_not_asked_yet(self, do, photo, client, odd):
        do("name", who="@Odd")
        assert "Odd Pebble is asked when you post" in words(
            client.get(photo.draft.get_absolute_url())
        )
        assert photo.figures.get(number=0).who == odd
        panel = words(client.get(at(photo)))
        assert panel.count("Odd Pebble is asked when you post") == 1
        assert "@odd" in panel
        do("unname")
        assert photo.figures.get(number=0).who is None

    def test_oneself_stands_there_at_once(self, do, photo, mira):
        do("me")
        found = photo.figures.get(number=0)
        assert (found.who, found.answer) == (mira, Answer.YES)

    @pytest.mark.parametrize("who", ["", "nobody", "<script>alert(1)</script>"])
    def test_a_name_that_nobody_has_stays_in_the_field(self, do, who):
        response = do("name", who=who)
        assert "You cannot ask anybody of that name." in words(response, status=400)
        assert "<script>alert" not in response.content.decode()

    def test_htmx_gets_the_photos_part_or_what_was_wrong(self, do, photo):
        htmx = {"HX-Request": "true"}
        done = do("swap", headers=htmx)
        assert f'id="hang-{photo.pk}"' in done.content.decode()
        assert "<html" not in done.content.decode()
        wrong = do("name", who="nobody", headers=htmx)
        assert wrong.status_code == 200
        assert wrong["HX-Retarget"] == "#rock-panel"
        assert "You cannot ask anybody" in wrong.content.decode()

    def test_a_double_click_takes_a_name_away_once(self, do, photo):
        do("me")
        assert do("unname").status_code == do("unname").status_code == 302

    def test_a_rock_that_is_not_there_leads_back(self, client, photo):
        for response in (client.get(at(photo, 99)), client.post(at(photo, 99), {"do": "swap"})):
            assert response.url.startswith(photo.draft.get_absolute_url())

    def test_what_is_no_act_is_none(self, do):
        assert do("explode").status_code == 404


class TestNoFace:
    def test_it_is_offered_as_long_as_the_original_is_there(self, client, photo):
        assert "This is no face" in words(client.get(at(photo)))
        originals.destroy(photo.pk)
        said = words(client.get(at(photo)))
        assert "This is no face" not in said
        assert "The original is destroyed" in said

    def test_without_the_key_it_is_not(self, client, photo):
        del client.cookies[f"original-{photo.pk.hex}"]
        assert "This is no face" not in words(client.get(at(photo)))

    def test_it_is_spared_and_covered_again(self, do, photo, client, darkroom):
        do("spare")
        assert darkroom.hung[-1][0] == "original"
        assert photo.figures.get(number=0).spared
        said = words(client.get(photo.draft.get_absolute_url()))
        assert "Nobody’s face nothing is covered here" in said
        assert "Lay a rock over it again" in words(client.get(at(photo)))
        do("cover")
        assert not photo.figures.get(number=0).spared

    def test_too_late_it_says_so_and_the_rock_stays(self, do, photo):
        originals.destroy(photo.pk)
        assert "Choose the photo again" in words(do("spare"), status=400)
        assert not photo.figures.get(number=0).spared

    def test_after_publication_it_is_not_offered(self, client, photo, commit, mira):
        commit(drafts.publish_draft, mira, photo.draft.pk)
        assert "no face" not in words(client.get(at(photo)))

    def test_a_post_notes_it(self, do, photo, client, commit, mira):
        do("spare")
        post = commit(drafts.publish_draft, mira, photo.draft.pk)
        note = "The machine saw a face in one place more; nobody’s, says the author."
        assert note in words(client.get(post.get_absolute_url()))
        assert note in words(client.get(photo.get_absolute_url()))


class TestAddedRock:
    def add(self, client, photo, commit, **fields):
        return commit(client.post, reverse("photo-add", args=[photo.pk]), fields)

    def test_it_lies_where_the_photo_was_pressed(self, client, photo, commit):
        page = check(client.get(reverse("photo-add", args=[photo.pk])))
        for box in pointing.boxes(photo):
            size = f'name="{box.name}"[^>]* width="{box.width}" height="{box.height}"'
            assert re.search(f'type="image" {size}', page)
            place = {f"{box.name}.x": box.width // 2, f"{box.name}.y": box.height // 4}
            assert self.add(client, photo, commit, **place).status_code == 302
            added = photo.figures.last()
            assert (added.x, added.y) == pytest.approx((0.5, 0.25), abs=0.01)
            assert added.shown

    def test_it_lies_where_somebody_writes(self, client, photo, commit):
        self.add(client, photo, commit, across="20,5", down="40", size="l", there=1)
        added = photo.figures.last()
        assert (added.x, added.y) == (0.205, 0.4)
        assert added.half_height > photo.figures.first().half_height

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"at328.x": "0", "at328.y": "0"},  # pressed with a keyboard
            {"across": "x", "down": "nan"},
            {"across": "1e3", "down": "-4"},
            {"across": "140", "down": "10"},
            {"at640.x": "9" * 9, "at640.y": "5"},
        ],
    )
    def test_elsewhere_nothing_is_laid_and_it_says_so(self, client, photo, commit, fields):
        response = self.add(client, photo, commit, **fields)
        assert 'role="alert"' in check(response, status=400)
        assert photo.figures.count() == 2

    def test_it_may_be_added_after_publication(self, client, photo, commit, mira):
        commit(drafts.publish_draft, mira, photo.draft.pk)
        response = self.add(client, photo, commit, across="50", down="50")
        assert response.url == reverse("photo-rocks", args=[photo.pk])
        assert "Rock 3" in words(client.get(response.url))

    def test_taken_away_it_is_gone(self, client, photo, commit, do):
        self.add(client, photo, commit, across="50", down="50")
        added = photo.figures.last()
        assert "Take this rock away" in words(client.get(at(photo, added.number)))
        do("spare", added.number)
        assert photo.figures.count() == 2


def test_while_rocks_are_laid_anew_the_page_says_so(
    client, photo, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks():
        figures.swap(photo.figures.first())
    page = check(client.get(photo.draft.get_absolute_url()))
    assert "The rocks are being laid anew" in page
    assert 'aria-busy="true"' in page


def test_a_photo_without_faces_asks_to_look(client, mira, hung, darkroom):
    darkroom.faces = ()
    photo, _key = hung(mira, draft=drafts.start_draft(mira, "A shuttle"))
    client.force_login(mira)
    assert "We found no face here." in words(client.get(photo.draft.get_absolute_url()))


def test_another_member_changes_nothing(client, photo, rock):
    client.force_login(make_member(rock=rock))
    before = rocks(photo)
    for act in ("swap", "me", "spare"):
        assert client.post(at(photo), {"do": act}).status_code == 404
    assert client.post(reverse("photo-add", args=[photo.pk]), {"across": 1}).status_code == 404
    assert rocks(Photo.objects.get(pk=photo.pk)) == before
