"""Which rocks a curator is offered, and which are found."""

import pytest

from rockmatch.models import Rock
from rockmatch.queries.wall import Wish
from studio.queries import offers
from tests.factories import make_human, make_member, make_pairing, make_rock
from tests.studio.curating import make_curator

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return make_curator("ann")


def named(groups, name):
    return [offer.rock for group in groups if group.name == name for offer in group.offers]


def test_the_nearest_come_by_the_machines_view(ann, unit):
    rocks = [make_rock() for _ in range(5)]
    for axis, rock in enumerate(rocks):
        make_pairing(rock, unit(8, axis / 4))
    groups = offers.offered(ann, make_human(unit(8)))
    assert named(groups, "machine") == rocks[:3]


def test_rocks_with_the_fewest_pairings_need_somebody(ann, unit):
    busy = [make_rock() for _ in range(4)]
    for axis, rock in enumerate(busy):
        make_pairing(rock, unit(axis))
    held = make_rock("Held")
    make_pairing(held, unit(30), held_out=True)
    without = make_rock("Without")
    worn = make_rock("Worn")
    make_member(rock=worn)
    need = named(offers.offered(ann, make_human(unit(3))), "need")
    assert set(need[:2]) <= {held, without, ann.rock}
    assert worn not in need[:2]
    assert not set(need) & set(busy)


def test_what_others_chose_for_this_face_and_for_those_alike(ann, unit):
    ben = make_curator("ben")
    for axis in range(20, 24):
        make_pairing(make_rock(), unit(axis))
    human, twin, far = make_human(unit(8)), make_human(unit(8, 0.2)), make_human(unit(9))
    theirs, alike, own, distant = (make_rock(name) for name in ("Theirs", "Alike", "Own", "Far"))
    make_pairing(distant, unit(9), human=far, curator=ben)
    make_pairing(alike, unit(8, 0.2), human=twin, curator=ben)
    make_pairing(own, unit(8), human=human, curator=ann)
    make_pairing(theirs, unit(8), human=human, curator=ben, held_out=True, awaits_agreement=True)
    [picks] = [group for group in offers.offered(ann, human) if group.name == "picks"]
    told = [(offer.rock.name, offer.is_picked, offer.awaits) for offer in picks.offers]
    assert told == [("Theirs", True, True), ("Alike", False, False), ("Far", False, False)]


def test_every_rock_once_and_a_key_for_each(ann, unit):
    ben = make_curator("ben")
    human = make_human(unit(8))
    for axis in range(20):
        make_pairing(make_rock(), unit(8, axis / 20), human=make_human(unit(axis)), curator=ben)
    groups = offers.offered(ann, human)
    shown = [offer for group in groups for offer in group.offers]
    assert [offer.key for offer in shown] == list(range(1, 10))
    assert len({offer.rock for offer in shown}) == 9
    assert all(offer.effect.after >= offer.effect.before for offer in shown)


def test_rocks_off_the_wall_and_of_members_are_not_offered(ann, unit):
    gone = make_rock("Wuthering", is_on_show=False)
    own = make_rock("Of Somebody", origin=Rock.Origin.BESPOKE)
    for axis, rock in enumerate((gone, own)):
        make_pairing(rock, unit(axis), human=make_human(unit(axis)), curator=make_curator())
    groups = offers.offered(ann, make_human(unit(0)))
    assert not {gone, own} & {offer.rock for group in groups for offer in group.offers}
    found = offers.found(make_human(unit(1)), Wish(q="Wuthering"))
    assert named(found, "found") == []


def test_an_empty_museum_offers_nothing_and_says_so(ann, unit):
    Rock.objects.update(is_on_show=False)
    groups = offers.offered(ann, make_human(unit(0)))
    assert [group.offers for group in groups] == [[], [], []]
    assert all(group.emptiness for group in groups)


def test_a_search_finds_by_words_then_by_spelling_and_filters(ann, unit):
    moss, slate = make_rock("Moss Hollow", hue="green"), make_rock("Slate Head", hue="grey")
    human = make_human(unit(0))
    assert named(offers.found(human, Wish(q="moss")), "found") == [moss]
    assert named(offers.found(human, Wish(q="moss holow")), "found") == [moss]
    assert named(offers.found(human, Wish(hue="grey")), "found") == [slate]
    assert named(offers.found(human, Wish(hue="grey", q="moss")), "found") == []


@pytest.mark.parametrize("number", [1, 30])
def test_four_queries_for_offers_and_three_for_a_search(
    ann, unit, number, django_assert_num_queries
):
    ben = make_curator("ben")
    human = make_human(unit(8))
    for axis in range(number):
        make_pairing(make_rock(), unit(axis), human=make_human(unit(axis)), curator=ben)
    with django_assert_num_queries(4):
        offers.offered(ann, human)
    with django_assert_num_queries(3):
        assert len(named(offers.found(human, Wish(q="stone")), "found")) > 0
