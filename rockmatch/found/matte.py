"""Which pixels of a photograph are the stone in its middle.

GrabCut (Rother et al. 2004), begun in three ways: from what is unlike the border's colours, from
the same without what may be the ground in a shadow, and from the middle alone. Where two end alike,
the edge is believed, and the sharpest one is the stone's: that of a shadow is soft. How soft the
stone's own is, is found on the picture itself by a guided filter (He et al. 2010).
"""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.found.judging import Unsure, doubt, overlap, sharpness

type Picture = NDArray[np.uint8]
"""RGB, height x width x 3."""
type Mask = NDArray[np.uint8]
"""0 or 1, height x width."""
type Floats = NDArray[np.float32]

WORKED: Final = 400  # pixels; the longer side at which GrabCut works
LEAST: Final = 4  # pixels of a side there: of fewer nothing is learned
ROUNDS: Final = 4
BAND: Final = 0.06  # of the shorter side: the border, from which the ground is learned
RING: Final = 0.02  # of it: what is surely ground
COLOURS: Final = 5  # of the ground
COMMON: Final = 97  # percentile of the border; what is further from its colours is unlike it
AGREED: Final = 0.8  # overlap of two ways, below which neither is believed
SHADED: Final = (0.3, 0.97)  # of its light: what a shadow may leave to the ground
SAME_HUE: Final = 12.0  # of 255: how far a shaded colour may lie from the ground's


def matte(picture: Picture) -> Floats:
    """Tell how much of each pixel is the stone: 0 to 1, height x width.

    Raises:
        Unsure: No edge is to be believed.
    """
    small = _reduced(picture)
    if min(small.shape[:2]) < LEAST:
        raise Unsure("it is a line")
    cv2.setRNGSeed(7)  # the same photograph is always cut the same
    seeds = by_colour(small)
    if not (seeds == cv2.GC_FGD).any():
        raise Unsure("nothing in it is unlike its border")
    ways = (seeds, without_shadow(small, seeds), by_place(small.shape[:2]))
    found = [whole(_grown(small, way)) for way in ways]
    doubts = [doubt(mask) for mask in found]
    good = [mask for mask, why in zip(found, doubts, strict=True) if not why]
    if len(good) < 2:
        raise Unsure(next(why for why in doubts if why))
    chosen = max(good, key=lambda mask: sharpness(small, mask))
    if sorted(overlap(chosen, mask) for mask in good)[-2] < AGREED:  # the last is itself
        raise Unsure("the ways of looking do not agree")
    return soft(picture, chosen)


