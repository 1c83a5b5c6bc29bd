"""Noise that all layers of a rock share: tileable volumes, and cells round random points.

A volume is white noise shaped in Fourier space by a power law, so one trilinear look-up gives
many octaves at once. Cells (crystals, vesicles, clasts) come from one periodic point set in a
k-d tree, which is scaled and shifted for every use (after Worley's cellular texture).
"""

from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfftn, rfftn
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree

type Floats = NDArray[np.floating[Any]]  # float32 wherever it is kept

VOLUME_SIDE: Final = 96  # voxels
CELLS_PER_SIDE: Final = 36  # random points along one edge of the periodic cube
QUERY_THREADS: Final = 2


class Spectrum(NamedTuple):
    """Power law of one volume: amplitude falls as k**-slope between two wave numbers."""

    slope: float
    lowest: float  # waves per tile
    highest: float
    seed: int


SPECTRA: Final[dict[str, Spectrum]] = {
    "smooth": Spectrum(2.3, 3, 30, 11),  # large forms, long swells
    "broken": Spectrum(1.9, 3, 30, 12),  # blotches and beds
    "rough": Spectrum(1.5, 4, 34, 13),  # weathered surface
    "sand": Spectrum(0.4, 10, 36, 16),  # grain at the size of a pixel
}


@cache
def volume(name: str) -> Floats:
    """Return the named noise volume: float32 (96, 96, 96), mean 0, standard deviation 1."""
    spectrum = SPECTRA[name]
    random = np.random.default_rng(spectrum.seed)
    side = VOLUME_SIDE
    waves = rfftn(random.standard_normal((side, side, side), dtype=np.float32))
    full, half = np.fft.fftfreq(side, 1 / side), np.fft.rfftfreq(side, 1 / side)
    k = np.sqrt(full[:, None, None] ** 2 + full[None, :, None] ** 2 + half[None, None, :] ** 2)
    k[0, 0, 0] = 1.0
    cut = 1 / (1 + np.exp((k - spectrum.highest) / (0.08 * spectrum.highest)))
    amplitude = k**-spectrum.slope * (k >= spectrum.lowest) * cut
    amplitude[0, 0, 0] = 0.0
    field = irfftn(waves * amplitude.astype(np.float32), s=(side, side, side))
    return (field / field.std()).astype(np.float32)


def look_up(name: str, points: Floats, frequency: float, offset: Floats) -> Floats:
    """Read a volume at points of shape (..., 3); `frequency` is in tiles per unit of length."""
    at = (points * np.float32(frequency) + offset).reshape(-1, 3).T * np.float32(VOLUME_SIDE)
    values = map_coordinates(volume(name), at, order=1, mode="grid-wrap", output=np.float32)
    return values.reshape(points.shape[:-1])


class Cells(NamedTuple):
    """The cells nearest to each point, nearest first along the last axis."""

    distance: Floats  # (..., nearest), in the unit of the points
    traits: Floats  # (..., nearest, 4): four uniform numbers that belong to each cell


@cache
def _point_set() -> tuple[cKDTree, Floats]:
    random = np.random.default_rng(99)
    side = CELLS_PER_SIDE
    corners = np.stack(np.meshgrid(*[np.arange(side)] * 3, indexing="ij"), -1).reshape(-1, 3)
    points = ((corners + random.random((side**3, 3))) / side) % 1.0
    return cKDTree(points, boxsize=1.0), random.random((side**3, 4), dtype=np.float32)


def cells(points: Floats, size: float, offset: Floats, *, nearest: int = 1) -> Cells:
    """Find the cells of mean width `size` that lie nearest to points of shape (..., 3)."""
    tree, traits = _point_set()
    tile = size * CELLS_PER_SIDE
    # In float64: a float32 remainder can round up to 1.0, which the periodic tree refuses.
    inside = (points.reshape(-1, 3).astype(np.float64) / tile + offset) % 1.0
    distance, index = tree.query(
        np.where(inside >= 1.0, 0.0, inside),
        k=list(range(1, nearest + 1)),
        workers=QUERY_THREADS,
    )
    shape = points.shape[:-1]
    return Cells(
        (distance * tile).astype(np.float32).reshape(*shape, nearest),
        traits[index].reshape(*shape, nearest, 4),
    )


def smoothstep(low: float, high: float, values: Floats | float) -> Floats:
    """Rise from 0 at `low` to 1 at `high` with flat ends; falls when `low` is above `high`."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def along(points: Floats, direction: Floats) -> Floats:
    """Dot product of points (..., 3) with one vector, written out.

    A matrix product would go through BLAS, whose last bits differ between processors.
    """
    x, y, z = (float(part) for part in direction)
    return points[..., 0] * x + points[..., 1] * y + points[..., 2] * z


class Family:
    """One noise family: where in the volumes every layer of a rock reads.

    Rocks of one family with nearby `wander` have the same cracks and flats, a little displaced:
    that is what keeps neighbours in parameter space look-alikes.
    """

    def __init__(self, number: int, wander: tuple[float, float, float]) -> None:
        self.number = number
        self._wander = np.array(wander, np.float32)

    def _random(self, layer: str) -> np.random.Generator:
        return np.random.default_rng([self.number, *layer.encode()])

    def offset(self, layer: str) -> Floats:
        """Where the named layer reads its volume: (3,), in tiles."""
        drawn = self._random(layer).random(3).astype(np.float32)
        return drawn * 7 + 0.5 * self._wander

    def normals(self, layer: str, *shape: int) -> Floats:
        """Standard normal numbers that turn smoothly as the rock wanders: no jump anywhere."""
        random = self._random(layer)
        first, second = random.standard_normal((2, *shape)).astype(np.float32)
        angle = 2 * np.pi * (random.random(shape) + random.random((*shape, 3)) @ self._wander)
        return (first * np.cos(angle) + second * np.sin(angle)).astype(np.float32)

    def look_up(self, name: str, points: Floats, frequency: float, layer: str) -> Floats:
        """Read a volume at this family's place for the layer."""
        return look_up(name, points, frequency, self.offset(layer))
