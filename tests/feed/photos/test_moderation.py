"""Photos of posts that are reported, and in the copy of a member's data."""

import io
import json
import zipfile
from functools import partial

import pytest
from django.core.files.storage import default_storage
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from feed import exports, pictures, services, tasks
from feed.services import figures, hanging, moderation
from profiles.account import leaving, suspension
from profiles.exports import pack
from profiles.models import DataExport
from tests.feed.moderating import make_case
from tests.feed.photos.test_life import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(mira, hung, commit):
    photo, _key = hung(mira, alt="A table")
    return commit(services.publish, mira, "Us", photos=[str(photo.pk)])


def address(post):
    post.refresh_from_db()
    return pictures.pictures(post)[0].largest.url.removeprefix("/media/")


def test_moderators_see_the_photos_of_a_case(posted, odd, keeper, client):
    case = make_case(posted, odd)
    client.force_login(keeper)
    api = APIClient()
    api.force_authenticate(keeper)
    [told] = api.get("/api/v1/moderation/reports/").json()["results"]
    assert told["evidence"]["photos"] == [{"alt": "A table", "spared": 0}]
    assert client.get(case.get_absolute_url()).status_code == 200
    assert api.get(f"/api/v1/photos/{posted.photos.get().pk}/").status_code == 200


def test_a_hidden_posts_photos_are_where_nobody_knows(posted, odd, keeper, mira, commit):
    before = address(posted)
    commit(moderation.hide_post, keeper, make_case(posted, odd), message="Not here.")
    assert not default_storage.exists(before)
    assert default_storage.exists(address(posted))
    assert len(files()[0]) == 1
    where = f"/api/v1/photos/{posted.photos.get().pk}/"
    seen_by = {}
    for who in (odd, mira, None):
        api = APIClient()
        if who:
            api.force_authenticate(who)
        seen_by[who] = api.get(where).status_code
    assert seen_by == {odd: 404, mira: 200, None: 404}


class TestWhoIsHidden:
    """Their photos are where nobody knows, and back with them."""

    @pytest.fixture
    def hide(self, request, posted, odd, keeper, mira, commit):
        """Hide Mira, and let her in again, as the test is told."""

        def suspend():
            commit(moderation.suspend, keeper, make_case(mira, odd), message="Not here.")

        def lift():
            commit(suspension.lift, mira.pk)

        def leave():
            mira.refresh_from_db()
            commit(leaving.leave, mira)

        def come_back():
            commit(leaving.come_back, mira)

        def by_hand(*, is_active):
            mira.refresh_from_db()
            mira.is_active = is_active
            commit(mira.save)

        return {
            "suspended": (suspend, lift),
            "leaving": (leave, come_back),
            "by hand": (partial(by_hand, is_active=False), partial(by_hand, is_active=True)),
        }[request.param]

    ways = pytest.mark.parametrize("hide", ["suspended", "leaving", "by hand"], indirect=True)

    @ways
    def test_the_files_have_other_names_meanwhile_and_are_shown_afterwards(
        self, posted, hide, odd, client, settings
    ):
        out, back = hide
        before = address(posted)
        out()
        meanwhile = address(posted)
        assert not default_storage.exists(before)
        assert default_storage.exists(meanwhile)
        assert client.get(posted.get_absolute_url()).status_code == 404
        back()
        assert address(posted) == meanwhile
        assert meanwhile in client.get(posted.get_absolute_url()).content.decode()
        assert len(files()[0]) == 1

    @pytest.mark.parametrize("hide", ["suspended"], indirect=True)
    def test_without_a_queue_too(self, posted, hide, monkeypatch):
        def gone(**_):
            raise OperationalError

        monkeypatch.setattr(tasks.rename_photos, "apply_async", gone)
        before = address(posted)
        hide[0]()
        assert not default_storage.exists(before)
        assert default_storage.exists(address(posted))

    def test_what_has_other_names_by_then_keeps_them(self, posted):
        photo = posted.photos.get()
        assert not hanging.rename_photo(photo.pk, "a" * 32)
        assert hanging.rename_photo(photo.pk, photo.token)
        assert not hanging.rename_photo(photo.pk, photo.token)

    def test_who_is_saved_without_being_hidden_keeps_names(self, posted, mira, commit):
        before = address(posted)
        mira.refresh_from_db()
        commit(mira.save)
        assert address(posted) == before
        mira.is_active = False
        commit(mira.save, update_fields=["last_login"])
        assert address(posted) == before


def test_a_post_that_moderators_delete_leaves_no_file(posted, odd, keeper, commit):
    case = make_case(posted, odd)
    commit(moderation.remove_post, keeper, case, message="Not here.")
    assert files() == [[], []]
    case.refresh_from_db()
    assert case.evidence["photos"] == [{"alt": "A table", "spared": 0}]


def test_a_copy_holds_photos_with_their_files(posted, mira, odd, commit):
    photo = posted.photos.get()
    commit(figures.name, photo.figures.all()[0], "odd")
    export = DataExport.objects.create(member=mira)
    file = io.BytesIO()
    pack.write(export, file)
    with zipfile.ZipFile(file) as archive:
        [told] = json.loads(archive.read("photos.json"))
        assert archive.read(f"media/photo-{photo.pk}.webp") == b"a photo"
        assert photo.token not in archive.read("photos.json").decode()
    assert (told["alt"], told["post"]) == ("A table", posted.pk)
    [named] = exports.in_photos(DataExport(member=odd))
    assert (named["photo__post"], named["answer"]) == (posted.pk, "asked")
