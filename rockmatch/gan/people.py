"""Two pictures of each of some people, for the report."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.gan.pictures import ROOM, middle, picture_files, read_square
from rockmatch.vision.dataset.files import CannotGoOn, Unreadable, as_text, shown

Pictures = NDArray[np.uint8]


class People(NamedTuple):
    """Of each person a picture to translate, and another one to know them by."""

    probes: Pictures
    references: Pictures
    """Both n x size x size x 3, of the same people in the same order."""


def read_people(folder: Path, size: int, count: int, seed: int) -> People:
    """Choose people of whom there are two pictures or more, ``folder/Person/IMG``.

    Raises:
        CannotGoOn: there are fewer than two such people.
    """
    if not folder.is_dir():
        raise CannotGoOn(f"There is no folder {shown(as_text(folder))}.")
    files: dict[Path, list[Path]] = defaultdict(list)
    for path in picture_files(folder):
        if path.parent != folder:
            files[path.parent].append(path)
    rng = np.random.default_rng(seed)
    names = sorted(files)
    pairs = []
    for place in rng.permutation(len(names)):
        pair = _two_of(files[names[place]], size)
        if len(pair) == 2:
            pairs.append(pair)
        if len(pairs) == count:
            break
    if len(pairs) < 2:
        raise CannotGoOn(
            f"{shown(as_text(folder))} has {len(pairs)} people of whom there are two pictures, and "
            "at least two are needed: one folder for each person, with two pictures or more."
        )
    probes, references = (np.stack([pair[kind] for pair in pairs]) for kind in (0, 1))
    return People(probes, references)


def _two_of(files: list[Path], size: int) -> list[Pictures]:
    found: list[Pictures] = []
    for path in files:
        try:
            found.append(middle(read_square(path, round(size * ROOM))[None], size)[0])
        except Unreadable:
            continue
        if len(found) == 2:
            break
    return found
