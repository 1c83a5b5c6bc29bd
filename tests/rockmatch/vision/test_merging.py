import numpy as np

from rockmatch.vision.merging import Look, agreed, merged, neighbours, without_phantoms


def look(box, score=0.9, *, sure=True, source=("CenterFace", "tile", 0)):
    return Look(np.array(box, float), score, np.zeros((5, 2)), sure, source)


def boxes(looks):
    return [tuple(one.box) for one in looks]


def test_two_looks_at_one_face_are_one():
    found = merged([look((0, 0, 10, 10), 0.5), look((1, 1, 11, 11), 0.8)])
    assert len(found) == 1
    assert found[0].score == 0.8


def test_the_size_is_what_most_say():
    part = look((4, 4, 9, 9), 0.99)
    found = merged([part, look((0, 0, 8, 8), 0.7), look((0, 0, 9, 9), 0.6)])
    assert boxes(found) == [(0, 0, 9, 9)]


def test_a_face_on_a_shirt_is_another_one():
    assert len(merged([look((0, 0, 100, 100)), look((40, 40, 60, 60))])) == 2


def test_the_largest_comes_first():
    found = merged([look((0, 0, 10, 10), 0.99), look((50, 0, 90, 40), 0.5)])
    assert boxes(found)[0] == (50, 0, 90, 40)


def test_what_nobody_is_sure_of_needs_a_second_look():
    one = look((0, 0, 10, 10), 0.15, sure=False)
    twin = look((0, 0, 10, 10), 0.7, sure=False, source=("MTCNN", "tile", 45))
    assert agreed([one]) == []
    assert agreed([one, look((0, 0, 10, 10), 0.12, sure=False)]) == []  # the same look, twice
    assert len(agreed([one, twin])) == 2
    assert len(agreed([one, look((40, 0, 50, 10))])) == 1


def test_a_cup_is_as_round_from_any_angle():
    angles = [
        look((0, 0, 90, 90), 0.15, sure=False, source=("CenterFace", "tile", degrees))
        for degrees in (0, 90, 180)
    ]
    assert agreed(angles) == []
    assert len(agreed([*angles, look((0, 0, 90, 90), source=("CenterFace", "copy", 0))])) == 4


def test_of_what_is_tiny_two_angles_are_enough():
    def weak(degrees, score=0.15, what="tile"):
        return look((0, 0, 30, 30), score, sure=False, source=("CenterFace", what, degrees))

    assert len(agreed([weak(0), weak(90)])) == 2
    assert agreed([weak(0), weak(0)]) == []  # the same look, twice
    assert agreed([weak(0), weak(90, 0.11)]) == []
    assert agreed([weak(0), weak(90, what="copy of 640")]) == []


def test_neighbours_are_what_a_slow_search_finds():
    random = np.random.default_rng(5)
    corners = random.uniform(0, 200, (120, 2))
    looks = [look((*c, *(c + random.uniform(5, 60, 2)))) for c in corners]
    near = neighbours(looks)
    for at, one in enumerate(looks):
        others = [other for other in range(len(looks)) if other != at]
        assert sorted(near[at]) == [other for other in others if alike(one, looks[other])]


def alike(one, other):
    """Tell it of two looks alone."""
    return bool(neighbours([one, other])[0])


def test_none_and_one():
    assert merged([]) == []
    assert neighbours([look((0, 0, 1, 1))]) == [[]]
    assert boxes(merged([look((0, 0, 1, 1))])) == [(0, 0, 1, 1)]


def test_ten_thousand_looks_are_soon_done():
    places = np.stack(np.meshgrid(np.arange(100) * 12.0, np.arange(100) * 12.0), -1).reshape(-1, 2)
    found = merged([look((x, y, x + 10, y + 10)) for x, y in places])
    assert len(found) == len(places)


def whole_face(box, count=4):
    """As many looks, of which most are sure, show it."""
    return [look(box, source=("CenterFace", "tile", 90 * at)) for at in range(count)]


def phantom(box):
    """Two weak looks agree on it."""
    return [
        look(box, 0.15, sure=False, source=("CenterFace", "tile", 225)),
        look(box, 0.69, sure=False, source=("MTCNN", "tile", 180)),
    ]


def test_a_head_and_its_collar_are_no_larger_face():
    looks = [*whole_face((40, 40, 60, 60)), *phantom((0, 0, 100, 100))]
    found = merged(agreed(looks))
    assert len(found) == 2
    assert boxes(without_phantoms(found, looks)) == [(40, 40, 60, 60)]


def test_an_unsure_face_stays_where_it_holds_none_that_is_certain():
    large = phantom((0, 0, 100, 100))
    beside = [*large, *whole_face((90, 40, 110, 60))]
    once_sure = [*large, *whole_face((40, 40, 60, 60), 1)]
    as_large = [*large, *whole_face((5, 5, 90, 90))]
    for looks in (large, beside, once_sure, as_large):
        found = merged(agreed(looks))
        assert boxes(without_phantoms(found, looks)) == boxes(found)


def test_a_large_face_that_somebody_is_sure_of_stays():
    looks = [*whole_face((40, 40, 60, 60)), *phantom((0, 0, 100, 100)), look((0, 0, 100, 100), 0.3)]
    assert len(without_phantoms(merged(agreed(looks)), looks)) == 2
