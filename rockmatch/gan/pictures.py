"""Folders of pictures become batches; the same ones whenever a run is started again.

Pillow alone reads them (JPEG, PNG, WebP), so that this works where there is little else.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from rockmatch.vision.dataset.files import CannotGoOn, Unreadable, as_text, read_bytes, shown

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 40_000_000
ROOM = 286 / 256  # the paper's: enlarged by so much, then cut at a random place


@dataclass(frozen=True)
class Collection:
    """Pictures of one kind."""

    pictures: NDArray[np.uint8]
    """N x side x side x 3, somewhat larger than what is cut out of them."""
    broken: int = 0
    """Files that were passed over."""


def read_collection(folder: Path, size: int) -> Collection:
    """Read all pictures below a folder, each as the square in its middle.

    Args:
        folder: links are followed; what is no picture is counted and passed over.
        size: of what will be cut out of them, in pixels; what is read is larger by ``ROOM``.

    Raises:
        CannotGoOn: there is no folder, or no picture in it.
    """
    name = shown(as_text(folder))
    if not folder.is_dir():
        raise CannotGoOn(f"There is no folder {name}.")
    side = round(size * ROOM)
    pictures, broken = [], 0
    for path in picture_files(folder):
        try:
            pictures.append(read_square(path, side))
        except Unreadable:
            broken += 1
    if not pictures:
        seen = f"{broken} files, none of them a picture" if broken else "nothing"
        raise CannotGoOn(f"There are no pictures to learn from in {name}: {seen}.")
    return Collection(np.stack(pictures), broken)


def picture_files(folder: Path) -> list[Path]:
    """List the files below a folder, sorted, but for hidden ones."""
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(root, name) for name in names if not name.startswith(".")]
    return sorted(found, key=os.fsencode)


def read_square(path: Path, side: int) -> NDArray[np.uint8]:
    """Read the square in the middle of a picture, side x side x 3, RGB.

    Raises:
        Unreadable: it is no picture.
    """
    import io

    data = read_bytes(path, MAX_BYTES)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            fitted = ImageOps.fit(upright, (side, side), Image.Resampling.LANCZOS)
            return np.asarray(fitted, np.uint8)
    except Exception as problem:
        raise Unreadable("no picture") from problem


def middle(pictures: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Cut the middle out of pictures, n x side x side x 3."""
    start = (pictures.shape[1] - size) // 2
    return pictures[:, start : start + size, start : start + size]


class Batches:
    """The batches of a run: which pictures, cut where, mirrored or not, told by seed and step."""

    def __init__(
        self, collections: Sequence[NDArray[np.uint8]], *, size: int, batch: int, seed: int
    ) -> None:
        self._collections = collections
        self._size, self._batch, self._seed = size, batch, seed

    def of(self, step: int) -> list[NDArray[np.uint8]]:
        """Make the batch of a step, counted from the run's beginning: one array a collection."""
        return [
            self._cut(pictures, self._places(kind, len(pictures), step), kind, step)
            for kind, pictures in enumerate(self._collections)
        ]

    def _places(self, kind: int, count: int, step: int) -> NDArray[np.int64]:
        """Which pictures: each collection is gone through again and again, shuffled anew."""
        numbers = np.arange(step * self._batch, (step + 1) * self._batch)
        rounds, within = np.divmod(numbers, count)
        orders = {
            turn: np.random.default_rng((self._seed, 1, kind, turn)).permutation(count)
            for turn in set(rounds.tolist())
        }
        pairs = zip(rounds.tolist(), within.tolist(), strict=True)
        return np.array([orders[turn][place] for turn, place in pairs])

    def _cut(
        self, pictures: NDArray[np.uint8], places: NDArray[np.int64], kind: int, step: int
    ) -> NDArray[np.uint8]:
        rng = np.random.default_rng((self._seed, 2, kind, step))
        spare = pictures.shape[1] - self._size
        batch = np.empty((len(places), self._size, self._size, 3), np.uint8)
        for at, place in enumerate(places):
            top, left = rng.integers(0, spare + 1, 2)
            cut = pictures[place, top : top + self._size, left : left + self._size]
            batch[at] = cut[:, ::-1] if rng.random() < 0.5 else cut
        return batch