def _reduced(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = min(1.0, WORKED / max(height, width))
    size = (max(1, round(scale * width)), max(1, round(scale * height)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


# Where to begin ---------------------------------------------------------------------------------


def by_colour(picture: Picture) -> Mask:
    """Seeds for GrabCut: what is unlike the border is perhaps stone, most so in the middle."""
    apart = strangeness(picture)
    limit = float(np.percentile(apart[border(apart.shape)], COMMON))
    blob = whole((cv2.GaussianBlur(apart, (0, 0), 2) > limit).astype(np.uint8))
    seeds = np.full(apart.shape, cv2.GC_PR_BGD, np.uint8)
    seeds[blob > 0] = cv2.GC_PR_FGD
    core = cv2.erode(blob, _disc(0.04 * min(apart.shape)), borderValue=0)
    seeds[core > 0] = cv2.GC_FGD
    return _ringed(seeds)


def without_shadow(picture: Picture, seeds: Mask) -> Mask:
    """The same seeds, but what may be the ground in a shadow is perhaps ground."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.float32)
    _, centres = _colours(smooth[border(seeds.shape)])
    shaded = np.zeros(seeds.shape, bool)
    for centre in centres:
        light = smooth @ centre / max(float(centre @ centre), 1.0)
        away = np.linalg.norm(smooth - light[..., None] * centre, axis=-1)
        shaded |= (light > SHADED[0]) & (light < SHADED[1]) & (away < SAME_HUE)
    changed = seeds.copy()
    changed[shaded & (seeds == cv2.GC_PR_FGD)] = cv2.GC_PR_BGD
    return changed


def by_place(shape: tuple[int, int]) -> Mask:
    """Seeds for GrabCut: the middle is perhaps stone, whatever it looks like."""
    seeds = np.full(shape, cv2.GC_PR_BGD, np.uint8)
    height, width = shape
    middle = (width // 2, height // 2)
    for share, value in ((0.42, cv2.GC_PR_FGD), (0.1, cv2.GC_FGD)):
        axes = (max(1, round(share * width)), max(1, round(share * height)))
        cv2.ellipse(seeds, middle, axes, 0, 0, 360, value, -1)
    return _ringed(seeds)


def strangeness(picture: Picture) -> Floats:
    """How far each pixel lies from the colours of the border: Mahalanobis, of the nearest."""
    pixels = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)
    edge = pixels[border(pixels.shape[:2])]
    labels, centres = _colours(edge)
    flat = pixels.reshape(-1, 3)
    nearest = np.full(len(flat), np.inf, np.float32)
    for number, centre in enumerate(centres):
        own = edge[labels == number]
        spread = (np.cov(own.T) if len(own) > 3 else np.zeros((3, 3))) + 12 * np.eye(3)
        away = flat - centre
        nearest = np.minimum(nearest, np.einsum("ij,jk,ik->i", away, np.linalg.inv(spread), away))
    return np.sqrt(nearest).reshape(pixels.shape[:2]).astype(np.float32)


def _colours(pixels: Floats) -> tuple[NDArray[np.int32], Floats]:
    """The main colours of some pixels (n x 3), and which one each of them has."""
    count = min(COLOURS, len(np.unique(pixels, axis=0)))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    begun = np.zeros((len(pixels), 1), np.int32)
    _, labels, centres = cv2.kmeans(pixels, count, begun, criteria, 2, cv2.KMEANS_PP_CENTERS)
    return np.ravel(labels).astype(np.int32), np.asarray(centres, np.float32)


def border(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The band along all four sides."""
    return _band(shape, BAND)


def _band(shape: tuple[int, ...], share: float) -> NDArray[np.bool_]:
    width = max(1, round(share * min(shape)))
    band = np.ones(shape, bool)
    band[width:-width, width:-width] = False
    return band


def _ringed(seeds: Mask) -> Mask:
    seeds[_band(seeds.shape, RING)] = cv2.GC_BGD
    return seeds


# What grows from it -----------------------------------------------------------------------------


def _grown(picture: Picture, seeds: Mask) -> Mask:
    """What GrabCut takes for stone; nothing where the seeds have no stone or no ground."""
    mask = seeds.copy()
    stone = (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)
    if not stone.any() or stone.all():
        return np.zeros_like(mask)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    try:
        cv2.grabCut(picture, mask, (0, 0, 0, 0), *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    except cv2.error:  # too few pixels of one of the two
        return np.zeros_like(mask)
    return ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)


def whole(mask: Mask) -> Mask:
    """The largest piece of a mask, its thin limbs cut off and its holes filled."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _disc(0.012 * min(mask.shape)))
    count, labels, sizes, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    if count < 2:
        return np.zeros_like(mask)
    largest = (labels == 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())).astype(np.uint8)
    closed = cv2.morphologyEx(largest, cv2.MORPH_CLOSE, _disc(0.012 * min(mask.shape)))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, -1), np.uint8)


def _disc(radius: float) -> Mask:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


# The edge ---------------------------------------------------------------------------------------


def soft(picture: Picture, mask: Mask) -> Floats:
    """The mask at the picture's size, its edge where the picture has one and as soft as there."""
    height, width = picture.shape[:2]
    coarse = np.asarray(cv2.resize(mask.astype(np.float32), (width, height)), np.float32)
    step = max(1.0, width / mask.shape[1])  # pixels of the picture to one of the mask
    near = round(3 * step)
    fine = _guided(picture, coarse, near, 1e-3)
    sharp = np.clip((fine - 0.25) / 0.5, 0, 1)
    solid = (coarse > 0.5).astype(np.uint8)
    inner = cv2.erode(solid, _disc(2 * step), borderValue=0) > 0
    outer = cv2.dilate(solid, _disc(2 * step)) > 0
    return np.where(inner, 1, np.where(outer, sharp, 0)).astype(np.float32)


def _guided(picture: Picture, values: Floats, radius: int, least: float) -> Floats:
    """Smooth values, but not over edges of the picture's light."""
    guide = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(field: Any) -> Any:
        return cv2.blur(field, size, borderType=cv2.BORDER_REFLECT)

    light, level = mean(guide), mean(values)
    slope = (mean(guide * values) - light * level) / (mean(guide * guide) - light**2 + least)
    return np.asarray(mean(slope) * guide + mean(level - slope * light), np.float32)
