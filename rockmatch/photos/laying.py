"""Lay one rock over one head so that it belongs there: turned, lit, tinted, in focus or not."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.photos.filling import Picture
from rockmatch.photos.fitting import fit
from rockmatch.photos.heads import Head
from rockmatch.photos.rocks import Rock
from rockmatch.photos.surroundings import BRIGHT, Surroundings

STRENGTH: Final = 0.3  # of the change of colour (Reinhard et al. 2001) towards what is around
CAST_STRENGTH: Final = 0.6  # of the change to the colour of the picture's light
BRIGHTER: Final = 8.0  # of L: how much brighter than what is bright around it a rock may be
DARKEST: Final = 0.3  # share of its light that is left to it in any case
SPREAD: Final = (0.8, 1.15)  # by which contrast may change
SIDED: Final = 0.03  # light from one side, from which on a rock is mirrored to fit
RELIT: Final = 0.16  # how much light from a side or from above may add or take
SHADOW: Final = 0.42  # share of the light that the shadow takes where it is darkest
SHADOW_BLUR: Final = 0.16  # of the head's half width
SHADOW_DROP: Final = 0.14  # how far below the rock it lies, of the head's half height
MARGIN: Final = 1.35  # room around the rock for its shadow, of its own size
OPAQUE: Final = 0.995  # from here on a pixel is the rock's alone
OWN_GRAIN: Final = 1.5  # of 255: what a rock has of its own


@dataclass(frozen=True)
class Layer:
    """A rock as it will lie in the picture."""

    colours: NDArray[np.float32]
    """RGB, 0 to 255, height x width x 3."""
    alpha: NDArray[np.float32]
    """0 to 1, height x width."""
    left: int
    top: int


def lay(
    scene: Picture,
    hidden: NDArray[np.bool_],
    rock: Rock,
    head: Head,
    around: Surroundings | None,
    light: NDArray[np.float64],
    chance: np.random.Generator,
) -> None:
    """Lay a rock over a head, in place. What is beneath has to be destroyed already.

    Args:
        scene: RGB, uint8.
        hidden: is set where the rock leaves nothing of the scene.
        rock: which.
        head: over which.
        around: what the picture around the head says, if anything.
        light: its colour in the picture, see ``colour_of_light``.
        chance: of the grain.
    """
    mirrored = bool(around and _other_side(rock, head, around))
    layer = _placed(rock, head, mirrored=mirrored, shape=scene.shape)
    if layer is None:
        return
    solid = layer.alpha > 0.5
    colours = layer.colours
    if around and solid.any():
        cast = (1 + CAST_STRENGTH * (light - 1)).astype(np.float32)
        colours = _tinted(np.clip(colours * cast, 0, 255), solid, around)
        colours = _relit(colours, head, layer, around)
        colours = _grained(colours, head, around, chance)
    _cast_shadow(scene, layer, head)
    _blend(scene, colours, layer)
    rows, columns = layer.alpha.shape
    part = hidden[layer.top : layer.top + rows, layer.left : layer.left + columns]
    part |= layer.alpha > OPAQUE


def _other_side(rock: Rock, head: Head, around: Surroundings) -> bool:
    """Whether the rock's light comes from the other side than the picture's."""
    lit_from = rock.lit_from * np.cos(head.roll)
    return abs(around.light_from) > SIDED and lit_from * around.light_from < 0


def _placed(rock: Rock, head: Head, *, mirrored: bool, shape: tuple[int, ...]) -> Layer | None:
    """Turn and scale the rock; only the part within the picture, with room for the shadow."""
    place = fit(rock, head, mirrored=mirrored)
    half = np.array([place.width * head.half_width, place.height * head.half_height]) / 2
    middle = np.array([head.x, head.y]) + head.axes.T @ (
        np.array([place.x * head.half_width, place.y * head.half_height])
    )
    rock_picture = rock.picture(int(2 * half.max()))
    if mirrored:
        rock_picture = np.ascontiguousarray(rock_picture[:, ::-1])
    rock_picture = _reduced(rock_picture, 2 * half)
    height, width = rock_picture.shape[:2]
    scale = 2 * half / [width, height]
    turn = head.axes.T * scale  # from the rock's pixels to the picture's
    reach = np.abs(head.axes.T) @ half * MARGIN + 4
    start = np.maximum(np.floor(middle - reach), 0).astype(int)
    end = np.minimum(np.ceil(middle + reach), shape[1::-1]).astype(int)
    if (end <= start).any():
        return None
    move = np.column_stack([turn, middle - start - turn @ (np.array([width, height]) / 2)])
    move[:, 2] += turn @ [0.5, 0.5] - 0.5  # the middle of a pixel stays one
    size = int(end[0] - start[0]), int(end[1] - start[1])
    opacity = rock_picture[..., 3].astype(np.float32) / 255
    ready = np.dstack([rock_picture[..., :3].astype(np.float32) * opacity[..., None], opacity])
    warped = np.asarray(cv2.warpAffine(ready, move, size, flags=cv2.INTER_LINEAR), np.float32)
    alpha = warped[..., 3]
    colours = warped[..., :3] / np.maximum(alpha, 1e-3)[..., None]
    return Layer(np.clip(colours, 0, 255), alpha, int(start[0]), int(start[1]))


def _reduced(picture: Picture, size: NDArray[np.float64]) -> Picture:
    """Average a rock that is much larger than it will be."""
    height, width = picture.shape[:2]
    if width < 1.3 * size[0] and height < 1.3 * size[1]:
        return picture
    smaller = tuple(
        max(2, round(float(min(a, b)))) for a, b in zip(size, (width, height), strict=True)
    )
    ready = picture.astype(np.float32)
    ready[..., :3] *= ready[..., 3:] / 255
    small = np.asarray(cv2.resize(ready, smaller, interpolation=cv2.INTER_AREA), np.float32)
    small[..., :3] /= np.maximum(small[..., 3:] / 255, 1e-3)
    return np.clip(small + 0.5, 0, 255).astype(np.uint8)


def _tinted(
    colours: NDArray[np.float32], solid: NDArray[np.bool_], around: Surroundings
) -> NDArray[np.float32]:
    """Move mean and spread in Lab a part of the way: one change for the whole rock."""
    lab = cv2.cvtColor(colours / 255, cv2.COLOR_RGB2LAB)
    mean, spread = lab[solid].mean(0), lab[solid].std(0)
    ratio = np.clip(around.lab_spread / np.maximum(spread, 1), *SPREAD)
    factor = 1 + STRENGTH * (ratio - 1)
    goal = mean + STRENGTH * (around.lab_mean - mean)
    moved = (lab - mean) * factor.astype(np.float32) + goal.astype(np.float32)
    bright = float(np.percentile(moved[..., 0][solid], BRIGHT))
    moved *= np.float32(np.clip((around.brightest + BRIGHTER) / max(bright, 1.0), DARKEST, 1))
    rgb = cv2.cvtColor(moved.astype(np.float32), cv2.COLOR_LAB2RGB)
    return np.asarray(np.clip(rgb, 0, 1) * 255, np.float32)


def _relit(
    colours: NDArray[np.float32], head: Head, layer: Layer, around: Surroundings
) -> NDArray[np.float32]:
    """Light from the brighter side, and from above also where the rock lies on its side."""
    height, width = layer.alpha.shape
    reach = max(head.half_width, head.half_height)
    x = (np.arange(width, dtype=np.float32) + layer.left - head.x) / reach
    y = (np.arange(height, dtype=np.float32) + layer.top - head.y) / reach
    sideways = float(np.clip(2 * around.light_from, -1, 1))
    upturned = float((1 - np.cos(head.roll)) / 2)  # its own light comes from below then
    gain = 1 + RELIT * (sideways * x[None, :] - (0.3 + upturned) * y[:, None])
    return np.asarray(colours * np.clip(gain, 0.6, 1.4)[..., None], np.float32)


def _grained(
    colours: NDArray[np.float32], head: Head, around: Surroundings, chance: np.random.Generator
) -> NDArray[np.float32]:
    """Blur the rock as its surroundings are, and give it their noise."""
    if around.blur > 0.3:
        deviation = min(around.blur, head.half_width / 12 + 0.3)
        colours = np.asarray(cv2.GaussianBlur(colours, (0, 0), deviation), np.float32)
    if around.grain > OWN_GRAIN:
        deviation = float(np.sqrt(around.grain**2 - OWN_GRAIN**2))
        noise = chance.normal(0, deviation, colours.shape[:2]).astype(np.float32)
        colours = colours + noise[..., None]
    return np.asarray(np.clip(colours, 0, 255), np.float32)


def _cast_shadow(scene: Picture, layer: Layer, head: Head) -> None:
    """Darken what is right below the rock: neck and shoulders, not the wall behind."""
    blur = max(0.8, SHADOW_BLUR * head.half_width)
    height, width = layer.alpha.shape
    down = head.axes[1] * SHADOW_DROP * head.half_height
    shift = np.array([[1, 0, down[0]], [0, 1, down[1]]])
    dark = cv2.warpAffine(layer.alpha, shift, (width, height))
    dark = cv2.GaussianBlur(dark, (0, 0), blur)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    below = (x + layer.left - head.x) * head.axes[1, 0] + (y + layer.top - head.y) * head.axes[1, 1]
    weight = np.clip(below / head.half_height - 0.1, 0, 0.6) / 0.6
    part = scene[layer.top : layer.top + height, layer.left : layer.left + width]
    part[:] = (part * (1 - SHADOW * dark * weight)[..., None] + 0.5).astype(np.uint8)


def _blend(scene: Picture, colours: NDArray[np.float32], layer: Layer) -> None:
    height, width = layer.alpha.shape
    part = scene[layer.top : layer.top + height, layer.left : layer.left + width]
    share = layer.alpha[..., None]
    part[:] = (part * (1 - share) + colours * share + 0.5).astype(np.uint8)
