"""How the heads are fitted: where first, then how strongly.

Faces are windows that overlap one by half. Of everything else some windows are drawn by lot, and
once the first head stands, those that it takes most for faces; stones without a face are shown at
the very place where their faces are on other rungs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.scoring import overlaps
from rockmatch.vision.seer import windows
from rockmatch.vision.seer.heads import Heads
from rockmatch.vision.seer.known import Known
from rockmatch.vision.seer.layers import Floats, Picture, close_looks, maps
from rockmatch.vision.seer.observer import Seen
from rockmatch.vision.seer.ridge import Linear, fit
from rockmatch.vision.tapped import Box

MIXED = 32  # channels that are left
FACE, ELSEWHERE = 0.5, 0.3  # overlap with a face: from here on it is one, up to here it is none
SURE = 0.4  # share of people from which on a face teaches where its box is
WINDOWS = 8  # of each kind and picture
MISTAKES = 4  # windows of each picture that the first head is most mistaken in
WHERE_PENALTY, BOX_PENALTY, HOW_PENALTY = 2.0, 0.3, 8.0
ASTRAY = 0.06  # of a face's sides: how far beside it close looks stand that are fitted to


@dataclass(frozen=True, eq=False)
class Studied:
    """A picture as it is fitted to: seen once, for as many fits as there are."""

    known: Known
    views: list[tuple[list[NDArray[np.float16]], Box]]
    """The layers of it as it is, and of it zoomed and shifted, each with the box; then mirrored."""
    close: Floats
    """Close looks at the face, and then at what is none."""
    worth: Floats
    """What people would say of each."""

    def seen(self) -> Seen:
        """The layers of the picture as it is, and mirrored."""
        upright, _, mirrored, _ = (levels for levels, _ in self.views)
        return [one.astype(np.float32) for one in upright], [
            one.astype(np.float32) for one in mirrored
        ]


def study(known: Known, rng: np.random.Generator) -> Studied:
    """Look at a picture in all the ways that it is fitted to."""
    near = windows.loose_glances(known.picture, known.box, known.looks, ASTRAY, rng)
    off = windows.elsewhere(known.box, ELSEWHERE, max(1, known.looks // 5), rng)
    for box in off:
        near += windows.loose_glances(known.picture, box, 1, 0, rng)
    views = [
        ([level.astype(np.float16) for level in maps(picture)], box)
        for way in _ways(known)
        for picture, box in _zooms(*way, rng)
    ]
    worth = np.zeros(len(near), np.float32)
    worth[: known.looks] = known.share
    return Studied(known, views, close_looks(near), worth)


def train(studied: Sequence[Studied], seed: int = 0) -> Heads:
    """Fit both heads; the same pictures and seed give the same heads, up to rounding.

    The odds are those of what `how` says itself: `calibrated` puts better ones there.

    Raises:
        ValueError: no picture shows a face, or none is without one.
    """
    shares = np.array([one.known.share for one in studied])
    if not (shares >= SURE).any() or shares.min() >= SURE:
        raise ValueError("The seer needs stones with a face and stones without one.")
    rng = np.random.default_rng(seed)
    mixing = _mixing(studied, rng)
    where = _fit_where(studied, mixing, rng)
    looks = np.concatenate([one.close for one in studied])
    worth = np.concatenate([one.worth for one in studied])[:, None]
    how = fit(looks, worth, HOW_PENALTY)
    return Heads(*mixing, *where, *how, np.array([4, -2], np.float32))


def calibrated(raw: NDArray[np.floating], shares: NDArray[np.floating]) -> Floats:
    """Fit logistic odds of shares of people over what `how` says of pictures it had not seen.

    J. Platt 1999, with shares for classes; Newton's method.
    """
    x = np.stack([raw, np.ones_like(raw)], axis=1).astype(float)
    odds = np.array([4.0, -2.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ odds))
        slope = x.T @ (shares - p) - 1e-3 * odds
        curve = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(2)
        odds = odds + np.clip(np.linalg.solve(curve, slope), -2, 2)
    return odds.astype(np.float32)


def _ways(known: Known) -> list[tuple[Picture, Box]]:
    x, y, width, height = known.box
    mirrored = np.ascontiguousarray(known.picture[:, ::-1])
    return [(known.picture, known.box), (mirrored, (1 - x - width, y, width, height))]


def _zooms(picture: Picture, box: Box, rng: np.random.Generator) -> Iterator[tuple[Picture, Box]]:
    """The picture, and once more nearer or further, elsewhere, darker or lighter."""
    yield picture, box
    height, width = picture.shape[:2]
    zoom = rng.uniform(0.72, 1.25)  # the side of what is seen, in sides of the picture
    left, top = (rng.uniform(min(0, 1 - zoom), max(0, 1 - zoom)) for _ in "xy")
    side = round(zoom * width), round(zoom * height)
    shift = np.array([[1, 0, -left * width], [0, 1, -top * height]])
    seen = cv2.warpAffine(picture, shift, side, borderMode=cv2.BORDER_REFLECT_101)
    lit = 255 * rng.uniform(0.8, 1.2) * (seen / 255.0) ** rng.uniform(0.75, 1.3)
    x, y, across, down = box
    moved = ((x - left) / zoom, (y - top) / zoom, across / zoom, down / zoom)
    yield np.clip(lit, 0, 255).astype(np.uint8), moved


def _mixing(studied: Sequence[Studied], rng: np.random.Generator) -> Linear:
    """The directions in which the layers' channels differ most, each made as wide as the others."""
    cells = np.concatenate(
        [
            level.reshape(-1, level.shape[2])[rng.integers(0, level.shape[0] ** 2, 40)]
            for one in studied
            for level in one.views[0][0]
        ]
    ).astype(np.float32)
    middle, spread = cells.mean(axis=0), cells.std(axis=0) + 1e-3
    rows = (cells - middle) / spread
    sizes, directions = np.linalg.eigh(rows.T @ rows / len(rows))
    best = np.argsort(-sizes)[:MIXED]
    kernel = directions[:, best] / np.sqrt(sizes[best]) / spread[:, None]
    return Linear(kernel.astype(np.float32), (-middle @ kernel).astype(np.float32))


