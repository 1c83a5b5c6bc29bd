"""The cascade of MTCNN around its three networks, in NumPy, for one picture.

The algorithm is that of K. Zhang et al. (2016) with the constants and the conventions of the
``mtcnn`` package 1.0.0, so that both find the same boxes and landmarks: a box loses to any better
one that it overlaps too much, also to one that itself has lost; patches are sampled and not
averaged; beyond the picture lies grey.

The networks are shown no more at once than the caches of a core hold: a strip of a level, some
patches. These pieces may go beside each other, or whole pictures may.

Boxes are rows of (left, top, right, bottom) in pixels of the picture.
"""

from collections.abc import Callable, Iterable, Iterator
from math import log
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.networks.layers import Network
from rockmatch.vision.pyramid import CELL, Picture, Pyramid

Boxes = NDArray[np.float64]
Floats = NDArray[np.floating]

STRIDE = 2  # pixels from one cell that P-net looks at to the next
SCORES = (0.6, 0.7, 0.8)  # that a candidate must exceed in P-net, R-net and O-net
NOISE = 1e-5  # by which a score may differ from the package's: less is no reason to lose a face
LEVEL_OVERLAP, STAGE_OVERLAP = 0.5, 0.7
STRIP = 1 << 16  # pixels of a level at once in P-net
PATCHES = {24: 32, 48: 8}  # at once in R-net and O-net, by their side in pixels
LEAST_ODDS = log((SCORES[0] - NOISE) / (1 - SCORES[0] + NOISE))
PAIRS = 1 << 20  # of boxes compared at once


class Spread(Protocol):
    """How to do many things: ``map``, or that of an executor."""

    def __call__[A, B](self, action: Callable[[A], B], things: Iterable[A], /) -> Iterable[B]: ...


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
    networks: Networks,
    image: NDArray[np.uint8],
    spread: Spread = map,
    *,
    least: float = SCORES[2],
) -> Candidates:
    """Find all faces in a picture.

    Args:
        networks: called from the threads of ``spread``.
        image: RGB, uint8, height x width x 3, of any size, also too small for any face.
        spread: does the levels of the pyramid, and batches of patches, one after the other or
            beside each other.
        least: the score of O-net from which a candidate counts as a face.

    Returns:
        Best first, perhaps none: boxes within the picture, and landmarks, which may lie outside.
    """
    pyramid = Pyramid(image)
    proposals = spread(lambda scale: propose(networks.pnet, pyramid, scale), pyramid.scales)
    found = _squared(without_overlap(_joined(proposals), STAGE_OVERLAP))
    found = _squared(_refine(networks.rnet, pyramid.picture, found, spread))
    return _finish(networks.onet, pyramid.picture, found, spread, least)


def propose(pnet: Network, pyramid: Pyramid, scale: float) -> Candidates:
    """Slide P-net over the picture at one scale."""
    level = pyramid.level(scale)
    parts = []
    for top, strip in _strips(level):
        corrections, odds = pnet(strip[None])
        rows, columns = np.nonzero(odds[0, :, :, 0] > LEAST_ODDS)
        corners = np.stack([columns * STRIDE, rows * STRIDE + top], axis=1).astype(float)
        cells = np.concatenate([corners + 1, corners + CELL], axis=1)  # so in the package
        boxes = (cells + corrections[0, rows, columns] * (CELL - 1)) / scale
        scores = _scores(odds[0, rows, columns])
        parts.append(Candidates(boxes, scores, np.zeros((len(boxes), 5, 2))))
    return without_overlap(_joined(parts), LEVEL_OVERLAP)


def _strips(level: Picture) -> Iterator[tuple[int, Picture]]:
    """Cut a level into strips, and tell how far down each begins; no cell is in two of them."""
    height, width = level.shape[:2]
    rows = max(STRIP // width - CELL, 4 * CELL) // STRIDE * STRIDE
    # Where the height is odd, the last cell hangs one pixel over the border.
    for top in range(0, height - CELL + STRIDE, rows):
        yield top, level[top : top + rows + CELL - STRIDE]


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


def _refine(rnet: Network, picture: Picture, found: Candidates, spread: Spread) -> Candidates:
    if not len(found.boxes):
        return found
    corrections, odds = _look(rnet, picture, found.boxes, 24, spread)
    boxes = _corrected(found.boxes, corrections)
    better = Candidates(boxes, _scores(odds), found.landmarks)
    sure = _best_first(better.take(better.scores > SCORES[1] - NOISE))
    return without_overlap(sure, STAGE_OVERLAP)


def _finish(
    onet: Network, picture: Picture, found: Candidates, spread: Spread, least: float
) -> Candidates:
    if not len(found.boxes):
        return found
    corrections, marks, odds = _look(onet, picture, found.boxes, 48, spread)
    left, top, right, bottom = found.boxes.T[:, :, None]
    x = (right - left + 1) * marks[:, :5] + left - 1
    y = (bottom - top + 1) * marks[:, 5:] + top - 1
    boxes = _corrected(found.boxes, corrections)
    better = Candidates(boxes, _scores(odds), np.stack([x, y], axis=-1))
    sure = _best_first(better.take(better.scores > least - NOISE))
    apart = without_overlap(sure, STAGE_OVERLAP, of_smaller=True)
    border = [picture.shape[1] - 1, picture.shape[0] - 1] * 2
    return apart._replace(boxes=np.clip(apart.boxes, 0, border))


def _look(
    network: Network, picture: Picture, boxes: Boxes, side: int, spread: Spread
) -> list[NDArray[np.float32]]:
    """Show a network the patches of some boxes, at least one; its outputs for all of them."""
    starts = range(0, len(boxes), PATCHES[side])
    batches = (boxes[start : start + PATCHES[side]] for start in starts)
    answers = spread(lambda batch: network(sample_patches(picture, batch, side)), batches)
    return [np.concatenate(outputs) for outputs in zip(*answers, strict=True)]


def _joined(parts: Iterable[Candidates]) -> Candidates:
    empty = Candidates(np.zeros((0, 4)), np.zeros(0, np.float32), np.zeros((0, 5, 2)))
    return _best_first(
        Candidates(*(np.concatenate(fields) for fields in zip(empty, *parts, strict=True)))
    )


def _best_first(found: Candidates) -> Candidates:
    """Sort as the package does: many boxes of a clear face tie at a score of exactly 1."""
    return found.take(np.argsort(found.scores.astype(float))[::-1])


def _scores(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logarithmic odds, n x 1, into shares with the roundings of TensorFlow's softmax."""
    one = np.float32(1)
    return one / (one + np.exp(-np.maximum(odds[:, 0], -np.float32(50))))


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
