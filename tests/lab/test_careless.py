"""Who answers without looking."""

import pytest

from lab.careless import Told, marks_of


def told(seen, *, rung=None, stimulus=0, catch="", way="upright", milliseconds=900):
    return Told(stimulus, rung, way, catch, seen, milliseconds)


def careful(count=24):
    """Sees what is there, in a good second."""
    return [
        told("one" if n % 6 > 2 else "no", rung=n % 6, stimulus=n, milliseconds=900 + n)
        for n in range(count)
    ]


def test_who_looks_has_no_mark():
    repeats = [
        told(one.seen, rung=one.rung, stimulus=one.stimulus, catch="again", way="mirrored")
        for one in careful()[:6]
    ]
    assert marks_of(careful() + repeats) == []
    assert marks_of([]) == []


@pytest.mark.parametrize(
    ("times", "is_marked"),
    [
        ([100] * 10, True),
        ([100] * 9, False),
        ([249] * 11, True),
        ([250] * 11, False),
        ([100] * 7 + [800] * 8, False),
        ([None] * 30, False),
        ([None] * 20 + [80] * 10, True),
    ],
)
def test_too_fast_is_faster_than_seeing(times, is_marked):
    rows = [told("no", milliseconds=time) for time in times]
    assert ("too_fast" in marks_of(rows)) is is_marked


@pytest.mark.parametrize("seen", ["no", "one", "several"])
def test_always_the_same_through_both_extremes(seen):
    rows = [told(seen, rung=n % 6) for n in range(20)]
    assert "always_the_same" in marks_of(rows)
    assert "always_the_same" not in marks_of(rows[:19])
    assert "always_the_same" not in marks_of([told(seen, rung=3) for _ in range(30)])
    other = "no" if seen != "no" else "one"
    assert "always_the_same" not in marks_of([*rows, told(other)])


def extremes(bare, plain):
    return [told(one, rung=0) for one in bare] + [told(one, rung=5) for one in plain]


@pytest.mark.parametrize(
    ("bare", "plain", "is_marked"),
    [
        (["no"] * 3, ["one"] * 3, False),
        (["one"] * 3, ["no"] * 3, True),
        (["one"] * 3, ["one"] * 3, True),
        (["no"] * 4, ["no"] * 2, True),
        (["one", "no", "no"], ["several", "one", "no"], False),
        (["one"] * 3, ["no"] * 2, False),
        (["one"] * 8, ["no"], False),
    ],
)
def test_who_sees_no_more_in_plain_faces_than_in_bare_stones(bare, plain, is_marked):
    assert ("sees_what_is_not" in marks_of(extremes(bare, plain))) is is_marked


def test_a_face_that_is_upside_down_may_be_missed():
    rows = extremes(["no"] * 3, ["one"] * 3)
    rows += [told("no", rung=5, way="upside_down", catch="turned") for _ in range(9)]
    assert marks_of(rows) == []


@pytest.mark.parametrize(
    ("contradicted", "repeats", "is_marked"),
    [(3, 4, True), (2, 4, False), (3, 3, False), (0, 8, False)],
)
def test_who_says_the_opposite_of_the_same_stone_mirrored(contradicted, repeats, is_marked):
    rows = [told("one", rung=3, stimulus=n) for n in range(repeats)]
    rows += [
        told("no" if n < contradicted else "several", rung=3, stimulus=n, catch="again")
        for n in range(repeats)
    ]
    assert ("contradicts" in marks_of(rows)) is is_marked