def _fit_where(studied: Sequence[Studied], mixing: Linear, rng: np.random.Generator) -> Linear:
    drawn = [_drawn(seen, rng) for seen in _seen(studied, mixing)]
    rows, worth = [one.rows for one in drawn], [one.worth for one in drawn]
    first = fit(np.concatenate(rows), np.concatenate(worth)[:, None], WHERE_PENALTY)
    for seen in _seen(studied, mixing):
        rows.append(_mistakes(first, seen))
        worth.append(np.zeros(len(rows[-1]), np.float32))
    faces = fit(np.concatenate(rows), np.concatenate(worth)[:, None], WHERE_PENALTY)
    sure = [one for one in drawn if one.worth.max(initial=0) >= SURE]
    near = np.concatenate([one.rows[: len(one.steps)] for one in sure])
    boxes = fit(near, np.concatenate([one.steps for one in sure]), BOX_PENALTY)
    return Linear(*(np.concatenate(both, axis=-1) for both in zip(faces, boxes, strict=True)))


class _Seen(NamedTuple):
    """All windows of a view of a picture."""

    rows: Floats
    overlaps: NDArray[np.float64]
    """With the face."""
    box: Box
    share: float


class _Drawn(NamedTuple):
    """Windows drawn by lot, those on the face first."""

    rows: Floats
    worth: Floats
    steps: Floats
    """From those on the face to it."""


def _seen(studied: Sequence[Studied], mixing: Linear) -> Iterator[_Seen]:
    for one in studied:
        for levels, box in one.views:
            rows = windows.all_windows([mixing(level.astype(np.float32)) for level in levels])
            yield _Seen(rows, overlaps(windows.grid(), [box])[:, 0], box, one.known.share)


def _drawn(seen: _Seen, rng: np.random.Generator) -> _Drawn:
    on, off = (
        rng.choice(places, min(WINDOWS, len(places)), replace=False)
        for places in map(np.flatnonzero, (seen.overlaps >= FACE, seen.overlaps < ELSEWHERE))
    )
    worth = np.concatenate([np.full(len(on), seen.share), np.zeros(len(off))]).astype(np.float32)
    steps = windows.corrections(seen.box, windows.grid()[on])
    return _Drawn(seen.rows[np.concatenate([on, off])], worth, steps)


def _mistakes(first: Linear, seen: _Seen) -> Floats:
    off = np.flatnonzero(seen.overlaps < ELSEWHERE)
    scores = first(seen.rows[off])[:, 0]
    return seen.rows[off[np.argsort(-scores, kind="stable")[:MISTAKES]]]
