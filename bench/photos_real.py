"""Real photographs that packages carry: a group, single faces, and things that are nobody.

Groups come with ``insightface`` 2.1 (its source distribution, ``insightface/data/images``), the
rest with Debian's ``opencv-doc`` 4.6 (``usr/share/doc/opencv-doc/examples/data``). Neither is
redistributed here: put their pictures in one folder. Where each face is was written down by hand.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Boxes = NDArray[np.float64]
Find = Callable[[NDArray[np.uint8]], Boxes]

# Middle and width of each face, in pixels.
FACES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "t1.jpg": (
        (956, 130, 108),
        (111, 330, 114),
        (520, 335, 109),
        (795, 404, 103),
        (1180, 335, 96),
        (320, 208, 96),
    ),
    "Tom_Hanks_54745.png": ((43, 56, 80),),
    "basketball1.png": ((86, 113, 30), (530, 90, 40)),
    "messi5.jpg": ((242, 110, 32),),
}
# Nobody is in these. Paintings, a robot, a dog and a mandrill are left out: they do have faces.
NOBODY = (
    "aero1.jpg",
    "aero3.jpg",
    "aloeL.jpg",
    "apple.jpg",
    "blox.jpg",
    "board.jpg",
    "box.png",
    "building.jpg",
    "butterfly.jpg",
    "cards.png",
    "detect_blob.png",
    "ela_original.jpg",
    "ellipses.jpg",
    "fruits.jpg",
    "home.jpg",
    "imageTextN.png",
    "imageTextR.png",
    "leuvenA.jpg",
    "licenseplate_motion.jpg",
    "notes.png",
    "orange.jpg",
    "pca_test1.jpg",
    "rubberwhale1.png",
    "smarties.png",
    "stuff.jpg",
    "sudoku.png",
    "text_defocus.jpg",
    "text_motion.jpg",
)


def report_real(folder: Path, finders: dict[str, Find]) -> None:
    """Print what each finder makes of the photographs that are there."""
    groups = [folder / name for name in FACES if (folder / name).is_file()]
    empty = [folder / name for name in NOBODY if (folder / name).is_file()]
    for name, find in finders.items():
        found = {path.name: over_faces(find(_read(path)), FACES[path.name]) for path in groups}
        hit, of = sum(h for h, _ in found.values()), sum(len(FACES[one]) for one in found)
        print(f"{name}: {hit} of {of} faces in {len(groups)} real photographs", end="; ")
        print(f"{sum(other for _, other in found.values())} boxes elsewhere in them", end="; ")
        false = {path.name: len(find(_read(path))) for path in empty}
        told = ", ".join(f"{one} {count}" for one, count in false.items() if count) or "none"
        print(f"{np.mean(list(false.values()) or [0]):.2f} a photograph of nobody ({told})")


def over_faces(boxes: Boxes, faces: tuple[tuple[int, int, int], ...]) -> tuple[int, int]:
    """How many faces a box lies over, and how many boxes lie over none."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    sides = boxes[:, 2] - boxes[:, 0]
    near = np.zeros((len(faces), len(boxes)), bool)
    for at, (x, y, width) in enumerate(faces):
        fits = (sides > 0.4 * width) & (sides < 3 * width)
        near[at] = fits & (np.hypot(*(middles - (x, y)).T) < 0.6 * width)
    return int(near.any(1).sum()), int((~near.any(0)).sum())


def _read(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))
