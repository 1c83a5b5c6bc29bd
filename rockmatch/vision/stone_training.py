"""What stones are learnt from: our own portraits, and people as a detector may miss them."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rockmatch.vision.facenet import DIMENSIONS, unit_length
from rockmatch.vision.gallery import read_picture
from rockmatch.vision.stones import Boundary

Picture = NDArray[np.uint8]
SHRINKAGE = 0.6  # of the covariance towards a sphere: the photographs of stones are other stones
ALLOWED = 0.003  # share of the other pictures beyond the bound; a wall may pass for a stone
KINDS = (
    "as it is",
    "turned by 90 degrees",
    "turned by 180 degrees",
    "turned by 60 degrees",
    "blurred",
    "burnt out",
    "half covered",
    "background",
)


def photographed(portrait: Picture, count: int, rng: np.random.Generator) -> Iterator[Picture]:
    """Yield a portrait as it is, and as photographs show stones: nearer, smaller, noisier."""
    yield portrait
    for _ in range(count - 1):
        whole = portrait.shape[0]
        side = int(whole * rng.uniform(0.4, 1))
        left, top = (int((whole - side) * rng.uniform(0.3, 0.7)) for _ in "xy")
        size = int(rng.choice([64, 96, 128, 200, 400]))
        near = Image.fromarray(portrait[top : top + side, left : left + side])
        values = np.asarray(near.resize((size, size), Image.Resampling.BOX), np.float32)
        noise = rng.normal(0, rng.uniform(0, 8), values.shape)
        values = values * np.float32(rng.uniform(0.5, 1.4)) + noise.astype(np.float32)
        file = io.BytesIO()
        Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).save(
            file, "JPEG", quality=int(rng.uniform(60, 95))
        )
        yield np.asarray(Image.open(file).convert("RGB"))


def missed(picture: Picture, kind: str, rng: np.random.Generator) -> Picture:
    """Make of somebody's picture one in which a detector is likely to find nobody."""
    image = Image.fromarray(picture)
    if kind.startswith("turned"):
        angle = float(kind.split()[2])
        return np.asarray(image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(127, 127, 127)))
    if kind == "blurred":
        sigma = picture.shape[0] * rng.uniform(0.012, 0.036)
        return np.asarray(image.filter(ImageFilter.GaussianBlur(sigma)))
    if kind == "burnt out":
        return np.clip(picture * rng.uniform(2, 5), 0, 255).astype(np.uint8)
    if kind == "half covered":
        covered = picture.copy()
        covered[int(len(picture) * rng.uniform(0.4, 0.6)) :] = picture.mean(axis=(0, 1))
        return covered
    if kind == "background":  # an upper corner
        height, width = (side * 12 // 25 for side in picture.shape[:2])
        return picture[:height, -width:] if rng.random() < 0.5 else picture[:height, :width]
    return picture


def missed_people(files: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, Picture]]:
    """Yield pictures of people with what was done to each, every kind equally often."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(files))[:count]
    for turn, index in enumerate(chosen):
        kind = KINDS[turn % len(KINDS)]
        yield kind, missed(read_picture(files[index]), kind, rng)


def fit_boundary(stones: NDArray[np.float32], others: NDArray[np.float32]) -> Boundary:
    """Fit a linear discriminant (Fisher 1936) with a shrunken covariance.

    Args:
        stones: n x 128, unit length.
        others: m x 128, unit length; all but ``ALLOWED`` of them lie before the bound.
    """
    covariance = (np.cov(stones, rowvar=False) + np.cov(others, rowvar=False)) / 2
    sphere = np.trace(covariance) / DIMENSIONS * np.eye(DIMENSIONS)
    shrunken = (1 - SHRINKAGE) * covariance + SHRINKAGE * sphere
    direction = unit_length(np.linalg.solve(shrunken, stones.mean(axis=0) - others.mean(axis=0)))
    return Boundary(direction, float(np.quantile(others @ direction, 1 - ALLOWED)))
