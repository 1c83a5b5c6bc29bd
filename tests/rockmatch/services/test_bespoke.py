from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from profiles.services import delete_account
from rockmatch import museum_loader, portrait_store, queries, workshop
from rockmatch.errors import BESPOKE_SENTENCES, BespokeRefused
from rockmatch.models import BespokeRock, Rock, Rockelganger
from rockmatch.portraits.parameters import RockParameters
from rockmatch.services import bespoke
from rockmatch.services.rockelgangers import RockNotOffered, become, choose_rock
from rockmatch.tasks import render_bespoke
from rockmatch.wishes import Wishes
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
Status = BespokeRock.Status


@pytest.fixture
def is_open():
    workshop.SIGN.show()


@pytest.fixture
def member(is_open):
    return make_member(rock=make_rock("Old Tarn"))


def made(**fields):
    """A rock as the workshop hands it over."""
    defaults = {
        "parameters": RockParameters(),
        "geology": "igneous",
        "stone": "basalt",
        "mood": "wise",
        "hue": "grey",
        "colour": "#444444",
        "ground_colour": "#111111",
        "form": np.zeros(5, np.float32),
        "files": {512: b"large", 192: b"medium", 96: b"small"},
        "verdict": {"faces": 0, "highest_score": 0.1},
        "mask": b"a mask",
    }
    return workshop.Made(**(defaults | fields))


def ask(member, **wishes):
    return bespoke.ask_for(member, Wishes(**wishes))


def refusal(member, **wishes):
    with pytest.raises(BespokeRefused) as refused:
        ask(member, **wishes)
    return refused.value.code


def finished(member, **wishes):
    request = ask(member, **wishes)
    rock = bespoke.finish(request.pk, made())
    request.refresh_from_db()
    return request, rock


def stored():
    return portrait_store.folders()


class TestAsking:
    def test_a_wish_waits_for_the_workshop(self, member):
        request = ask(member, mood="shy", change=0.7)
        assert (request.status, request.around.name) == (Status.QUEUED, "Old Tarn")
        assert Wishes(**request.wishes) == Wishes(mood="shy", change=0.7)

    def test_who_is_no_rock_finds_theirs_first(self, is_open):
        assert refusal(make_member()) == "no_rock"

    def test_where_nobody_works_nothing_is_kept(self):
        assert refusal(make_member(rock=make_rock())) == "no_workshop"
        assert not BespokeRock.objects.exists()

    def test_what_cannot_be_queued_is_not_kept(self, member, monkeypatch):
        def gone(**_):
            raise RedisGone

        monkeypatch.setattr(render_bespoke, "apply_async", gone)
        assert refusal(member) == "no_workshop"
        assert not BespokeRock.objects.exists()

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("x", "name_invalid"),
            ("www.x.org", "name_invalid"),
            ("Old Tam", "name_taken"),
            ("Yours", "name_taken"),
        ],
    )
    def test_a_name_that_cannot_be(self, member, name, code):
        assert refusal(member, name=name) == code
        assert not BespokeRock.objects.exists()

    def test_one_at_a_time(self, member):
        ask(member)
        assert refusal(member) == "too_many"

    def test_only_so_many_tries_an_hour(self, member):
        for _ in range(bespoke.TRIES_PER_HOUR):
            bespoke.fail(ask(member).pk, "workshop_trouble")
        assert refusal(member) == "too_many"

    def test_every_code_has_a_sentence_that_ends(self):
        assert all(BespokeRefused(code).sentence.endswith(".") for code in BESPOKE_SENTENCES)
        with pytest.raises(ValueError, match="no_face"):
            BespokeRefused("no_face")


