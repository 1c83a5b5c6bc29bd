"""The cascade of MTCNN around its three networks, in NumPy, for one picture or for many.

The algorithm is that of K. Zhang et al. (2016) with the constants and the conventions of the
``mtcnn`` package 1.0.0, so that both find the same boxes and landmarks: a box loses to any better
one that it overlaps too much, also to one that itself has lost; patches are sampled and not
averaged; beyond the picture lies grey.

All pictures go through a stage together: their candidates are one batch.

Boxes are rows of (left, top, right, bottom) in pixels of the picture.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from math import log
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.networks.layers import Network

Boxes = NDArray[np.float64]
Floats = NDArray[np.floating]
Picture = NDArray[np.float32]
"""RGB, height x width x 3, standardised."""

CELL, STRIDE = 12, 2  # pixels: what one output of P-net looks at, and the step to the next
SMALLEST_FACE = 20  # pixels
SHRINK = 0.709  # from one level of the pyramid to the next: half the area
SCORES = (0.6, 0.7, 0.8)  # that a candidate must exceed in P-net, R-net and O-net
LEVEL_OVERLAP, STAGE_OVERLAP = 0.5, 0.7
BATCH = 512  # patches at once in R-net and O-net; bounds the memory
PAIRS = 1 << 20  # of boxes compared at once


class Networks(NamedTuple):
    """The compiled networks of the cascade."""

    pnet: Network
    rnet: Network
    onet: Network


class Candidates(NamedTuple):
    """Possible faces in one picture, best first."""

    boxes: Boxes
    """N x 4."""
    scores: NDArray[np.float32]
    """N, 0 to 1."""
    landmarks: Floats
    """N x 5 x 2 (x, y), pixels of the picture; zeros before the last stage."""

    def take(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "Candidates":
        return Candidates(self.boxes[which], self.scores[which], self.landmarks[which])


def find_faces(
    networks: Networks, images: Sequence[NDArray[np.uint8]], executor: Executor
) -> list[Candidates]:
    """Find all faces in each picture.

    Args:
        networks: P-net is called from the executor's threads, level by level.
        images: RGB, uint8, height x width x 3, of any size, also too small for any face.
        executor: runs the levels of the pyramids beside each other.

    Returns:
        One entry for each picture, best first, perhaps none: boxes within it, and landmarks, which
        may lie outside.
    """
    if not images:
        return []
    pictures = [standardised(image) for image in images]
    levels = [
        (number, picture, scale)
        for number, picture in enumerate(pictures)
        for scale in pyramid(picture.shape[0], picture.shape[1])
    ]
    proposals: list[list[Candidates]] = [[] for _ in pictures]
    answers = executor.map(lambda level: propose(networks.pnet, level[1], level[2]), levels)
    for (number, _, _), found in zip(levels, answers, strict=True):
        proposals[number].append(found)
    faces = [_squared(without_overlap(_joined(found), STAGE_OVERLAP)) for found in proposals]
    faces = [_squared(found) for found in _refine(networks.rnet, pictures, faces)]
    return _finish(networks.onet, pictures, faces)


def pyramid(height: int, width: int) -> list[float]:
    """List the scales at which P-net looks at a picture; none for one too small."""
    first = CELL / SMALLEST_FACE
    shorter = min(height, width)
    count = round(log(max(shorter, 1) / CELL) / -log(SHRINK) - 1) if shorter >= CELL else 0
    scales = [first * SHRINK**level for level in range(max(count, 0))]
    return [scale for scale in scales if int(shorter * scale) >= CELL]


def propose(pnet: Network, picture: Picture, scale: float) -> Candidates:
    """Slide P-net over the picture at one scale."""
    height, width = (int(side * scale) for side in picture.shape[:2])
    # By area and in float32, as in the package: with the level rounded to 8 bits, or averaged over
    # whole pixels, every sixth face is found more than a pixel elsewhere.
    level = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    corrections, shares = pnet(np.asarray(level, np.float32)[None])
    rows, columns = np.nonzero(shares[0, :, :, 1] > SCORES[0])
    corners = np.stack([columns, rows], axis=1) * float(STRIDE)
    cells = np.concatenate([corners + 1, corners + CELL], axis=1)  # so in the package
    boxes = (cells + corrections[0, rows, columns] * (CELL - 1)) / scale
    found = Candidates(boxes, shares[0, rows, columns, 1], np.zeros((len(boxes), 5, 2)))
    return without_overlap(_best_first(found), LEVEL_OVERLAP)


def standardised(image: NDArray[np.uint8]) -> Picture:
    """Scale 0 to 255 to about -1 to 1, as in the networks' training."""
    return (image.astype(np.float32) - np.float32(127.5)) * np.float32(1 / 128)


