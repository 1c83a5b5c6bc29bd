"""The cascade's arithmetic, against the plainest way to write it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision import cascade
from rockmatch.vision.cascade import Candidates, Networks, find_faces, pyramid, without_overlap


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


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_no_level_is_smaller_than_what_the_network_looks_at(height, width):
    scales = pyramid(height, width)
    assert scales == sorted(scales, reverse=True)
    assert all(int(min(height, width) * scale) >= 12 for scale in scales)
    assert len(set(scales)) == len(scales)


def test_the_pyramid_of_the_package():
    assert pyramid(480, 640)[:3] == pytest.approx([0.6, 0.4254, 0.3016], abs=1e-4)
    assert len(pyramid(480, 640)) == 10
    assert pyramid(11, 4000) == []


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
        height, width = (image.shape[1] - 10) // 2, (image.shape[2] - 10) // 2
        shares = np.zeros((1, height, width, 2), np.float32)
        shares[0, 0, 0, 1] = 0.9
        return [np.zeros((1, height, width, 4), np.float32), shares]

    def later(outputs):
        def network(patches):
            seen.append(len(patches))
            shares = np.tile(np.float32([0.1, 0.9]), (len(patches), 1))
            return [np.zeros((len(patches), n), np.float32) for n in outputs] + [shares]

        return network

    return Networks(pnet, later([4]), later([4, 10]))


def test_many_pictures_are_one_batch_and_answer_as_alone():
    rng = np.random.default_rng(2)
    shapes = [(60, 80, 3), (5, 5, 3), (200, 90, 3)]
    pictures = [rng.integers(0, 256, shape).astype(np.uint8) for shape in shapes]
    seen: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        together = find_faces(networks(seen), pictures, pool)
        assert len(seen) == 2
        alone = [find_faces(networks(seen), [picture], pool)[0] for picture in pictures]
    assert len(together[1].boxes) == 0
    for one, other, shape in zip(together, alone, shapes, strict=True):
        assert one.boxes == pytest.approx(other.boxes)
        assert (one.boxes >= 0).all()
        assert (one.boxes <= [shape[1] - 1, shape[0] - 1] * 2).all()


def test_no_picture_is_no_face():
    with ThreadPoolExecutor(1) as pool:
        assert find_faces(networks([]), [], pool) == []


def test_more_candidates_than_a_batch_keep_their_order(monkeypatch):
    monkeypatch.setattr(cascade, "BATCH", 7)
    picture = np.random.default_rng(3).normal(size=(50, 50, 3)).astype(np.float32)
    grid = [(x, y, 8, 8) for x in range(0, 40, 10) for y in range(0, 40, 10)]
    faces = [candidates(grid), candidates([]), candidates(grid[:5])]
    sizes = [len(batch) for batch in cascade._batches([picture] * 3, faces, 24)]
    assert sizes == [7, 7, 7]
    joined = np.concatenate(list(cascade._batches([picture] * 3, faces, 24)))
    right = [cascade.sample_patches(picture, found.boxes, 24) for found in faces]
    assert joined == pytest.approx(np.concatenate(right))
