"""A stone's way from the door to the queue, and back."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.utils import timezone
from PIL import Image
from redis.exceptions import ConnectionError as RedisGone

from profiles.services import delete_account
from rockmatch import worker
from rockmatch.picture_store import client
from rockmatch.services.rockelgangers import become
from studio import stone_store, stone_tasks
from studio.models import FoundStone
from studio.services import stone_decisions, stones
from studio.stone_errors import STONE_SENTENCES, StoneRefused
from tests import faces
from tests.factories import make_found_stone, make_member, make_rock
from tests.stones import photograph_file, rubble
from tests.studio.stones.conftest import photographs

pytestmark = pytest.mark.django_db
Status = FoundStone.Status


def stone_folder():
    return Path(stone_store.storage().location)


def stored():
    """The stones that there are files of."""
    return {path.name for path in stone_folder().glob("*") if any(path.iterdir())}


def refusal(bring, *args, **how):
    with pytest.raises(StoneRefused) as refused:
        bring(*args, **how)
    return refused.value.code


class TestTheDoor:
    def test_a_photograph_waits_sealed_and_on_no_disk(self, bring):
        stone = bring(make_member())
        assert (stone.status, stone.wanted, stone.pictures) == (Status.QUEUED, "cut", [])
        [name] = photographs()
        sealed = client().get(name)
        assert b"JFIF" not in sealed
        assert 0 < client().ttl(name) <= 600
        assert not stone_folder().exists()

    @pytest.mark.parametrize(
        ("picture", "code"),
        [
            (b"", "not_an_image"),
            (b"<svg onload=alert(1)>", "not_an_image"),
            (faces.as_file(Image.new("RGB", (1, 1))), "too_small"),
            (faces.as_file(Image.new("RGB", (255, 800))), "too_small"),
            (faces.as_file(Image.new("L", (14_200, 14_200)), "PNG"), "too_large"),
            (b"\xff" * (12 * 1024 * 1024 + 1), "too_large"),
        ],
        ids=["nothing", "a drawing", "one pixel", "narrow", "200 megapixels", "13 MB"],
    )
    def test_what_is_no_photograph_of_ours(self, picture, code, bring):
        assert refusal(bring, make_member(), picture) == code
        assert not FoundStone.objects.exists()
        assert photographs() == []

    def test_what_is_not_theirs_to_give(self, bring):
        assert refusal(bring, make_member(), is_given=False) == "not_given"

    def test_the_very_photograph_comes_once_while_it_waits_or_hangs(self, bring, waiting, jobs):
        member = make_member()
        stone = waiting(member)
        assert refusal(bring, make_member()) == "same_stone"
        FoundStone.objects.filter(pk=stone.pk).update(status="declined")
        assert bring(make_member()).is_active
        assert bring(member, photograph_file(3)).is_active

    def test_what_a_curator_has_imported_is_here(self, bring):
        make_rock(digest=hashlib.sha256(photograph_file()).hexdigest())
        assert refusal(bring, make_member()) == "same_stone"

    def test_without_a_worker_nothing_is_kept(self, bring, monkeypatch):
        monkeypatch.setattr(worker, "is_there", lambda: False)
        assert refusal(bring, make_member()) == "busy"
        assert not FoundStone.objects.exists()

    def test_what_cannot_be_queued_is_not_kept(self, bring, monkeypatch):
        def gone(**_):
            raise RedisGone

        monkeypatch.setattr(stone_tasks.look_at_stone, "apply_async", gone)
        with pytest.raises(StoneRefused):
            bring(make_member())
        assert not FoundStone.objects.exists()

    def test_only_so_many_wait_of_one_member(self, bring):
        member = make_member()
        for _ in range(stones.MOST_WAITING):
            make_found_stone(member)
        assert refusal(bring, member) == "too_many"
        assert bring(make_member()).is_active

    def test_every_code_has_a_sentence_that_ends(self):
        assert all(StoneRefused(code).sentence.endswith(".") for code in STONE_SENTENCES)


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_gets_in(bring):
    member = make_member()

    def click(_):
        try:
            return bring(member).status
        except StoneRefused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(click, range(4)))
    assert answers == ["queued", "same_stone", "same_stone", "same_stone"]


class TestTheWorker:
    def test_a_stone_is_cut_out_and_waits(self, looked_at):
        stone = looked_at()
        assert (stone.status, stone.framing, stone.error) == (Status.WAITING, "cut", "")
        assert stone.verdict["faces"] == 0
        assert stone_store.read(stone.picture_file(512))[8:12] == b"WEBP"
        assert stone_store.read(stone.mask)[8:12] == b"WEBP"
        assert photographs() == []

    def test_where_no_cut_is_sure_it_says_so(self, looked_at):
        stone = looked_at(picture=faces.as_file(rubble()))
        assert (stone.framing, stone.mask, stone.fell_back) == ("framed", "", True)

    def test_in_its_surroundings_as_it_was_wanted(self, looked_at):
        stone = looked_at(wanted="framed")
        assert (stone.framing, stone.mask, stone.fell_back) == ("framed", "", False)

    @pytest.mark.parametrize(
        ("seen", "code"), [({"faces": 1}, "a_face"), ({"no_stone": True}, "no_stone")]
    )
    def test_of_a_person_nothing_is_kept(self, seen, code, bring, eyes, jobs):
        stone = bring(make_member(), faces.selfie())
        for name, value in seen.items():
            setattr(eyes, name, value)
        jobs[-1]()
        stone.refresh_from_db()
        assert (stone.status, stone.error) == (Status.FAILED, code)
        assert (stone.pictures, stone.verdict) == ([], {})
        assert not stone_folder().exists()
        assert photographs() == []

    def test_delivered_twice_it_works_once(self, looked_at, jobs):
        stone = looked_at()
        jobs[-1]()
        assert FoundStone.objects.get(pk=stone.pk).updated_at == stone.updated_at
        assert stored() == {str(stone.pk)}

    def test_one_that_was_taken_back_meanwhile_leaves_nothing(self, bring, jobs):
        member = make_member()
        stone = bring(member)
        stones.take_back(member, stone.pk)
        jobs[-1]()
        assert photographs() == []
        assert not stone_folder().exists()

    def test_a_photograph_that_has_expired(self, bring, jobs):
        stone = bring(make_member())
        stones.ORIGINALS.destroy(stone.pk)
        jobs[-1]()
        stone.refresh_from_db()
        assert stone.error == "expired"

    def test_what_takes_too_long_or_breaks_is_closed(self, bring, jobs, eyes, monkeypatch):
        stone = bring(make_member())

        def slow(_):
            raise SoftTimeLimitExceeded

        monkeypatch.setattr(eyes, "screen", slow)
        jobs[-1]()
        stone.refresh_from_db()
        assert stone.error == "trouble"

    def test_a_killed_jobs_stone_is_closed(self, bring):
        stone = bring(make_member())
        stone_tasks.look_at_stone.on_failure(RuntimeError(), "id", [str(stone.pk), "key"])
        stone.refresh_from_db()
        assert stone.error == "trouble"
        assert photographs() == []

    def test_files_that_cannot_be_stored_leave_nothing(self, bring, jobs, monkeypatch):
        stone = bring(make_member())

        def full(*_):
            raise OSError("no room")

        monkeypatch.setattr(stone_store, "keep_file", full)
        with pytest.raises(OSError, match="no room"):
            jobs[-1]()
        stone.refresh_from_db()
        assert stone.is_active  # `on_failure` closes it
        assert not stone_folder().exists()


class TestTheClock:
    def test_what_nobody_finishes_is_closed(self, bring):
        late, begun, young = (bring(make_member(), photograph_file(n)) for n in range(3))
        long_ago = timezone.now() - timedelta(hours=1)
        FoundStone.objects.filter(pk=late.pk).update(created_at=long_ago)
        FoundStone.objects.filter(pk=begun.pk).update(status="cutting", updated_at=long_ago)
        assert stone_tasks.close_stale_stones() == 2
        errors = dict(FoundStone.objects.values_list("pk", "error"))
        assert errors == {late.pk: "expired", begun.pk: "trouble", young.pk: ""}

    def test_files_of_nobody_go_when_they_have_lain_there(self, waiting, monkeypatch):
        stone, other = waiting(), waiting(picture=photograph_file(2))
        FoundStone.objects.filter(pk=other.pk)._raw_delete("default")
        assert stones.clear_away() == 0
        monkeypatch.setattr(stone_store, "SETTLED", timedelta(seconds=-1))
        assert stones.clear_away() == 1
        assert stored() == {str(stone.pk)}

    def test_pictures_of_what_was_declined_go_after_a_week(self, waiting, curator, monkeypatch):
        stone = waiting()
        stone_decisions.decline(stone.pk, curator, "It is a potato.")
        monkeypatch.setattr(stone_store, "SETTLED", timedelta(seconds=-1))
        assert stones.clear_away() == 0
        week = timezone.now() - stones.DECLINED_KEPT - timedelta(hours=1)
        FoundStone.objects.update(finished_at=week)
        assert stones.clear_away() == 1
        stone.refresh_from_db()
        assert (stone.pictures, stone.mask, stored()) == ([], "", set())


class TestTakingBack:
    def test_nothing_of_it_stays(self, waiting, django_capture_on_commit_callbacks):
        member = make_member()
        stone = waiting(member)
        with django_capture_on_commit_callbacks(execute=True):
            stones.take_back(member, stone.pk)
        assert not FoundStone.objects.exists()
        assert stored() == set()

    def test_not_somebody_elses_and_not_what_hangs(self, waiting, curator):
        member = make_member()
        stone = waiting(member)
        with pytest.raises(FoundStone.DoesNotExist):
            stones.take_back(make_member(), stone.pk)
        stone_decisions.hang(stone.pk, curator)
        with pytest.raises(FoundStone.DoesNotExist):
            stones.take_back(member, stone.pk)


class TestLeaving:
    def test_what_waits_goes_and_what_hangs_stays_without_them(
        self, waiting, curator, django_capture_on_commit_callbacks
    ):
        member = make_member()
        hung, left = waiting(member), waiting(member, picture=photograph_file(5), name="Other One")
        declined = make_found_stone(member, status="declined")
        rock = stone_decisions.hang(hung.pk, curator)
        with django_capture_on_commit_callbacks(execute=True):
            delete_account(member)
        rock.refresh_from_db()
        hung.refresh_from_db()
        assert (rock.maker, rock.found_by, rock.is_on_show) == (None, "Ann", True)
        assert hung.member is None
        assert not FoundStone.objects.filter(pk__in=[left.pk, declined.pk]).exists()
        assert str(left.pk) not in stored()

    def test_one_who_wears_what_they_found_leaves_it_to_others(self, waiting, curator):
        member, other = make_member(), make_member()
        rock = stone_decisions.hang(waiting(member).pk, curator)
        become(other.pk, rock=rock, way="wandering")
        delete_account(member)
        other.refresh_from_db()
        assert other.rock == rock
