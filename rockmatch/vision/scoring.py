"""How good a machine's boxes and scores are: the figures by which detectors are told apart.

Average precision is COCO's, so that whoever reads our archive with ``pycocotools`` finds the same
figure. Boxes are x, y, width, height, in pixels or shares; what is found has its score as a fifth
column and need not be in order.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Boxes = NDArray[np.float64]

LEAST_OVERLAP = 0.5  # from here on a box is the face that it lies on
MOST_BOXES = 100  # of one picture, the best ones; as COCO counts
RECALLS = np.linspace(0, 1, 101)  # at which COCO looks at the precision


def overlaps(some: ArrayLike, others: ArrayLike) -> NDArray[np.float64]:
    """Intersection over union of each box with each: n x 4 or more columns, and m x 4; n x m."""
    one, other = _boxes(some)[:, None, :4], _boxes(others)[None, :, :4]
    low = np.maximum(one[..., :2], other[..., :2])
    high = np.minimum(one[..., :2] + one[..., 2:], other[..., :2] + other[..., 2:])
    shared = np.clip(high - low, 0, None).prod(axis=-1)
    whole = one[..., 2:].prod(axis=-1) + other[..., 2:].prod(axis=-1) - shared
    return np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)


def average_precision(
    truth: Sequence[ArrayLike], found: Sequence[ArrayLike], least: float = LEAST_OVERLAP
) -> float:
    """The mean of the best precision from each of COCO's 101 recalls on.

    Args:
        truth: the faces of each picture, n x 4, perhaps none.
        found: what was found in each, m x 5, in the same order of pictures.
        least: overlap with a face from which a box is that face. Each face is found once, by the
            best box.

    Returns:
        0 to 1; NaN if there is no face at all.
    """
    hits, scores, faces = _judged(truth, found, least)
    if not faces:
        return float("nan")
    hits = hits[np.argsort(-scores, kind="stable")]
    recall = np.cumsum(hits) / faces
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, RECALLS, side="left")
    return float(np.append(best_from_here, 0.0)[places].mean())


def recall_at_false_alarms(
    truth: Sequence[ArrayLike],
    found: Sequence[ArrayLike],
    alarms: float = 1.0,
    least: float = LEAST_OVERLAP,
) -> float:
    """The share of faces found at the lowest threshold with at most so many false boxes a picture.

    Args:
        truth: as in `average_precision`.
        found: as there.
        least: as there.
        alarms: false boxes per picture, on average over all pictures.

    Returns:
        0 to 1; NaN if there is no face at all.
    """
    hits, scores, faces = _judged(truth, found, least)
    if not faces:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits, scores = hits[order], scores[order]
    last = np.append(scores[1:] != scores[:-1], True)[: len(scores)]  # of one score, all or none
    allowed = last & (np.cumsum(~hits) <= alarms * len(truth))
    return float(np.cumsum(hits)[allowed].max(initial=0) / faces)


def auc(positive: ArrayLike, scores: ArrayLike) -> float:
    """How likely a positive one scores higher than a negative one; the same score is half a win.

    Args:
        positive: n truths.
        scores: n; minus infinity for one that has none.

    Returns:
        0 to 1; NaN if all are of one kind.
    """
    yes = np.asarray(positive, bool)
    wanted, other = int(yes.sum()), int((~yes).sum())
    if not wanted or not other:
        return float("nan")
    wins = ranks(scores)[yes].sum() - wanted * (wanted + 1) / 2
    return float(wins / (wanted * other))


def spearman(some: ArrayLike, others: ArrayLike) -> float:
    """Correlation of the ranks of two lists of one length; equal values share their mean rank.

    Returns:
        -1 to 1; NaN if one of them is the same throughout.
    """
    one, other = ranks(some), ranks(others)
    if len(one) != len(other):
        raise ValueError(f"{len(one)} values beside {len(other)}.")
    one, other = one - one.mean(), other - other.mean()
    norm = np.sqrt((one**2).sum() * (other**2).sum())
    return float((one * other).sum() / norm) if norm > 0 else float("nan")


def ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Ranks from 1, the lowest value's; equal values share the mean of theirs."""
    _, which, counts = np.unique(
        np.asarray(values, np.float64), return_inverse=True, return_counts=True
    )
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[which], np.float64)


def _boxes(rows: ArrayLike) -> Boxes:
    boxes = np.asarray(rows, np.float64)
    return boxes if boxes.ndim == 2 else boxes.reshape(0, 5)


def _judged(
    truth: Sequence[ArrayLike], found: Sequence[ArrayLike], least: float
) -> tuple[NDArray[np.bool_], NDArray[np.float64], int]:
    """Of all boxes: whether each is a face, and its score; and how many faces there are."""
    if len(truth) != len(found):
        raise ValueError(f"{len(truth)} pictures with faces, {len(found)} looked at.")
    hits, scores, faces = [np.zeros(0, bool)], [np.zeros(0)], 0
    for real, boxes in zip(map(_boxes, truth), map(_boxes, found), strict=True):
        best = boxes[np.argsort(-boxes[:, 4], kind="stable")][:MOST_BOXES]
        hits.append(_hits(overlaps(best, real), least))
        scores.append(best[:, 4])
        faces += len(real)
    return np.concatenate(hits), np.concatenate(scores), faces


def _hits(shares: NDArray[np.float64], least: float) -> NDArray[np.bool_]:
    """Give each box, best first, the face that it overlaps most of those that none before it has.

    As COCO does it: of equal overlaps the last.
    """
    free = shares.copy()
    hits = np.zeros(len(free), bool)
    for place, row in enumerate(free if free.size else ()):
        face = len(row) - 1 - int(np.argmax(row[::-1]))
        if row[face] >= least:
            hits[place] = True
            free[:, face] = -1.0
    return hits
