"""A curator hangs a stone or does not, and both ways back."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from feed.models import Notification
from rockmatch import own_cutouts
from rockmatch.cutouts import is_cut_out
from rockmatch.models import Rock
from rockmatch.services.rockelgangers import become
from rockmatch.services.rocks import remove_files, withdraw
from studio import stone_store
from studio.models import Act, FoundStone
from studio.services import acts, stone_decisions, stones
from tests.factories import make_member, make_rock
from tests.stones import photograph_file
from tests.studio.stones.conftest import WORDS

pytestmark = pytest.mark.django_db
Status = FoundStone.Status


def private_files():
    folder = Path(stone_store.storage().location)
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestHanging:
    def test_a_stone_becomes_a_rock_of_the_museum(self, waiting, curator, commits):
        stone = waiting()
        with commits():
            rock = stone_decisions.hang(stone.pk, curator, sentence="Mended.")
        assert (rock.name, rock.slug, rock.origin) == ("Grumpy Crail", "grumpy-crail", "uploaded")
        assert (rock.maker, rock.digest) == (stone.member, stone.digest)
        assert (rock.found_by, rock.found_where) == ("Ann", "Crail, Scotland")
        assert (rock.sentence, rock.alt, rock.tongue) == ("Mended.", WORDS["alt"], "")
        assert rock.is_on_show
        assert Rock.objects.of_the_museum().filter(pk=rock.pk).exists()
        assert all(default_storage.exists(portrait["file"]) for portrait in rock.portraits)
        assert private_files() == []
        stone.refresh_from_db()
        assert (stone.status, stone.rock, stone.decided_by) == (Status.DONE, rock, curator)
        assert (stone.pictures, stone.mask, stone.sentence) == ([], "", "Mended.")

    def test_a_cut_stone_can_stand_in_photos_and_one_in_its_surroundings_cannot(
        self, waiting, curator
    ):
        cut = stone_decisions.hang(waiting().pk, curator)
        framed = waiting(picture=photograph_file(4), wanted="framed", name="Other One")
        whole = stone_decisions.hang(framed.pk, curator)
        assert is_cut_out(cut)
        assert not is_cut_out(whole)
        read = own_cutouts.read(cut)
        assert read.picture(192).shape[2] == 4
        assert -1 <= read.lit_from <= 1

    def test_what_is_not_known_is_general(self, waiting, curator):
        stone = waiting(stone="", geology="", sentence="", found_where="")
        rock = stone_decisions.hang(stone.pk, curator)
        assert (rock.stone, rock.geology, rock.sentence) == ("stone", "", "")

    @pytest.mark.parametrize("taken", ["Grumpy Crail", "Grurnpy Craii"])
    def test_a_name_that_is_gone_meanwhile(self, taken, waiting, curator):
        stone = waiting()
        make_rock(taken)
        with pytest.raises(stone_decisions.NameTaken):
            stone_decisions.hang(stone.pk, curator)
        stone.refresh_from_db()
        assert (stone.status, Act.objects.count()) == (Status.WAITING, 0)
        assert stone_decisions.hang(stone.pk, curator, name="Gruff Crail").slug == "gruff-crail"

    @pytest.mark.parametrize("name", ["Found", "Yours"])
    def test_no_stone_hides_a_page(self, name, waiting, curator):
        with pytest.raises(stone_decisions.NameTaken):
            stone_decisions.hang(waiting(name=name).pk, curator)

    def test_what_an_import_brought_meanwhile(self, waiting, curator):
        stone = waiting()
        make_rock(digest=stone.digest)
        with pytest.raises(stone_decisions.SameStone):
            stone_decisions.hang(stone.pk, curator)

    def test_it_fails_as_a_whole(self, waiting, curator, monkeypatch):
        stone, before = waiting(), private_files()

        def broken(*_, **__):
            raise RuntimeError

        monkeypatch.setattr(acts, "note", broken)
        with pytest.raises(RuntimeError):
            stone_decisions.hang(stone.pk, curator)
        assert not Rock.objects.filter(name="Grumpy Crail").exists()
        assert not list(Path(default_storage.location).rglob("grumpy*"))
        assert private_files() == before

    def test_a_rock_that_goes_takes_its_mask_along(self, waiting, curator, commits):
        rock = stone_decisions.hang(waiting().pk, curator)
        mask = rock.mask
        assert default_storage.exists(mask)
        with commits():
            remove_files(rock)
        assert not default_storage.exists(mask)


class TestDeclining:
    def test_the_reason_is_kept_and_the_pictures_for_a_while(self, waiting, curator):
        stone = waiting()
        stone_decisions.decline(stone.pk, curator, "It is a potato.")
        stone.refresh_from_db()
        assert (stone.status, stone.reason) == (Status.DECLINED, "It is a potato.")
        assert private_files()
        act = Act.objects.get()
        assert (act.kind, act.before["name"]) == ("stone_declined", "Grumpy Crail")

    def test_twice_is_once(self, waiting, curator):
        stone = waiting()
        stone_decisions.decline(stone.pk, curator, "No.")
        for again in (
            lambda: stone_decisions.decline(stone.pk, curator, "No!"),
            lambda: stone_decisions.hang(stone.pk, curator),
        ):
            with pytest.raises(stone_decisions.Decided):
                again()


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_at_once_one_decides(waiting):
    stone, curator, other = waiting(), make_member(), make_member()

    def decide(who):
        try:
            if who == curator:
                stone_decisions.hang(stone.pk, who)
                return "hung"
            stone_decisions.decline(stone.pk, who, "No.")
        except stone_decisions.Decided:
            return "too late"
        else:
            return "declined"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide, [curator, other]))
    assert answers.count("too late") == 1
    stone.refresh_from_db()
    assert stone.status == ("done" if answers[0] == "hung" else "declined")
    assert Act.objects.count() == 1


class TestTheWayBack:
    def test_a_rock_is_taken_down_and_waits_and_hangs_again(self, waiting, curator):
        stone = waiting()
        rock = stone_decisions.hang(stone.pk, curator)
        wearer = make_member()
        become(wearer.pk, rock=rock, way="wandering")
        acts.undo(Act.objects.get().pk, curator)
        for row in (rock, stone, wearer):
            row.refresh_from_db()
        assert (rock.is_on_show, stone.status, wearer.rock) == (False, Status.WAITING, rock)
        again = stone_decisions.hang(stone.pk, curator, name="Gruff Crail", alt="Otherwise.")
        assert (again.pk, again.name, again.alt, again.is_on_show) == (
            rock.pk,
            "Gruff Crail",
            "Otherwise.",
            True,
        )

    def test_declined_after_that_its_rock_goes_unless_it_is_somebodys(
        self, waiting, curator, commits
    ):
        stone = waiting()
        rock = stone_decisions.hang(stone.pk, curator)
        file = rock.portraits[0]["file"]
        acts.undo(Act.objects.latest("pk").pk, curator)
        with commits():
            stone_decisions.decline(stone.pk, curator, "No, after all.")
        assert not Rock.objects.filter(pk=rock.pk).exists()
        assert not default_storage.exists(file)
        with pytest.raises(acts.CannotUndo):  # its pictures are gone
            acts.undo(Act.objects.latest("pk").pk, curator)

    def test_declined_after_that_who_is_it_stays_it(self, waiting, curator):
        stone, wearer = waiting(), make_member()
        rock = stone_decisions.hang(stone.pk, curator)
        become(wearer.pk, rock=rock, way="wandering")
        acts.undo(Act.objects.latest("pk").pk, curator)
        stone_decisions.decline(stone.pk, curator, "No, after all.")
        rock.refresh_from_db()
        assert not rock.is_on_show

    def test_taken_back_after_that_its_rock_goes(self, waiting, curator):
        member = make_member()
        stone = waiting(member)
        rock = stone_decisions.hang(stone.pk, curator)
        acts.undo(Act.objects.latest("pk").pk, curator)
        stones.take_back(member, stone.pk)
        assert not Rock.objects.filter(pk=rock.pk).exists()

    def test_what_was_taken_off_show_since_cannot_be_undone(self, waiting, curator):
        rock = stone_decisions.hang(waiting().pk, curator)
        withdraw(rock.pk)
        with pytest.raises(acts.CannotUndo):
            acts.undo(Act.objects.get().pk, curator)

    def test_a_declined_stone_waits_again(self, waiting, curator):
        stone = waiting()
        stone_decisions.decline(stone.pk, curator, "No.")
        acts.undo(Act.objects.get().pk, curator)
        stone.refresh_from_db()
        assert (stone.status, stone.reason, stone.decided_by) == (Status.WAITING, "", None)

    def test_not_if_it_was_brought_anew_or_decided_again(self, waiting, bring, curator):
        stone = waiting()
        stone_decisions.decline(stone.pk, curator, "No.")
        bring(make_member())
        with pytest.raises(acts.CannotUndo):
            acts.undo(Act.objects.get().pk, curator)


class TestNews:
    def told(self, member):
        unread = Notification.objects.filter(member=member, read_at=None)
        return list(unread.values("kind", "stone"))

    def test_the_member_hears_of_both(self, waiting, curator):
        member = make_member()
        hung = waiting(member)
        declined = waiting(member, picture=photograph_file(1), name="Other One")
        stone_decisions.hang(hung.pk, curator)
        stone_decisions.decline(declined.pk, curator, "No.")
        assert {row["stone"] for row in self.told(member)} == {hung.pk, declined.pk}
        assert {row["kind"] for row in self.told(member)} == {"stone"}

    def test_what_is_undone_before_they_read_it_they_never_hear(self, waiting, curator):
        member = make_member()
        stone = waiting(member)
        stone_decisions.decline(stone.pk, curator, "No.")
        acts.undo(Act.objects.get().pk, curator)
        assert self.told(member) == []

    def test_it_stands_among_their_news(self, client, waiting, curator):
        member = make_member(rock=make_rock())
        stone = waiting(member)
        stone_decisions.hang(stone.pk, curator)
        client.force_login(member)
        page = client.get("/notifications/").content.decode()
        assert "The curators looked at a stone that you brought" in page
        assert f"/rocks/found/#stone-{stone.pk}" in page
        assert client.get("/api/v1/notifications/").json()["results"][0]["kind"] == "stone"

    def test_who_is_gone_is_told_nothing(self, waiting, curator):
        stone = waiting()
        FoundStone.objects.update(member=None)
        stone_decisions.hang(stone.pk, curator)
        assert not Notification.objects.exists()
