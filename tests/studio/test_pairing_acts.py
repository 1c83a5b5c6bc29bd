"""What curators do with humans and pairings, and the ways back."""

from uuid import uuid4

import pytest

from rockmatch.matching import nearest_rocks
from rockmatch.models import Pairing, Rockelganger
from rockmatch.services import rocks as rock_services
from rockmatch.services.rockelgangers import become
from studio.models import Act
from studio.services import acts, pairing_acts
from studio.services.acts import CannotUndo
from studio.services.pairing_acts import LONGEST_NOTE, CannotPair
from tests.factories import make_human, make_member, make_pairing, make_rock
from tests.studio.curating import make_curator

pytestmark = pytest.mark.django_db
Kind = Act.Kind


@pytest.fixture
def ann():
    return make_curator("ann")


@pytest.fixture
def ben():
    return make_curator("ben")


@pytest.fixture
def human(unit):
    return make_human(unit(5))


def undo(actor):
    return acts.undo(acts.last_of(actor).pk, actor)


def made_by(curator, human, rock=None, **fields):
    rock = rock or make_rock()
    fields = {"origin": "curated", "curator": curator, "human": human} | fields
    return make_pairing(rock, human.embedding, **fields)


class TestPairing:
    def test_it_takes_part_at_once_without_a_weight(self, ann, human, unit):
        make_pairing(make_rock(), unit(0), weight=-0.1)
        rock = make_rock()
        done = pairing_acts.pair(ann, human.pk, rock.slug, " like\na  twin ")
        made = Pairing.objects.get(pk=done.pairing.pk)
        assert (made.human, made.rock, made.curator) == (human, rock, ann)
        assert (made.origin, made.weight, made.held_out) == ("curated", None, False)
        assert made.note == "like a twin"
        assert human.name not in made.name
        assert nearest_rocks(unit(5))[0].rock == rock
        act = Act.objects.get()
        assert (act.kind, act.human, act.rock, act.pairings) == ("paired", human, rock, [made.pk])

    def test_nobodys_rockelganger_changes(self, ann, human, unit):
        rock, other = make_rock(), make_rock()
        pairing = make_pairing(rock, unit(5, 0.1))
        member = make_member()
        become(member.pk, rock=rock, way=Rockelganger.Way.SELFIE, pairing=pairing)
        before = list(Rockelganger.objects.values())
        pairing_acts.pair(ann, human.pk, other.slug)
        pairing_acts.hold(ann, [pairing.pk])
        assert list(Rockelganger.objects.values()) == before

    def test_a_rock_that_was_taken_off_the_wall_meanwhile(self, ann, human):
        rock = make_rock("Moss Hollow")
        rock_services.withdraw(rock.pk)
        with pytest.raises(CannotPair, match="Moss Hollow is no longer on the wall"):
            pairing_acts.pair(ann, human.pk, rock.slug)
        with pytest.raises(CannotPair, match="That rock"):
            pairing_acts.pair(ann, human.pk, "no-such-rock")
        with pytest.raises(CannotPair, match="Of Mine is no longer"):
            pairing_acts.pair(ann, human.pk, make_rock("Of Mine", origin="bespoke").slug)
        assert not Pairing.objects.exists()
        assert not Act.objects.exists()

    def test_a_human_who_is_gone(self, ann):
        with pytest.raises(CannotPair, match="not here any more"):
            pairing_acts.pair(ann, uuid4(), make_rock().slug)
        queued = make_human(None, status="queued")
        with pytest.raises(CannotPair, match="not here any more"):
            pairing_acts.skip(ann, queued.pk)

    def test_two_curators_may_choose_two_rocks(self, ann, ben, human):
        pairing_acts.pair(ann, human.pk, make_rock().slug)
        pairing_acts.pair(ben, human.pk, make_rock().slug)
        assert Pairing.objects.filter(human=human, held_out=False).count() == 2

    def test_the_same_rock_again_is_told(self, ann, ben, human):
        rock = make_rock("Moss Hollow")
        pairing_acts.pair(ann, human.pk, rock.slug)
        for curator in (ann, ben):
            with pytest.raises(CannotPair, match="paired this face with Moss Hollow already"):
                pairing_acts.pair(curator, human.pk, rock.slug)
        assert Pairing.objects.count() == Act.objects.count() == 1

    def test_undo_removes_it(self, ann, human):
        pairing_acts.pair(ann, human.pk, make_rock().slug)
        act = undo(ann)
        assert not Pairing.objects.exists()
        assert act.undone_by == ann
        assert acts.last_of(ann) is None
        with pytest.raises(CannotUndo):
            acts.undo(act.pk, ann)

    @pytest.mark.parametrize("since", ["hold", "note", "remove", "agree", "edit"])
    def test_undo_is_refused_once_something_changed(self, ann, ben, human, settings, since):
        settings.PAIRING_AGREEMENT = 2 if since == "agree" else 1
        rock = make_rock()
        made = pairing_acts.pair(ann, human.pk, rock.slug).pairing
        act = acts.last_of(ann)
        match since:
            case "hold":
                pairing_acts.hold(ben, [made.pk])
            case "note":
                pairing_acts.note(ben, [made.pk], "No!")
            case "remove":
                pairing_acts.remove(ben, [made.pk])
            case "agree":
                pairing_acts.pair(ben, human.pk, rock.slug)
            case "edit":
                Pairing.objects.update(held_out=True)
        before = list(Pairing.objects.values("pk", "held_out", "note"))
        with pytest.raises(CannotUndo):
            acts.undo(act.pk, ann)
        assert list(Pairing.objects.values("pk", "held_out", "note")) == before


