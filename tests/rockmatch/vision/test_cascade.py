"""The cascade's arithmetic, against the plainest way to write it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision import cascade
from rockmatch.vision.cascade import Candidates, Networks, find_faces, without_overlap


def candidates(rows):
    boxes = np.array([[x, y, x + w, y + h] for x, y, w, h in rows], float).reshape(-1, 4)
    scores = np.linspace(1, 0.5, len(boxes)).astype(np.float32)
    return Candidates(boxes, scores, np.zeros((len(boxes), 5, 2)))


def plain_without_overlap(found, limit, of_smaller):
    kept = []
    for rank, (left, top, right, bottom) in enumerate(found.boxes):
        area = (right - left) * (bottom - top)
        for one in found.boxes[:rank]:
            width = min(right, one[2]) - max(left, one[0])
            height = min(bottom, one[3]) - max(top, one[1])
            shared = max(width, 0) * max(height, 0)
            other = (one[2] - one[0]) * (one[3] - one[1])
            whole = min(area, other) if of_smaller else area + other - shared
            if shared > limit * whole:
                break
        else:
            kept.append(rank)
    return kept


side = st.integers(1, 30)
rows = st.lists(st.tuples(st.integers(-20, 60), st.integers(-20, 60), side, side), max_size=40)


@settings(deadline=None)
@given(rows, st.sampled_from([0.3, 0.5, 0.7]), st.booleans(), st.sampled_from([3, 50, 1 << 20]))
def test_overlap_is_judged_as_the_plain_way_does(rows, limit, of_smaller, pairs):
    found = candidates(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cascade, "PAIRS", pairs)
        left = without_overlap(found, limit, of_smaller=of_smaller)
    assert left.scores.tolist() == [
        found.scores[rank] for rank in plain_without_overlap(found, limit, of_smaller)
    ]


def test_a_box_that_has_lost_still_beats_others():
    """As in the package: not the greedy rule."""
    found = candidates([(0, 0, 10, 10), (3, 0, 10, 10), (6, 0, 10, 10)])
    assert len(without_overlap(found, 0.5).boxes) == 1


def plain_patch(picture, box, side):
    height, width = picture.shape[:2]
    patch = np.zeros((side, side, 3))
    for row in range(side):
        for column in range(side):
            y = (box[1] + (box[3] - box[1]) * row / (side - 1)) * (height - 1) / height
            x = (box[0] + (box[2] - box[0]) * column / (side - 1)) * (width - 1) / width
            if 0 <= y <= height - 1 and 0 <= x <= width - 1:
                top, left = int(y), int(x)
                bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
                dy, dx = y - top, x - left
                upper = picture[top, left] * (1 - dx) + picture[top, right] * dx
                lower = picture[bottom, left] * (1 - dx) + picture[bottom, right] * dx
                patch[row, column] = upper * (1 - dy) + lower * dy
    return patch


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(*[st.floats(-30, 60)] * 2, st.floats(0.5, 60)), min_size=1, max_size=4))
def test_patches_are_sampled_bilinear_with_grey_beyond_the_border(squares):
    picture = np.random.default_rng(1).normal(size=(23, 31, 3)).astype(np.float32)
    boxes = np.array([[x, y, x + size, y + size] for x, y, size in squares])
    patches = cascade.sample_patches(picture, boxes, 6)
    assert (patches.shape, patches.dtype) == ((len(boxes), 6, 6, 3), np.float32)
    inner = cascade.sample_patches(picture, boxes + 1e-9, 6)  # a point may lie on the border
    for patch, twin, box in zip(patches, inner, boxes, strict=True):
        right = plain_patch(picture, box, 6)
        assert patch == pytest.approx(right, abs=1e-3) or twin == pytest.approx(right, abs=1e-3)


def networks(seen):
    """Networks that believe everything, and write down how many patches they were shown."""

    def pnet(image):
        height, width = (image.shape[1] - 9) // 2, (image.shape[2] - 9) // 2
        odds = np.full((1, height, width, 1), -100, np.float32)
        odds[0, 0, 0] = 2
        return [np.zeros((1, height, width, 4), np.float32), odds]

    def later(outputs):
        def network(patches):
            seen.append(len(patches))
            odds = np.full((len(patches), 1), 2, np.float32)
            return [np.zeros((len(patches), n), np.float32) for n in outputs] + [odds]

        return network

    return Networks(pnet, later([4]), later([4, 10]))


@pytest.mark.parametrize("shape", [(60, 80, 3), (5, 5, 3), (200, 90, 3)])
def test_pieces_beside_each_other_answer_as_one_after_the_other(shape):
    picture = np.random.default_rng(2).integers(0, 256, shape).astype(np.uint8)
    seen: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        beside = find_faces(networks(seen), picture, pool.map)
    one_by_one = find_faces(networks(seen), picture)
    assert beside.boxes == pytest.approx(one_by_one.boxes)
    assert (len(beside.boxes) > 0) == bool(seen) == (min(shape[:2]) > 20)
    assert (beside.boxes >= 0).all()
    assert (beside.boxes <= [shape[1] - 1, shape[0] - 1] * 2).all()


@pytest.mark.parametrize("number", [1, 6, 7, 8, 40])
def test_more_patches_than_a_batch_keep_their_order(number, monkeypatch):
    monkeypatch.setitem(cascade.PATCHES, 24, 7)
    picture = np.random.default_rng(3).normal(size=(50, 50, 3)).astype(np.float32)
    boxes = np.random.default_rng(4).uniform(0, 40, (number, 2))
    boxes = np.concatenate([boxes, boxes + 8], axis=1)
    seen: list[int] = []

    def network(patches):
        seen.append(len(patches))
        return [patches.mean((1, 2, 3)), patches[:, 0, 0]]

    mean, corner = cascade._look(network, picture, boxes, 24, map)
    right = cascade.sample_patches(picture, boxes, 24)
    assert mean == pytest.approx(right.mean((1, 2, 3)), abs=1e-6)
    assert corner == pytest.approx(right[:, 0, 0])
    assert (max(seen), sum(seen)) == (min(number, 7), number)


@given(st.integers(12, 300), st.integers(12, 60), st.sampled_from([1, 3000, 6000]))
def test_strips_have_each_cell_once(height, width, pixels):
    """Also the last one of an odd height, which hangs over the border."""
    level = np.zeros((height, width, 3), np.float32)
    cells: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cascade, "STRIP", pixels)
        for top, strip in cascade._strips(level):
            assert strip.shape[0] >= 11
            cells += range(top, top + 2 * ((strip.shape[0] - 9) // 2), 2)
    assert cells == list(range(0, 2 * ((height - 9) // 2), 2))


def test_scores_are_the_softmax_with_its_ties():
    odds = np.linspace(-200, 60, 500, dtype=np.float32)[:, None]
    scores = cascade._scores(odds)
    assert scores == pytest.approx(1 / (1 + np.exp(-odds[:, 0].astype(float))), abs=1e-6)
    assert (scores[odds[:, 0] > 17] == 1).all()
