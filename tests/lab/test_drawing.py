"""Which stones somebody is shown, and in what order."""

from collections import Counter
from random import Random

import pytest

from lab.drawing import PLACES, Draw, Stone, draw_round

LADDER = [
    Stone(rock * 10 + rung, "ladder", f"ladder-{rock}", rung)
    for rock in range(40)
    for rung in range(6)
]
MUSEUM = [Stone(1000 + n, "museum", f"rock-{n}") for n in range(60)]
REAL = [Stone(2000 + n, "real", f"found-{n}") for n in range(5)]
ALL = [*LADDER, *MUSEUM, *REAL]


def rounds(seed, count, stones=ALL):
    before = []
    for number in range(1, count + 1):
        drawn = draw_round(stones, before, seed=seed, number=number)
        yield drawn
        before += drawn


@pytest.mark.parametrize("seed", range(6))
def test_nobody_sees_a_family_twice_but_for_the_mirrored_one(seed):
    seen = [one for drawn in rounds(seed, 8) for one in drawn]
    plain = [one.stone.family for one in seen if one.catch != "again"]
    assert len(plain) == len(set(plain))
    repeated = [one.stone.pk for one in seen if one.catch == "again"]
    assert len(repeated) == len(set(repeated)) == 4
    assert {one.way for one in seen if one.catch == "again"} == {"mirrored"}


@pytest.mark.parametrize("seed", range(6))
def test_ten_stones_of_all_kinds_with_two_that_catch(seed):
    for drawn in rounds(seed, 4):
        assert len(drawn) == PLACES
        ordinary = Counter(one.stone.kind for one in drawn if not one.catch)
        assert ordinary == {"ladder": 4, "museum": 3, "real": 1}
        assert len([one for one in drawn if one.catch]) == 2


def test_each_kind_of_catch_is_what_it_says():
    caught = {
        one.catch: one for seed in (1, 2) for drawn in rounds(seed, 2) for one in drawn if one.catch
    }
    assert set(caught) == {"bare", "plain", "again", "turned"}
    assert (caught["bare"].stone.rung, caught["bare"].way) == (0, "upright")
    assert (caught["plain"].stone.rung, caught["plain"].way) == (5, "upright")
    assert (caught["turned"].stone.rung, caught["turned"].way) == (5, "upside_down")


@pytest.mark.parametrize("seed", range(4))
def test_three_rounds_have_each_rung_twice(seed):
    drawn = [one for drawn in rounds(seed, 3) for one in drawn]
    rungs = Counter(one.stone.rung for one in drawn if one.stone.kind == "ladder" and not one.catch)
    assert rungs == dict.fromkeys(range(6), 2)


@pytest.mark.parametrize("seed", range(20))
def test_the_mirror_image_comes_well_after(seed):
    shown = [one for drawn in rounds(seed, 2) for one in drawn]
    for place, one in enumerate(shown):
        if one.catch == "again":
            first = next(n for n, other in enumerate(shown) if other.stone == one.stone)
            assert place - first > 3


def test_the_order_is_each_ones_own_and_the_same_when_asked_again():
    [first], [again], [other] = (list(rounds(seed, 1)) for seed in (3, 3, 5))
    assert first == again
    assert first != other


def test_answers_spread_evenly_over_all_stones():
    answers = Counter()
    chance = Random(1)
    for _person in range(60):
        stones = [Stone(s.pk, s.kind, s.family, s.rung, answers[s.pk]) for s in ALL]
        for drawn in rounds(chance.getrandbits(31), 2, stones):
            answers.update(one.stone.pk for one in drawn if not one.catch)
    for stones in (LADDER, MUSEUM):
        counts = [answers[stone.pk] for stone in stones]
        assert max(counts) - min(counts) <= 3, counts


def test_a_small_lab_ends_kindly():
    stones = MUSEUM[:13]
    *some, last = rounds(4, 3, stones)
    assert [len(drawn) > 0 for drawn in some] == [True, True]
    assert last == []
    shown = {one.stone.pk for drawn in some for one in drawn}
    assert shown == {stone.pk for stone in stones}


def test_of_what_was_put_away_nothing_is_shown_again():
    before = [Draw(MUSEUM[0])]
    drawn = draw_round(MUSEUM[1:], before, seed=1, number=2)
    drawn += draw_round(MUSEUM[1:], before, seed=2, number=2)
    assert MUSEUM[0] not in [one.stone for one in drawn]


def test_no_stones_are_no_round():
    assert draw_round([], [], seed=1, number=1) == []