def without_overlap(found: Candidates, limit: float, *, of_smaller: bool = False) -> Candidates:
    """Drop each box that overlaps any better one by more than ``limit``.

    Args:
        found: best first.
        limit: shared area as a share of the union, or of the smaller box.
        of_smaller: compare with the smaller box.
    """
    boxes = found.boxes
    if len(boxes) < 2:
        return found
    # Only boxes whose left sides are close can overlap: sorted by them, each has its window.
    by_left = np.argsort(boxes[:, 0], kind="stable")
    left, top, right, bottom = boxes[by_left].T
    area = (right - left) * (bottom - top)
    end = np.searchsorted(left, right)  # from here on, boxes begin beyond this one's right side
    worse = np.zeros(len(boxes), bool)
    start = 0
    while start < len(boxes):
        stop, reach = start + 1, end[start]
        while stop < len(boxes) and (stop + 1 - start) * (max(reach, end[stop]) - start) < PAIRS:
            reach = max(reach, end[stop])
            stop += 1
        these, those = slice(start, stop), slice(start, max(reach, stop))
        width = np.minimum(right[these, None], right[those]) - np.maximum(
            left[these, None], left[those]
        )
        height = np.minimum(bottom[these, None], bottom[those]) - np.maximum(
            top[these, None], top[those]
        )
        shared = np.maximum(width, 0) * np.maximum(height, 0)
        if of_smaller:
            whole = np.minimum(area[these, None], area[those])
        else:
            whole = area[these, None] + area[those] - shared
        one, other = np.nonzero(shared > limit * whole)
        ranks = by_left[start + one], by_left[start + other]  # better ones have lower numbers
        apart = ranks[0] != ranks[1]
        worse[np.maximum(*ranks)[apart]] = True
        start = stop
    return found.take(~worse)


def sample_patches(picture: Picture, boxes: Boxes, side: int) -> NDArray[np.float32]:
    """Sample square patches of a picture, bilinear, with grey (zero) beyond its borders.

    As TensorFlow's ``crop_and_resize`` does for boxes given as shares of the picture.

    Returns:
        Float32, n x side x side x 3.
    """
    height, width = picture.shape[:2]
    left, right, rightward, inside_x = _grid(boxes[:, 0], boxes[:, 2], side, width)
    top, bottom, downward, inside_y = _grid(boxes[:, 1], boxes[:, 3], side, height)

    pixels = picture.reshape(-1, 3)

    def row(of: NDArray[np.intp]) -> NDArray[np.float32]:
        begin = (of * width)[:, :, None]
        near = np.take(pixels, begin + left[:, None, :], axis=0)
        far = np.take(pixels, begin + right[:, None, :], axis=0)
        return near + (far - near) * rightward[:, None, :, None]

    upper = row(top)
    patches = upper + (row(bottom) - upper) * downward[:, :, None, None]
    return patches * (inside_y[:, :, None] & inside_x[:, None, :])[..., None]


def _grid(
    start: Boxes, end: Boxes, side: int, length: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32], NDArray[np.bool_]]:
    """Place ``side`` points from ``start`` to ``end`` along an axis of ``length`` pixels.

    Returns:
        The pixel before each point, the one after it, the way between them (0 to 1), and whether
        the point lies in the picture; each n x side.
    """
    steps = np.arange(side) / (side - 1)
    points = (start[:, None] + steps * (end - start)[:, None]) * ((length - 1) / length)
    before = np.clip(np.floor(points), 0, length - 1).astype(np.intp)
    after = np.minimum(before + 1, length - 1)
    way = np.clip(points - before, 0, 1).astype(np.float32)
    return before, after, way, (points >= 0) & (points <= length - 1)


