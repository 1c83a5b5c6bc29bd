"""A member offers themself as a pairing, and withdraws: nothing is left of it."""

import json
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisGone

from profiles.account import leaving, suspension
from profiles.exports import services as exports
from profiles.models import DataExport
from profiles.services import delete_account
from rockmatch import consent, matching, worker
from rockmatch.errors import OfferRefused
from rockmatch.importers.writing import Export
from rockmatch.models import Human, Pairing, Receipt
from rockmatch.services import rockelgangers
from rockmatch.vision.errors import FaceError
from studio import human_store
from studio.models import Act
from studio.services import acts, humans, offers, reading
from tests.factories import make_human, make_member, make_pairing, make_rock
from tests.studio.humans.conftest import crops, make_curator, photograph, sealed, vector_of
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/settings/offer/"


@pytest.fixture
def member():
    return make_member("flint", rock=make_rock())


@pytest.fixture
def offered(member, jobs):
    """Who offered themself, was read, and was paired with a rock."""
    offers.offer(member, photograph(10), consented=True)
    jobs.work()
    human = Human.objects.get(member=member)
    make_pairing(make_rock("Moss Hollow"), human.embedding, human=human)
    acts.note(Act.Kind.PAIRED, make_curator("curly"), human_id=human.pk)
    return human


@pytest.fixture
def page(client, member):
    client.force_login(member)
    return client


def sent(data, **fields):
    return {"image": SimpleUploadedFile("me.png", data, "image/png"), "consent": "on"} | fields


def subjects(member, *, kept):
    lines = Receipt.objects.filter(member=member, destroyed_at__isnull=kept)
    return sorted(lines.values_list("subject", flat=True))


class TestOffering:
    def test_they_are_a_human_by_their_name_and_for_curators_alone(self, member, jobs):
        offers.offer(member, photograph(10), consented=True)
        assert len(sealed()) == 1
        jobs.work()
        human = Human.objects.get()
        assert human.is_done
        assert (human.member, human.name, human.source) == (member, "flint", offers.SOURCE)
        assert (human.consent_version, human.may_be_shown) == (consent.OFFER_VERSION, False)
        assert human.brought_by is None
        assert sealed() == []
        assert crops() == [human.crop]

    def test_the_receipt_says_what_is_kept_and_what_is_not(self, member, offered):
        assert subjects(member, kept=True) == ["offer"]
        assert subjects(member, kept=False) == ["picture"]

    def test_of_a_picture_that_cannot_be_read_nothing_is_kept(self, member, jobs, toy):
        toy.fails_with = FaceError("no_face")
        offers.offer(member, photograph(10), consented=True)
        jobs.work()
        assert Human.objects.get().error == "no_face"
        assert subjects(member, kept=True) == []
        assert subjects(member, kept=False) == ["picture"]
        assert sealed() == crops() == []
        toy.fails_with = None
        offers.offer(member, photograph(10), consented=True)
        jobs.work()
        assert Human.objects.get().is_done

    def test_nobody_learns_by_offering_whether_a_photograph_is_here(self, member, curator, jobs):
        data = photograph(10)
        humans.bring(curator, [humans.Photograph("Flint", "x.png", lambda: data)], source="A book")
        jobs.work()
        offers.offer(member, data, consented=True)
        jobs.work()
        mine = Human.objects.get(member=member)
        assert mine.is_done
        assert mine.resembles.name == "Flint"  # which curators see

    @pytest.mark.parametrize(
        ("data", "fields", "code"),
        [
            (b"hello", {}, "not_an_image"),
            (None, {}, "not_an_image"),
            (b"", {"consented": False}, "no_consent"),
            (b"\xff\xd8" + b"\0" * 13_000_000, {}, "too_large"),
        ],
    )
    def test_what_is_refused_at_the_door_leaves_nothing(self, data, fields, code, member, jobs):
        with pytest.raises(OfferRefused, match=code):
            offers.offer(member, data, **({"consented": True} | fields))
        assert not Human.objects.exists()
        assert sealed() == []

    def test_one_offers_themself_once(self, member, offered):
        with pytest.raises(OfferRefused, match="too_many"):
            offers.offer(member, photograph(90), consented=True)
        assert list(Human.objects.all()) == [offered]

    def test_without_a_worker_nothing_is_taken(self, member, jobs, monkeypatch):
        monkeypatch.setattr(worker, "is_there", lambda: False)
        with pytest.raises(OfferRefused, match="busy"):
            offers.offer(member, photograph(10), consented=True)
        assert not Human.objects.exists()

    def test_who_is_suspended_cannot(self, member, jobs):
        suspension.suspend(member.pk, None)
        with pytest.raises(PermissionDenied):
            offers.offer(member, photograph(10), consented=True)
        assert not Human.objects.exists()
        assert sealed() == []