class TestOneAMonth:
    def test_the_second_is_refused_until_the_month_is_over(self, member):
        request, _ = finished(member)
        assert refusal(member) == "this_month"
        first = queries.next_bespoke_at(member)
        assert (first.day, first.hour, first > timezone.now()) == (1, 0, True)
        assert first - timezone.now() <= timedelta(days=31)
        last_month = first - timedelta(days=45)
        BespokeRock.objects.filter(pk=request.pk).update(finished_at=last_month)
        assert ask(member).is_active

    def test_of_december_the_next_is_january(self, member, monkeypatch):
        request, _ = finished(member)
        december = timezone.make_aware(datetime(2030, 12, 31, 23))  # noqa: DTZ001
        BespokeRock.objects.filter(pk=request.pk).update(finished_at=december)
        monkeypatch.setattr(timezone, "localtime", lambda: december)
        first = queries.next_bespoke_at(member)
        assert (first.year, first.month, first.day) == (2031, 1, 1)

    def test_what_failed_costs_nothing_and_what_was_discarded_does(self, member):
        bespoke.fail(ask(member).pk, "taken_for_a_face")
        request, _ = finished(member)
        bespoke.discard(member, request.pk)
        assert refusal(member) == "this_month"

    def test_curators_have_no_limit_and_staff_alone_have(self, is_open):
        may = Permission.objects.get(codename="bespoke_without_limit")
        curator = make_member(rock=make_rock(), is_staff=True)
        keeper = make_member(rock=make_rock(), is_staff=True)
        former = make_member(rock=make_rock())
        for member in (curator, former):
            member.user_permissions.add(may)
        for member in (curator, keeper, former):
            finished(member)
        assert ask(curator).is_active
        assert refusal(keeper) == refusal(former) == "this_month"


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_gets_in(member):
    def click(_):
        try:
            return ask(member).status
        except BespokeRefused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert sorted(answers) == ["queued", "too_many", "too_many", "too_many"]
    assert BespokeRock.objects.count() == 1


class TestFinishing:
    def test_the_rock_hangs_for_its_maker(self, member):
        request, rock = finished(member, name="Aunt Marble", mood="wise")
        assert (request.status, request.rock) == (Status.DONE, rock)
        assert (rock.name, rock.slug, rock.maker) == ("Aunt Marble", "aunt-marble", member)
        assert (rock.origin, rock.mood, rock.stone) == ("bespoke", "wise", "basalt")
        assert rock.sentence
        assert rock.alt
        assert not rock.pairings.exists()
        with default_storage.open(rock.portraits[0]["file"]) as file:
            assert file.read() == b"large"

    def test_a_name_that_is_gone_meanwhile_is_replaced_by_one_of_ours(self, member):
        request = ask(member, name="Aunt Marble")
        make_rock("Aunt Marble")
        rock = bespoke.finish(request.pk, made())
        assert rock.name != "Aunt Marble"
        assert rock.name

    def test_twice_it_hangs_once(self, member):
        request, rock = finished(member)
        assert bespoke.finish(request.pk, made(files={512: b"another"})) is None
        assert stored() == {request.pk}
        with default_storage.open(rock.portraits[0]["file"]) as file:
            assert file.read() == b"large"

    def test_who_left_meanwhile_gets_none(self, member):
        request = ask(member)
        member.delete()
        assert bespoke.finish(request.pk, made()) is None
        assert stored() == set()

    @pytest.mark.parametrize("broken", ["row", "file"])
    def test_all_or_nothing(self, member, broken):
        request = ask(member)
        if broken == "row":
            wrong = made(geology="a class that has far too long a name")
        else:
            wrong = made(files={512: b"large", 96: "no bytes"})
        before = Rock.objects.count()
        with pytest.raises(Exception, match=r"too long|must be encoded"):
            bespoke.finish(request.pk, wrong)
        request.refresh_from_db()
        assert (request.status, Rock.objects.count(), stored()) == (Status.QUEUED, before, set())
        bespoke.fail(request.pk, "workshop_trouble")
        request.refresh_from_db()
        assert (request.status, request.error) == (Status.FAILED, "workshop_trouble")

    def test_a_failure_after_the_end_changes_nothing(self, member):
        request, _ = finished(member)
        bespoke.fail(request.pk, "workshop_trouble")
        request.refresh_from_db()
        assert request.status == Status.DONE
        assert stored() == {request.pk}


class TestStale:
    @pytest.mark.parametrize(
        ("status", "age", "code"),
        [
            (Status.QUEUED, bespoke.LONGEST_WAIT, "expired"),
            (Status.RENDERING, bespoke.LONGEST_WORK, "workshop_trouble"),
            (Status.SCREENING, bespoke.LONGEST_WORK, "workshop_trouble"),
        ],
    )
    def test_what_nobody_finishes_is_closed(self, member, status, age, code):
        request = ask(member)
        then = timezone.now() - age
        row = BespokeRock.objects.filter(pk=request.pk)
        row.update(status=status, created_at=then, updated_at=then + timedelta(seconds=5))
        if status == Status.QUEUED:
            row.update(created_at=then + timedelta(seconds=5))
        assert bespoke.close_stale() == 0
        row.update(created_at=then, updated_at=then)
        assert bespoke.close_stale(member_id=make_member().pk) == 0
        assert bespoke.close_stale() == 1
        request.refresh_from_db()
        assert (request.status, request.error) == (Status.FAILED, code)


