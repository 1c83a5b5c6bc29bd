"""Many looks at one picture: which of them show one face, and which are to be believed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

SHARED: Final = 0.3  # of the union: then two looks show one face
WITHIN: Final = 0.6  # of the smaller one
TWICE: Final = 0.12  # score of CenterFace from which two angles agree on what is tiny
TINY: Final = 60.0  # pixels; narrower is tiny
CERTAIN: Final = 3  # sure looks that a face has which no larger one swallows
ALIKE: Final = 3.0  # times as large: then a box within another is still the same face


@dataclass(frozen=True, eq=False)
class Look:
    """A face as one detector sees it in one view of the picture, in pixels of the picture."""

    box: NDArray[np.float64]
    """Left, top, right, bottom."""
    score: float
    landmarks: NDArray[np.float64]
    """5 x 2 (x, y)."""
    sure: bool
    """Whether it counts although no other look agrees."""
    source: tuple[str, str, int]
    """The detector, the kind of copy and the angle in degrees: what makes looks independent."""


def agreed(looks: Sequence[Look]) -> list[Look]:
    """Keep what is sure, and what a look of another source agrees on.

    Two unsure looks of CenterFace do not count, since a cup is as round from any angle; but of what
    is tiny they do, where a face behind a hand shows as little from each.
    """
    near = neighbours(looks)
    return [
        look
        for at, look in enumerate(looks)
        if look.sure or any(_agree(look, looks[other]) for other in near[at])
    ]


def without_phantoms(faces: Sequence[Look], looks: Sequence[Look]) -> list[Look]:
    """Leave out what no look is sure of and what holds a whole face that many looks show.

    A collar, a shoulder and a head turned upside down make a face twice as large as the head, to
    two looks of twenty.

    Args:
        faces: of `merged`.
        looks: all, from which these were made.
    """
    both = [*faces, *looks]
    near = neighbours(both)
    sure = [sum(both[other].sure for other in near[at]) for at in range(len(faces))]
    certain = [face.box for face, count in zip(faces, sure, strict=True) if count >= CERTAIN]
    if not certain:
        return list(faces)
    whole = np.stack(certain)
    return [
        face
        for face, count in zip(faces, sure, strict=True)
        if count or not _holds_one(face.box, whole)
    ]


def _holds_one(box: NDArray[np.float64], others: NDArray[np.float64]) -> bool:
    """Whether one of the others lies within the box, which is far larger."""
    within = (box[:2] <= others[:, :2]).all(1) & (others[:, 2:] <= box[2:]).all(1)
    return bool((within & (_areas(box[None])[0] > ALIKE * _areas(others))).any())


def _agree(one: Look, other: Look) -> bool:
    if one.source == other.source:
        return False
    return other.sure or "MTCNN" in (one.source[0], other.source[0]) or _both_tiny(one, other)


def _both_tiny(one: Look, other: Look) -> bool:
    """Whether both are of the full size, and show something tiny well enough."""
    return all(
        look.source[1] == "tile" and look.score >= TWICE and look.box[2] - look.box[0] < TINY
        for look in (one, other)
    )


def merged(looks: Sequence[Look]) -> list[Look]:
    """One look for each face, the largest first.

    It is the surest one of the face, with the middle of all boxes: so one that sees a part of the
    face alone does not tell how large it is.
    """
    near = neighbours(looks)
    kept: list[Look] = []
    gone = np.zeros(len(looks), bool)
    for at in sorted(range(len(looks)), key=lambda at: -looks[at].score):
        if gone[at]:
            continue
        gone[near[at]] = True
        boxes = np.stack([looks[at].box, *(looks[other].box for other in near[at])])
        kept.append(replace(looks[at], box=np.median(boxes, axis=0)))
    return sorted(kept, key=lambda look: -_areas(look.box[None])[0])


def neighbours(looks: Sequence[Look]) -> list[list[int]]:
    """For each look, those that show the same face.

    They do if the boxes share enough of their union, or if one lies within the other and they are
    of about one size: a small face before a large one, or on a T-shirt, is another face.
    """
    near: list[list[int]] = [[] for _ in looks]
    if not looks:
        return near
    boxes = np.stack([look.box for look in looks])
    order = np.argsort(boxes[:, 0], kind="stable")
    boxes = boxes[order]
    # Sorted by their left sides, boxes that overlap lie close to each other.
    ends = np.searchsorted(boxes[:, 0], boxes[:, 2], side="right")
    for at, end in enumerate(ends):
        same = np.flatnonzero(_same_face(boxes[at], boxes[at + 1 : end])) + at + 1
        for other in same:
            near[order[at]].append(int(order[other]))
            near[order[other]].append(int(order[at]))
    return near


def _areas(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.maximum(boxes[:, 2:] - boxes[:, :2], 0).prod(1))


def _same_face(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    near = np.maximum(box[:2], others[:, :2])
    far = np.minimum(box[2:], others[:, 2:])
    shared = np.maximum(far - near, 0).prod(1)
    area, areas = _areas(box[None])[0], _areas(others)
    smaller, larger = np.minimum(area, areas), np.maximum(area, areas)
    of_union = shared > SHARED * (area + areas - shared)
    return of_union | ((shared > WITHIN * smaller) & (larger < ALIKE * smaller))
