"""A copy of a member's data: what is in it, whose it is, and that nothing of it stays."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from feed.models import Post, Reaction
from profiles import tasks
from profiles.exports import pack, registry, services
from profiles.models import DataExport, Follow, Member
from rockmatch.services.biometrics import keep_face_vector
from tests.factories import make_member, make_pairing, make_rock, make_selfie
from tests.profiles.test_security import SECRET, log_in, prove
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "settings-export"


@pytest.fixture
def at_once(monkeypatch):
    """Let the worker be quick: it does its work as soon as it is asked."""
    monkeypatch.setattr(tasks.make_export, "delay", tasks.make_export)


@pytest.fixture
def never(monkeypatch):
    monkeypatch.setattr(tasks.make_export, "delay", lambda export_id: None)


@pytest.fixture
def member(unit):
    """One with a rock, a kept vector, a selfie, posts, a rock under another's and followers."""
    rock, other = make_rock("Moss Hollow"), make_member("chert", rock=make_rock())
    default_storage.save(rock.portraits[-1]["file"], ContentFile(b"a stone"))
    member = make_member("flint", rock=rock, bio="Härter als Glas.")
    selfie = make_selfie(
        member, status="done", nearness="near", pairings=[make_pairing(rock, unit(3)).pk]
    )
    keep_face_vector(selfie, unit(3))
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    TOTP.activate(member, SECRET)
    Post.objects.create(author=member, text="I am a stone.")
    Reaction.objects.create(member=member, post=Post.objects.create(author=other, text="So am I."))
    Follow.objects.create(follower=other, followed=member)
    return member


def unpack(export):
    with services.storage().open(export.file_name) as file:
        archive = zipfile.ZipFile(BytesIO(file.read()))
    assert archive.testzip() is None
    return archive


def told(archive, name):
    return json.loads(archive.read(f"{name}.json"))


def packed(member, **wish):
    export = DataExport.objects.create(member=member, **wish)
    services.make(export.pk)
    export.refresh_from_db()
    return unpack(export)


class TestWhatIsInIt:
    def test_all_that_is_theirs(self, member):
        archive = packed(member)
        account = told(archive, "account")
        assert account["bio"] == "Härter als Glas."
        assert account["email_addresses"][0]["verified"] is True
        assert account["two_factor"][0]["type"] == "totp"
        assert [post["text"] for post in told(archive, "posts")] == ["I am a stone."]
        assert len(told(archive, "reactions")) == 1
        assert told(archive, "follows")["followers"][0]["follower__username"] == "chert"
        assert told(archive, "follows")["following"] == []
        assert told(archive, "rocks")[0]["name"] == "Moss Hollow"
        assert told(archive, "selfies")[0]["nearest_rocks"] == ["Moss Hollow"]
        assert told(archive, "consents")["receipt"][0]["subject"] == "face_vector"
        assert archive.read("media/moss-hollow-512.webp") == b"a stone"
        assert "admin.LogEntry.user" in told(archive, "index")["left_out"]

    def test_nothing_that_lets_anybody_in_or_tells_a_face(self, member):
        archive = packed(member)
        everything = "".join(archive.read(name).decode() for name in archive.namelist()[:-1])
        for secret in (member.password, SECRET, '"distance"', '"sealed"', '"numbers"'):
            assert secret not in everything
        assert told(archive, "face_vector")["kept"] is True

    def test_the_numbers_of_the_face_if_they_are_asked_for(self, member):
        numbers = told(packed(member, with_vector=True), "face_vector")["numbers"]
        assert len(numbers) == 128
        assert numbers[3] == pytest.approx(1)

    def test_of_one_who_did_nothing(self):
        archive = packed(make_member())
        assert told(archive, "posts") == []
        assert told(archive, "face_vector") == {"kept": False}

    def test_every_column_that_points_at_a_member_is_in_it_or_has_a_reason(self):
        pointing = {
            f"{relation.related_model._meta.label}.{relation.field.name}"
            for relation in Member._meta.get_fields(include_hidden=True)
            if relation.auto_created
            and not relation.concrete
            and not relation.many_to_many
            # the rows of many to many without a model of their own are the member's own columns
            and not relation.related_model._meta.auto_created
        }
        assert pointing - registry.covered() - set(registry.left_out()) == set()
        assert "feed.Post.author" in pointing