def _refine(
    rnet: Network, pictures: Sequence[Picture], faces: list[Candidates]
) -> list[Candidates]:
    refined = []
    corrections, shares = _look(rnet, pictures, faces, 24)
    for found, correction, share in zip(faces, corrections, shares, strict=True):
        better = Candidates(_corrected(found.boxes, correction), share[:, 1], found.landmarks)
        sure = _best_first(better.take(share[:, 1] > SCORES[1]))
        refined.append(without_overlap(sure, STAGE_OVERLAP))
    return refined


def _finish(
    onet: Network, pictures: Sequence[Picture], faces: list[Candidates]
) -> list[Candidates]:
    finished = []
    corrections, landmarks, shares = _look(onet, pictures, faces, 48)
    for picture, found, correction, marks, share in zip(
        pictures, faces, corrections, landmarks, shares, strict=True
    ):
        left, top, right, bottom = found.boxes.T[:, :, None]
        points = np.stack(
            [
                (right - left + 1) * marks[:, :5] + left - 1,
                (bottom - top + 1) * marks[:, 5:] + top - 1,
            ],
            axis=-1,
        )
        better = Candidates(_corrected(found.boxes, correction), share[:, 1], points)
        sure = _best_first(better.take(share[:, 1] > SCORES[2]))
        apart = without_overlap(sure, STAGE_OVERLAP, of_smaller=True)
        border = np.array([picture.shape[1] - 1, picture.shape[0] - 1])
        finished.append(
            Candidates(
                np.clip(apart.boxes, 0, [*border, *border]),
                apart.scores,
                apart.landmarks,
            )
        )
    return finished


def _look(
    network: Network, pictures: Sequence[Picture], faces: list[Candidates], side: int
) -> list[list[NDArray[np.float32]]]:
    """Show a network all candidates of all pictures; its outputs, each split by picture."""
    counts = [len(found.boxes) for found in faces]
    batches = [network(batch) for batch in _batches(pictures, faces, side)]
    if not batches:  # the outputs still have their shapes
        batches = [network(np.zeros((1, side, side, 3), np.float32))]
        batches = [[output[:0] for output in batches[0]]]
    splits = np.cumsum(counts)[:-1]
    return [
        np.split(np.concatenate([batch[number] for batch in batches]), splits)
        for number in range(len(batches[0]))
    ]


def _batches(
    pictures: Sequence[Picture], faces: list[Candidates], side: int
) -> Iterator[NDArray[np.float32]]:
    waiting: list[NDArray[np.float32]] = []
    room = BATCH
    for picture, found in zip(pictures, faces, strict=True):
        start = 0
        while start < len(found.boxes):
            boxes = found.boxes[start : start + room]
            waiting.append(sample_patches(picture, boxes, side))
            start, room = start + len(boxes), room - len(boxes)
            if not room:
                yield np.concatenate(waiting)
                waiting, room = [], BATCH
    if waiting:
        yield np.concatenate(waiting)


def _joined(parts: list[Candidates]) -> Candidates:
    empty = Candidates(np.zeros((0, 4)), np.zeros(0, np.float32), np.zeros((0, 5, 2)))
    all_parts = [empty, *parts]
    return _best_first(
        Candidates(
            np.concatenate([part.boxes for part in all_parts]),
            np.concatenate([part.scores for part in all_parts]),
            np.concatenate([part.landmarks for part in all_parts]),
        )
    )


def _best_first(found: Candidates) -> Candidates:
    return found.take(np.argsort(-found.scores, kind="stable"))


def _corrected(boxes: Boxes, corrections: NDArray[np.float32]) -> Boxes:
    width, height = boxes[:, 2] - boxes[:, 0] + 1, boxes[:, 3] - boxes[:, 1] + 1
    return boxes + corrections * np.stack([width, height, width, height], axis=1)


def _squared(found: Candidates) -> Candidates:
    """Make each box a square about its centre, as large as its longer side."""
    left, top, right, bottom = found.boxes.T
    half = np.maximum(right - left, bottom - top) / 2
    x, y = (left + right) / 2, (top + bottom) / 2
    boxes = np.stack([x - half, y - half, x + half, y + half], axis=1)
    return found._replace(boxes=boxes)
