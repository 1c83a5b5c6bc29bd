import numpy as np
import pytest

from rockmatch.matching import nearest_rocks
from rockmatch.models import Balance, Pairing, Rockelganger
from rockmatch.museum_loader import MUSEUM, read_anchors
from rockmatch.services import pairings
from rockmatch.services.rockelgangers import become
from rockmatch.tasks import balance_pairings as task
from tests.factories import make_member, make_pairing, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def museum():
    """Ten rocks at ten of the museum's places."""
    anchors = read_anchors(MUSEUM / "anchors.json")[:10]
    return [make_pairing(make_rock(f"Tor {n}"), anchor) for n, anchor in enumerate(anchors)]


def weights():
    return np.array(list(Pairing.objects.order_by("pk").values_list("weight", flat=True)), float)


def matched(rock, times):
    """Let a selfie lead some members to a rock."""
    for _ in range(times):
        become(make_member().pk, rock=rock, way=Rockelganger.Way.SELFIE)


def test_the_first_balance_weighs_every_pairing_and_is_written_down(museum):
    assert pairings.needs_balance()
    run = pairings.balance_pairings()
    assert (run.pairings, run.rocks, run.matches, run.effective_rocks) == (10, 10, 0, None)
    assert weights().std() > 0
    assert weights().max() == 0
    assert not pairings.needs_balance()


def test_a_rock_that_many_were_led_to_gets_a_smaller_place(museum):
    pairings.balance_pairings()
    before = weights()
    matched(museum[4].rock, 12)
    matched(museum[5].rock, 1)
    run = pairings.balance_pairings()
    assert run.matches == 13
    assert 1 < run.effective_rocks < 2
    moved = weights() - before
    assert moved[4] == moved.min()
    assert moved[4] < np.median(moved)


def test_only_what_came_since_the_last_run_counts(museum):
    pairings.balance_pairings()
    matched(museum[4].rock, 12)
    pairings.balance_pairings()
    assert pairings.balance_pairings().matches == 0


def test_rocks_chosen_by_hand_do_not_count(museum):
    pairings.balance_pairings()
    make_member(rock=museum[2].rock)
    assert pairings.balance_pairings().matches == 0


def test_curated_pairings_take_part_like_any_other(museum, unit):
    pairings.balance_pairings()
    curated = make_pairing(make_rock("Found Tor"), unit(5), origin=Pairing.Origin.CURATED)
    assert pairings.needs_balance()
    assert pairings.balance_pairings().rocks == 11
    curated.refresh_from_db()
    assert curated.weight == 0  # a lone place, far from people: none is granted more
    assert nearest_rocks(unit(5))[0].rock == curated.rock


def test_holding_out_takes_effect_at_once_and_changes_nobodys_rock(museum):
    member = make_member(rock=museum[0].rock)
    face = np.asarray(museum[0].embedding, np.float32)
    assert nearest_rocks(face)[0].rock == museum[0].rock
    assert pairings.hold_out([museum[0].pk], held_out=True) == 1
    assert pairings.hold_out([museum[0].pk], held_out=True) == 0
    assert museum[0].rock not in [match.rock for match in nearest_rocks(face)]
    member.refresh_from_db()
    assert member.rock == museum[0].rock
    assert pairings.balance_pairings().rocks == 9
    pairings.hold_out([museum[0].pk], held_out=False)
    assert nearest_rocks(face)[0].rock == museum[0].rock


def test_an_empty_museum_is_left_alone():
    assert not pairings.needs_balance()
    assert pairings.balance_pairings() is None
    assert task() == 0
    assert not Balance.objects.exists()


def test_too_many_pairings_keep_their_weights(museum, monkeypatch, caplog):
    monkeypatch.setattr(pairings, "MOST_PAIRINGS", 9)
    assert pairings.balance_pairings() is None
    assert "too many to balance" in caplog.text
    assert np.isnan(weights()).all()