class TestItsLife:
    def test_asked_for_packed_and_fetched(self, member, at_once):
        member.authenticator_set.all().delete()
        client, _ = log_in(member)
        assert client.get(reverse(PAGE))["Location"].startswith(reverse("account_reauthenticate"))
        prove(client)
        page = check(client.get(reverse(PAGE)))
        assert "128 numbers of my face" in page
        page = check(client.post(reverse(PAGE), {"with_vector": "on"}, follow=True))
        assert "with the numbers of your face" in page
        export = DataExport.objects.get()
        answer = client.get(reverse("settings-export-file", args=[export.pk]))
        assert answer["Content-Type"] == "application/zip"
        assert "no-store" in answer["Cache-Control"]
        assert "numbers" in told(zipfile.ZipFile(BytesIO(answer.content)), "face_vector")

    def test_nobody_else_has_it(self, member, at_once):
        export = services.ask(member, with_vector=False)
        where = reverse("settings-export-file", args=[export.pk])
        assert Client().get(where).status_code == 302
        stranger, _ = log_in(make_member())
        prove(stranger)
        assert stranger.get(where).status_code == 404
        assert Client().get(f"/media/{export.file_name}").status_code == 404
        assert Client().get(f"/media/../exports/{export.file_name}").status_code == 404

    def test_one_at_a_time_and_a_few_a_day(self, never, settings):
        member = make_member()
        client, _ = log_in(member)
        prove(client)
        client.post(reverse(PAGE))
        page = check(client.get(reverse(PAGE)))
        assert "Waiting its turn" in page
        assert 'hx-trigger="every 2s"' in page
        assert "already on its way" in check(client.post(reverse(PAGE)))
        assert DataExport.objects.count() == 1
        DataExport.objects.update(status="done", expires_at=timezone.now() + timedelta(days=1))
        settings.EXPORTS_PER_DAY = 1
        assert "Come back tomorrow" in check(client.post(reverse(PAGE)))

    def test_delivered_twice_it_is_made_once(self, member, monkeypatch):
        export = DataExport.objects.create(member=member)
        tasks.make_export(str(export.pk))
        made = DataExport.objects.values().get()
        monkeypatch.setattr(pack, "write", lambda *_: pytest.fail("packed again"))
        tasks.make_export(str(export.pk))
        assert DataExport.objects.values().get() == made

    def test_nothing_is_left_when_it_fails(self, member, monkeypatch):
        export = DataExport.objects.create(member=member)

        def break_off(*_):
            raise RuntimeError

        monkeypatch.setattr(services.storage().__class__, "save", break_off)
        done = tasks.make_export.apply(args=[str(export.pk)])
        assert done.failed()
        export.refresh_from_db()
        assert export.status == "failed"
        assert services._files() == []
        client, _ = log_in(make_member())
        where = reverse("settings-export-file", args=[export.pk])
        prove(client)
        assert client.get(where).status_code == 404

    def test_nobody_is_there_to_pack(self, monkeypatch):
        def down(_):
            raise OperationalError

        monkeypatch.setattr(tasks.make_export, "delay", down)
        client, _ = log_in(make_member())
        prove(client)
        assert "Nobody is there" in check(client.post(reverse(PAGE)))
        assert not DataExport.objects.exists()

    def test_after_its_time_it_is_gone(self, member, at_once):
        export = services.ask(member, with_vector=False)
        assert tasks.sweep_exports() == 0
        DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        client = Client()
        client.force_login(member)
        prove(client)
        where = reverse("settings-export-file", args=[export.pk])
        assert client.get(where).status_code == 404
        assert tasks.sweep_exports() == 1
        assert services._files() == []
        assert not DataExport.objects.exists()

    def test_a_file_that_belongs_to_none_is_swept_out(self):
        services.storage().save("lost.zip", ContentFile(b"whose?"))
        assert tasks.sweep_exports() == 1
        assert services._files() == []

    def test_one_whose_worker_is_gone_gives_way(self, never):
        member = make_member()
        services.ask(member, with_vector=False)
        DataExport.objects.update(created_at=timezone.now() - services.LONGEST * 2)
        assert services.ask(member, with_vector=False).is_active

    def test_it_goes_with_its_member(self, member, at_once):
        services.ask(member, with_vector=True)
        assert services._files()
        member.delete()
        assert services._files() == []