class TestTheEnd:
    def gone(self, human, rock="moss-hollow"):
        assert not Human.objects.exists()
        assert not Pairing.objects.filter(human__isnull=False).exists()
        assert not Act.objects.filter(human__isnull=False).exists()
        assert sealed() == crops() == []

    def test_withdrawing_takes_all_of_it(self, member, offered, django_capture_on_commit_callbacks):
        [match] = matching.nearest_rocks(vector_of(10, 30))
        led = rockelgangers.become_match(make_member().pk, match)
        assert led.distance > 0
        with django_capture_on_commit_callbacks(execute=True):
            assert offers.withdraw(member.pk)
        self.gone(offered)
        assert not Act.objects.exists()
        led.refresh_from_db()
        assert (led.rock.name, led.pairing, led.distance) == ("Moss Hollow", None, None)
        assert subjects(member, kept=True) == []
        assert subjects(member, kept=False) == ["offer", "picture"]
        assert not offers.withdraw(member.pk)

    def test_withdrawing_before_it_was_read(
        self, member, jobs, toy, django_capture_on_commit_callbacks
    ):
        offers.offer(member, photograph(10), consented=True)
        with django_capture_on_commit_callbacks(execute=True):
            offers.withdraw(member.pk)
        assert sealed() == []
        assert subjects(member, kept=False) == ["picture"]
        jobs.work()
        assert toy.reads == 0
        assert crops() == []

    def test_withdrawing_while_it_is_read(self, member, jobs, toy):
        human = offers.offer(member, photograph(10), consented=True)
        reading.begin(human.pk)
        offers.withdraw(member.pk)
        jobs.work()
        assert sealed() == crops() == []
        assert not Human.objects.exists()

    def test_who_leaves_has_withdrawn_at_once(
        self, member, offered, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            leaving.leave(member)
        self.gone(offered)
        leaving.come_back(member)
        assert subjects(member, kept=True) == []

    def test_it_goes_with_the_account(self, member, offered, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            delete_account(member)
        self.gone(offered)
        assert not Receipt.objects.exists()

    def test_a_curator_who_deletes_them_ends_the_line_on_the_receipt(
        self, member, offered, curator, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            humans.let_go(offered.pk, curator)
        self.gone(offered)
        assert subjects(member, kept=True) == []

    def test_redis_may_be_away_when_they_withdraw(
        self, member, jobs, monkeypatch, django_capture_on_commit_callbacks
    ):
        def gone(_):
            raise RedisGone

        offers.offer(member, photograph(10), consented=True)
        monkeypatch.setattr(human_store, "destroy", gone)
        with django_capture_on_commit_callbacks(execute=True):
            assert offers.withdraw(member.pk)
        assert not Human.objects.exists()


class TestTheirPage:
    def test_only_members_have_it(self, client):
        assert client.get(PAGE).url.startswith(reverse("account_login"))
        for action in ("shown/", "withdraw/"):
            assert client.post(f"{PAGE}{action}").url.startswith(reverse("account_login"))

    def test_from_consent_to_the_way_back(
        self, page, member, jobs, curator, django_capture_on_commit_callbacks
    ):
        shown = check(page.get(PAGE))
        for sentence in consent.OFFER.sentences:
            assert str(sentence) in shown
        assert page.post(PAGE, sent(photograph(10))).url == PAGE
        waiting = check(page.get(PAGE))
        assert "Your picture is being read" in waiting
        assert 'hx-trigger="every 2s"' in waiting
        jobs.work()
        done = check(page.get(PAGE))
        human = Human.objects.get()
        assert "This is kept of you" in done
        assert f"/curate/humans/{human.pk}/crop.webp" in done
        assert "hx-trigger" not in done.partition('id="offer"')[2]
        page.post(f"{PAGE}shown/", {"may_be_shown": "on"})
        human.refresh_from_db()
        assert human.may_be_shown
        page.post(f"{PAGE}shown/")
        human.refresh_from_db()
        assert not human.may_be_shown
        with django_capture_on_commit_callbacks(execute=True):
            assert "Withdrawn" in check(page.post(f"{PAGE}withdraw/", follow=True))
        assert not Human.objects.exists()
        assert crops() == []

    def test_what_is_refused_is_said_and_may_be_mended(self, page, jobs, toy):
        data = {"image": SimpleUploadedFile("me.png", photograph(10))}
        assert "only with your consent" in check(page.post(PAGE, data), status=400)
        assert "not a picture" in check(page.post(PAGE, sent(b"hello")), status=415)
        assert "too large" in check(page.get(f"{PAGE}?too_large"), status=413)
        toy.fails_with = FaceError("too_dark")
        page.post(PAGE, sent(photograph(10), may_be_shown="on"))
        jobs.work()
        assert "too dark" in check(page.get(PAGE))
        assert 'type="file"' in check(page.get(PAGE))

    def test_without_a_worker_it_takes_no_picture(self, page):
        shown = check(page.get(PAGE))
        assert 'type="file"' not in shown
        assert "Nobody is there" in shown

    def test_it_names_the_rocks_that_count(self, page, offered):
        held = make_rock("Held Head")
        make_pairing(held, offered.embedding, human=offered, held_out=True)
        shown = check(page.get(PAGE))
        assert "Moss Hollow" in shown
        assert "Held Head" not in shown

    def test_one_cannot_try_all_day(self, page, jobs):
        answers = [page.post(PAGE, {}).status_code for _ in range(21)]
        assert answers == [400] * 20 + [429]

    def test_the_receipt_tells_of_it(self, page, offered):
        shown = check(page.get("/settings/receipt/"))
        assert "What you offered for pairing" in shown
        assert "Nothing about your face is kept" not in shown

    def test_their_crop_is_theirs_to_see(self, page, client, offered):
        where = f"/curate/humans/{offered.pk}/crop.webp"
        answer = page.get(where)
        assert answer.content[8:12] == b"WEBP"
        assert answer["Cache-Control"] == "private, no-store"
        client.force_login(make_member())
        assert client.get(where).status_code == 404


def test_a_copy_of_their_data_has_it(member, offered):
    export = DataExport.objects.create(member=member)
    exports.make(export.pk)
    with exports.storage().open(export.file_name) as file:
        archive = zipfile.ZipFile(BytesIO(file.read()))
    [told] = json.loads(archive.read("offer.json"))
    assert told["consent_version"] == consent.OFFER_VERSION
    assert "embedding" not in told
    assert archive.read("media/offered.webp")[8:12] == b"WEBP"


def test_a_copy_of_anothers_data_has_nothing_of_it(offered):
    export = DataExport.objects.create(member=make_member())
    exports.make(export.pk)
    with exports.storage().open(export.file_name) as file:
        archive = zipfile.ZipFile(BytesIO(file.read()))
    assert json.loads(archive.read("offer.json")) == []
    assert "media/offered.webp" not in archive.namelist()


@pytest.mark.parametrize("with_vectors", [True, False])
def test_no_archive_of_pairings_has_members_in_it(with_vectors, offered, tmp_path, unit):
    Human.objects.update(may_be_shown=True)
    make_pairing(make_rock("Slate Head"), unit(100), human=make_human(unit(100)))
    counts = Export(with_pictures=False, with_vectors=with_vectors).write(tmp_path / "pairs.zip")
    assert (counts.pairings, counts.rocks, len(counts.humans)) == (1, 1, 1)
    assert b"flint" not in (tmp_path / "pairs.zip").read_bytes()