class TestAgreement:
    @pytest.fixture(autouse=True)
    def two(self, settings):
        settings.PAIRING_AGREEMENT = 2

    def test_a_first_choice_waits_held_out(self, ann, human, unit):
        done = pairing_acts.pair(ann, human.pk, make_rock().slug)
        assert done.pairing.awaits_agreement
        assert done.pairing.held_out
        assert nearest_rocks(unit(5)) == []

    def test_the_same_choice_of_a_second_curator_agrees(self, ann, ben, human, unit):
        rock = make_rock()
        pairing_acts.pair(ann, human.pk, rock.slug)
        done = pairing_acts.pair(ben, human.pk, rock.slug, "Quite so")
        assert done.has_agreed
        made = Pairing.objects.get()
        assert (made.awaits_agreement, made.held_out) == (False, False)
        assert (made.curator, made.agreed_by, made.note) == (ann, ben, "Quite so")
        assert nearest_rocks(unit(5))[0].rock == rock
        assert Act.objects.first().kind == Kind.AGREED

    def test_nobody_agrees_with_themself(self, ann, human):
        rock = make_rock()
        made = pairing_acts.pair(ann, human.pk, rock.slug).pairing
        for again in (
            lambda: pairing_acts.pair(ann, human.pk, rock.slug),
            lambda: pairing_acts.agree(ann, made.pk),
        ):
            with pytest.raises(CannotPair, match="waits for another curator"):
                again()
        assert Pairing.objects.get().held_out

    def test_another_choice_waits_too(self, ann, ben, human):
        pairing_acts.pair(ann, human.pk, make_rock().slug)
        pairing_acts.pair(ben, human.pk, make_rock().slug)
        assert Pairing.objects.filter(awaits_agreement=True).count() == 2

    def test_agreeing_from_the_list(self, ann, ben, human, unit):
        made = pairing_acts.pair(ann, human.pk, make_rock().slug).pairing
        own = pairing_acts.pair(ben, make_human(unit(6)).pk, make_rock().slug).pairing
        imagined = make_pairing(make_rock(), unit(0))
        assert pairing_acts.agree_to(ben, [made.pk, own.pk, imagined.pk, 0]) == 1
        assert Pairing.objects.filter(awaits_agreement=True).get() == own

    def test_undo_lets_it_wait_again(self, ann, ben, human):
        made = pairing_acts.pair(ann, human.pk, make_rock().slug).pairing
        pairing_acts.agree(ben, made.pk)
        undo(ben)
        made.refresh_from_db()
        assert (made.awaits_agreement, made.held_out, made.agreed_by) == (True, True, None)
        undo(ann)
        assert not Pairing.objects.exists()

    def test_undo_is_refused_once_it_was_held_out(self, ann, ben, human):
        made = pairing_acts.pair(ann, human.pk, make_rock().slug).pairing
        pairing_acts.agree(ben, made.pk)
        act = acts.last_of(ben)
        pairing_acts.hold(ann, [made.pk])
        with pytest.raises(CannotUndo):
            acts.undo(act.pk, ben)
        made.refresh_from_db()
        assert not made.awaits_agreement

    def test_what_waits_is_not_put_back_by_the_list(self, ann, human):
        made = pairing_acts.pair(ann, human.pk, make_rock().slug).pairing
        assert pairing_acts.put_back(ann, [made.pk]) == 0
        assert Pairing.objects.get().held_out


