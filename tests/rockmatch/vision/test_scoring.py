"""Figures of boxes and scores, against what a pencil gives and against pycocotools."""

import contextlib
import io
from math import isnan

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from rockmatch.vision.scoring import (
    auc,
    average_precision,
    overlaps,
    ranks,
    recall_at_false_alarms,
    spearman,
)

FACE = [[0, 0, 10, 10]]
HERE, ELSEWHERE = [0, 0, 10, 10], [50, 50, 10, 10]


def test_how_much_boxes_overlap():
    boxes = [[0, 0, 10, 10], [5, 0, 10, 10], [20, 20, 1, 1], [0, 0, 0, 0]]
    assert overlaps(FACE, boxes)[0] == pytest.approx([1, 50 / 150, 0, 0])
    assert overlaps([], boxes).shape == (0, 4)


def test_average_precision_by_hand():
    # True at 0.9, false at 0.8, true at 0.7: precision 1 up to a recall of one half, then 2/3.
    found = [[[*HERE, 0.9], [*ELSEWHERE, 0.8]], [[*HERE, 0.7]]]
    expected = (51 * 1 + 50 * 2 / 3) / 101
    assert average_precision([FACE, FACE], found) == pytest.approx(expected)
    assert average_precision([FACE, FACE], [[], []]) == 0
    assert isnan(average_precision([[], []], found))


def test_a_face_is_found_once():
    twice = [[[*HERE, 0.5], [*HERE, 0.9]]]
    assert average_precision([FACE], twice) == 1
    assert average_precision([FACE], [[[*ELSEWHERE, 0.9], [*HERE, 0.5]]]) == pytest.approx(0.5)


def test_recall_at_one_false_alarm_a_picture():
    found = [
        [[*ELSEWHERE, 0.9], [*HERE, 0.8]],
        [[*ELSEWHERE, 0.7], [*ELSEWHERE, 0.6]],
        [[*HERE, 0.5]],
    ]
    truth = [FACE, [], FACE]
    assert recall_at_false_alarms(truth, found) == 1
    assert recall_at_false_alarms(truth, found, alarms=0.7) == 0.5
    assert recall_at_false_alarms(truth, found, alarms=0) == 0
    assert recall_at_false_alarms([FACE], [[]]) == 0
    # At one score there is one threshold: with the true box come the false ones.
    tied = [[[*HERE, 0.5], [*ELSEWHERE, 0.5]]]
    assert recall_at_false_alarms([FACE], tied, alarms=0.5) == 0
    assert recall_at_false_alarms([FACE], tied) == 1


def test_as_many_pictures_of_each():
    with pytest.raises(ValueError, match="1 pictures with faces, 2 looked at"):
        average_precision([FACE], [[], []])


def test_average_precision_is_that_of_pycocotools():
    random = np.random.default_rng(8)
    truth, found = [], []
    for _ in range(60):
        faces = random.uniform(5, 60, (random.integers(0, 4), 4))
        near = np.repeat(faces, 3, axis=0)
        near = near + random.normal(0, 6, near.shape)
        boxes = np.abs(np.vstack([near, random.uniform(1, 60, (5, 4))]))
        # Two decimals: some scores are equal.
        found.append(np.column_stack([boxes, random.uniform(0, 1, len(boxes)).round(2)]))
        truth.append(faces)
    for least in (0.3, 0.5, 0.75):
        assert average_precision(truth, found, least) == pytest.approx(
            _coco(truth, found, least), abs=1e-12
        )


def _coco(truth, found, least):
    coco, annotations, results = COCO(), [], []
    for picture, (faces, boxes) in enumerate(zip(truth, found, strict=True), 1):
        for face in faces:
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": picture,
                    "category_id": 1,
                    "bbox": face.tolist(),
                    "area": float(face[2] * face[3]),
                    "iscrowd": 0,
                }
            )
        results += [
            {"image_id": picture, "category_id": 1, "bbox": box[:4].tolist(), "score": box[4]}
            for box in boxes
        ]
    coco.dataset = {
        "info": {},
        "images": [{"id": number} for number in range(1, len(truth) + 1)],
        "categories": [{"id": 1, "name": "face"}],
        "annotations": annotations,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
        judge = COCOeval(coco, coco.loadRes(results), "bbox")
        judge.params.iouThrs = np.array([least])
        judge.evaluate()
        judge.accumulate()
    return judge.eval["precision"][0, :, 0, 0, 2].mean()


def test_auc_by_hand():
    # Pairs: (3, 1) won, (3, 2) won, (2, 1) won, (2, 2) half.
    assert auc([True, True, False, False], [3, 2, 1, 2]) == pytest.approx(3.5 / 4)
    assert auc([True, False], [0.1, -np.inf]) == 1
    assert isnan(auc([True, True], [1, 2]))


def test_equal_values_share_their_rank():
    assert ranks([10, 30, 10, 20]).tolist() == [1.5, 4, 1.5, 3]
    assert ranks([]).tolist() == []


def test_spearman_by_hand():
    assert spearman([1, 2, 3], [10, 100, 1000]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, -np.inf]) == pytest.approx(-1)
    # Ranks 1, 2.5, 2.5, 4 beside 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / np.sqrt(22.5))
    assert isnan(spearman([1, 1], [1, 2]))
    with pytest.raises(ValueError, match="2 values beside 3"):
        spearman([1, 2], [1, 2, 3])