class TestWearing:
    def test_its_maker_may_be_it_and_nobody_else(self, member):
        _, rock = finished(member)
        stranger = make_member()
        with pytest.raises(Rock.DoesNotExist):
            choose_rock(stranger, rock.slug)
        worn = choose_rock(member, rock.slug)
        assert (worn.rock, worn.way, worn.origin) == (rock, "bespoke", "bespoke")
        with pytest.raises(RockNotOffered):  # now they see it, and still
            choose_rock(stranger, rock.slug)

    def test_it_is_no_part_of_the_museum(self, member):
        _, rock = finished(member)
        assert rock not in queries.museum()
        assert rock not in Rock.objects.of_the_museum()
        assert not queries.may_take(make_member(), rock)

    def test_its_page_is_its_makers_until_it_is_worn(self, member, client):
        _, rock = finished(member)
        assert client.get(rock.get_absolute_url()).status_code == 404
        assert client.get(f"/api/v1/rocks/{rock.slug}/").status_code == 404
        choose_rock(member, rock.slug)
        assert client.get(rock.get_absolute_url()).status_code == 200
        assert client.get(f"/api/v1/rocks/{rock.slug}/").status_code == 200
        become(member.pk, rock=make_rock(), way=Rockelganger.Way.WANDERING)
        assert client.get(rock.get_absolute_url()).status_code == 404
        client.force_login(member)
        assert client.get(rock.get_absolute_url()).status_code == 200


class TestDiscarding:
    def test_rock_history_and_files_are_gone(self, member, django_capture_on_commit_callbacks):
        request, rock = finished(member)
        choose_rock(member, rock.slug)
        become(member.pk, rock=make_rock(), way=Rockelganger.Way.WANDERING)
        with django_capture_on_commit_callbacks(execute=True):
            bespoke.discard(member, request.pk)
        assert not Rock.objects.filter(pk=rock.pk).exists()
        assert stored() == set()
        request.refresh_from_db()
        assert (request.status, request.rock) == (Status.DONE, None)

    def test_what_is_worn_stays(self, member):
        request, rock = finished(member)
        choose_rock(member, rock.slug)
        with pytest.raises(bespoke.StillWorn):
            bespoke.discard(member, request.pk)
        assert stored() == {request.pk}

    def test_somebody_elses_is_not_to_be_discarded(self, member):
        request, _ = finished(member)
        with pytest.raises(Rock.DoesNotExist):
            bespoke.discard(make_member(), request.pk)


class TestLeaving:
    def test_the_rocks_go_with_their_maker(self, member, django_capture_on_commit_callbacks):
        _, rock = finished(member)
        choose_rock(member, rock.slug)
        with django_capture_on_commit_callbacks(execute=True):
            delete_account(member)
        assert not Rock.objects.filter(pk=rock.pk).exists()
        assert stored() == set()

    def test_what_somebody_else_wears_stays(self, member, django_capture_on_commit_callbacks):
        request, rock = finished(member)
        other = make_member(rock=rock)  # a curator may have given it
        with django_capture_on_commit_callbacks(execute=True):
            delete_account(member)
        other.refresh_from_db()
        assert other.rock == rock
        assert stored() == {request.pk}

    def test_others_rocks_and_rocks_in_the_making_stay(
        self, member, django_capture_on_commit_callbacks
    ):
        other = make_member(rock=make_rock())
        request, rock = finished(other)
        waiting = ask(member)
        portrait_store.keep(waiting.pk, {96: b"half"})
        with django_capture_on_commit_callbacks(execute=True):
            delete_account(make_member())
        assert Rock.objects.filter(pk=rock.pk).exists()
        assert stored() == {request.pk, waiting.pk}


def test_what_a_killed_process_left_is_cleared_away(member, django_capture_on_commit_callbacks):
    request = ask(member)
    portrait_store.keep(request.pk, {96: b"half"})
    BespokeRock.objects.filter(pk=request.pk).delete()
    default_storage.save("rocks/old-tarn-96.webp", ContentFile(b"the museum's"))
    with django_capture_on_commit_callbacks(execute=True):
        assert bespoke.clear_away() == 0
    assert stored() == set()
    assert default_storage.exists("rocks/old-tarn-96.webp")


def test_a_museum_that_brings_a_rock_of_the_same_name_may(member):
    name = museum_loader.MUSEUM / "catalogue.json"
    assert '"Brisk Cairn"' in name.read_text()
    _, rock = finished(member, name="Brisk Cairn")
    museum_loader.load_museum()
    rock.refresh_from_db()
    assert (rock.name, rock.maker) == ("Brisk Cairn the Other", member)
    assert Rock.objects.get(slug="brisk-cairn").origin == "museum"