class TestManyAtOnce:
    def test_hold_and_put_back_and_their_ways_back(self, ann, unit):
        made = [make_pairing(make_rock(), unit(axis)) for axis in range(4)]
        ids = [pairing.pk for pairing in made]

        def out():
            return [pairing.pk for pairing in Pairing.objects.filter(held_out=True)]

        assert pairing_acts.hold(ann, ids[:1]) == 1
        assert pairing_acts.hold(ann, ids[:3]) == 2
        assert pairing_acts.hold(ann, ids[:3]) == 0
        assert Act.objects.first().pairings == ids[1:3]
        undo(ann)
        assert out() == ids[:1]
        assert pairing_acts.put_back(ann, ids) == 1
        assert out() == []
        undo(ann)
        assert out() == ids[:1]

    @pytest.mark.parametrize("since", ["put back", "gone"])
    def test_undo_of_holding_out_is_all_or_nothing(self, ann, unit, since):
        made = [make_pairing(make_rock(), unit(axis)) for axis in range(3)]
        pairing_acts.hold(ann, [pairing.pk for pairing in made])
        act = acts.last_of(ann)
        if since == "gone":
            made[1].delete()
        else:
            pairing_acts.put_back(ann, [made[1].pk])
        with pytest.raises(CannotUndo):
            acts.undo(act.pk, ann)
        assert Pairing.objects.filter(held_out=True).count() == 2

    def test_only_what_curators_made_is_removed(self, ann, human, unit):
        curated = made_by(ann, human, note="mine", weight=-0.25)
        others = [make_pairing(make_rock(), unit(1)), made_by(ann, human, origin="imported")]
        assert pairing_acts.remove(ann, [curated.pk, *(other.pk for other in others)]) == 1
        assert set(Pairing.objects.all()) == set(others)
        act = Act.objects.get()
        assert (act.kind, act.human, act.rock) == (Kind.REMOVED, human, curated.rock)

    def test_a_removed_one_comes_back_as_it_was(self, ann, ben, human):
        curated = made_by(ben, human, note="mine", weight=-0.25, agreed_by=ann)
        known = ("pk", "rock", "human", "curator", "note", "weight", "agreed_by", "name")
        before = Pairing.objects.values(*known, "held_out").get()
        vector = list(Pairing.objects.get().key)
        pairing_acts.remove(ann, [curated.pk])
        undo(ann)
        assert Pairing.objects.values(*known, "held_out").get() == before
        assert list(Pairing.objects.get().key) == vector

    def test_a_removed_one_comes_back_without_a_curator_who_left(self, ann, ben, human):
        curated = made_by(ben, human)
        pairing_acts.remove(ann, [curated.pk])
        ben.delete()
        undo(ann)
        assert Pairing.objects.get().curator is None

    @pytest.mark.parametrize("since", ["paired", "rock"])
    def test_a_removed_one_stays_away_if_its_place_is_taken(self, ann, ben, human, since):
        curated = made_by(ann, human)
        pairing_acts.remove(ann, [curated.pk])
        act = acts.last_of(ann)
        if since == "paired":
            pairing_acts.pair(ben, human.pk, curated.rock.slug)
        else:
            curated.rock.delete()
        number = Pairing.objects.count()
        with pytest.raises(CannotUndo):
            acts.undo(act.pk, ann)
        assert Pairing.objects.count() == number

    def test_nothing_is_left_of_a_human_who_withdraws(self, ann, human, unit):
        made = [made_by(ann, human), made_by(ann, human)]
        other = made_by(ann, make_human(unit(7)))
        ids = [pairing.pk for pairing in (*made, other)]
        pairing_acts.note(ann, ids, "She laughs like granite")
        pairing_acts.remove(ann, [made[0].pk])
        human.delete()
        left = Act.objects.get()
        assert left.human == other.human
        assert Pairing.objects.get() == other

    def test_a_note_is_written_and_taken_back(self, ann, human):
        pairing = made_by(ann, human, note="old")
        assert pairing_acts.note(ann, [pairing.pk], "n" * 400) == 1
        pairing.refresh_from_db()
        assert pairing.note == "n" * LONGEST_NOTE
        assert pairing_acts.note(ann, [pairing.pk], "n" * LONGEST_NOTE) == 0
        undo(ann)
        pairing.refresh_from_db()
        assert pairing.note == "old"

    def test_a_note_that_somebody_wrote_over_stays(self, ann, ben, human):
        pairing = made_by(ann, human)
        pairing_acts.note(ann, [pairing.pk], "one")
        act = acts.last_of(ann)
        pairing_acts.note(ben, [pairing.pk], "two")
        with pytest.raises(CannotUndo):
            acts.undo(act.pk, ann)
        pairing.refresh_from_db()
        assert pairing.note == "two"


def test_a_skip_is_an_act_and_can_be_taken_back(ann, human):
    pairing_acts.skip(ann, human.pk)
    act = Act.objects.get()
    assert (act.kind, act.human) == (Kind.SKIPPED, human)
    undo(ann)
    act.refresh_from_db()
    assert act.undone_at
