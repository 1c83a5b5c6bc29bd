"""Group pictures with known faces: heads of a face dataset laid into grounds, turned and scaled.

Of each picture of the dataset its most prominent face is taken, cut out as a soft oval of the whole
head, so that nobody else comes along.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import similarity
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import choose_face

Picture = NDArray[np.uint8]
UPRIGHT = np.array([[-0.30, -0.22], [0.30, -0.22], [0, 0.07], [-0.25, 0.33], [0.25, 0.33]])
PATCH = 2.4  # side of what is cut out, in widths of the face
PLAIN_COLOURS = ((196, 188, 176), (92, 104, 112), (60, 52, 46), (148, 160, 140))
TEXTURES = ("brick", "grass", "gravel", "coffee", "rocket", "hubble_deep_field", "chelsea", "moon")


@dataclass(frozen=True)
class Head:
    """A picture of the dataset and where its face is."""

    path: Path
    landmarks: NDArray[np.float32]
    width: float
    """Of the face's box, pixels of the picture."""


@dataclass(frozen=True)
class Placed:
    """A face in a composed picture."""

    head: Head
    size: float
    """Width of the face, pixels of the composed picture."""
    roll: float
    """Degrees, clockwise, -180 to 180."""
    covered: bool
    """Whether a bar hides a part of it."""
    landmarks: NDArray[np.float64]

    @property
    def centre(self) -> tuple[float, float]:
        x, y = self.landmarks.mean(axis=0)
        return float(x), float(y)


def heads_of(files: Sequence[Path], detector: FaceDetector) -> Iterator[Head]:
    """Find the face of each picture; one without any, or with several, is passed over."""
    for path in files:
        picture = np.asarray(Image.open(path).convert("RGB"))
        try:
            face = choose_face(detector.detect(picture), (picture.shape[1], picture.shape[0]))
        except FaceError:
            continue
        yield Head(path, face.landmarks, _width(face))


def _width(face: Detection) -> float:
    return float(max(face.box[2], 0.8 * face.box[3]))


def grounds() -> dict[str, Picture]:
    """Pictures that scikit-image ships and in which nobody is, and plain colours."""
    from skimage import data

    found = {}
    for name in TEXTURES:
        picture = np.asarray(getattr(data, name if name != "chelsea" else "cat")())
        picture = np.dstack([picture] * 3) if picture.ndim == 2 else picture[..., :3]
        found[name] = picture.astype(np.uint8)
    for place, colour in enumerate(PLAIN_COLOURS):
        found[f"plain {place + 1}"] = np.full((64, 64, 3), colour, np.uint8)
    return found


def stretched(ground: Picture, size: tuple[int, int]) -> Picture:
    """Fill width x height with a ground: scaled to cover, up to three times, and mirrored on."""
    width, height = size
    scale = min(3.0, max(width / ground.shape[1], height / ground.shape[0]))
    large = cv2.resize(ground, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    down, right = max(0, height - large.shape[0]), max(0, width - large.shape[1])
    while down or right:  # a border can only be as long as the picture
        step_down, step_right = min(down, large.shape[0]), min(right, large.shape[1])
        large = cv2.copyMakeBorder(large, 0, step_down, 0, step_right, cv2.BORDER_REFLECT)
        down, right = down - step_down, right - step_right
    return np.ascontiguousarray(large[:height, :width])


def paste(
    scene: Picture,
    head: Head,
    centre: tuple[float, float],
    size: float,
    roll: float,
    *,
    bar: random.Random | None = None,
) -> Placed:
    """Lay a head into a scene, in place.

    Args:
        scene: RGB, uint8.
        head: whom.
        centre: of the five landmarks, in pixels of the scene.
        size: width of the face, in pixels of the scene.
        roll: degrees, clockwise.
        bar: draws a bar over a part of the face.
    """
    with Image.open(head.path) as image:
        source = np.asarray(image.convert("RGB"))
    turn = np.deg2rad(roll)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    upright = _levelled(head)
    goal = (upright * size / head.width) @ axes + centre
    move = similarity(head.landmarks.astype(float), goal)
    reach = int(np.ceil(size * PATCH))
    left, top = int(centre[0] - reach), int(centre[1] - reach)
    move[:, 2] -= (left, top)
    patch = _warped(source, move, 2 * reach)
    mask = _oval(2 * reach, size, turn, np.subtract(centre, (left, top)))
    inside = _warped(np.full(source.shape[:2], 255, np.uint8), move, 2 * reach)
    mask = np.minimum(mask, cv2.erode(inside, np.ones((5, 5))).astype(np.float32) / 255)
    if bar:
        _draw_bar(patch, bar, size, np.subtract(centre, (left, top)))
    _blend(scene, patch, mask, left, top)
    return Placed(head, size, roll, bar is not None, goal)


def _levelled(head: Head) -> NDArray[np.float64]:
    """Landmarks about their centre, with the face's own roll taken out."""
    points = head.landmarks.astype(float)
    points = points - points.mean(axis=0)
    across = points[1] - points[0]
    turn = np.arctan2(across[1], across[0])
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(points @ axes)


def _warped(source: Picture, move: NDArray[np.float64], side: int) -> Picture:
    """Move by a similarity; what shrinks much is averaged first."""
    scale = float(np.hypot(move[0, 0], move[1, 0]))
    part, move = source, move.copy()
    if scale < 0.7:
        size = tuple(max(1, round(length * scale)) for length in source.shape[1::-1])
        part = np.asarray(cv2.resize(source, size, interpolation=cv2.INTER_AREA), np.uint8)
        move[:, :2] *= [source.shape[1] / size[0], source.shape[0] / size[1]]
    flags = cv2.INTER_CUBIC if scale >= 0.7 else cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(part, move, (side, side), flags=flags), np.uint8)


def _oval(side: int, size: float, turn: float, centre: NDArray[np.float64]) -> NDArray[np.float32]:
    """A soft oval of the head: 1 inside, 0 outside."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    x, y = x - centre[0], y - centre[1]
    along = x * np.cos(turn) + y * np.sin(turn)
    down = -x * np.sin(turn) + y * np.cos(turn)
    far = np.hypot(along / (0.95 * size), (down + 0.1 * size) / (1.2 * size))
    return np.clip((1.05 - far) / 0.1, 0, 1).astype(np.float32)


def _draw_bar(
    patch: Picture, draw: random.Random, size: float, centre: NDArray[np.float64]
) -> None:
    """Hide a third of the face behind a bar of one colour, from any side."""
    angle = draw.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]]) * draw.uniform(-0.45, 0.45) * size
    ends = [tuple(int(v) for v in centre + across + way * along * size * 2) for way in (-1, 1)]
    colour = tuple(draw.randint(20, 230) for _ in range(3))
    cv2.line(patch, ends[0], ends[1], colour, max(1, round(size * 0.28)))


def _blend(scene: Picture, patch: Picture, mask: NDArray[np.float32], left: int, top: int) -> None:
    height, width = scene.shape[:2]
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + patch.shape[1], width), min(top + patch.shape[0], height)
    if x0 >= x1 or y0 >= y1:
        return
    inner = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    share = mask[inner][..., None]
    under = scene[y0:y1, x0:x1]
    scene[y0:y1, x0:x1] = (under * (1 - share) + patch[inner] * share + 0.5).astype(np.uint8)


def compose(
    heads: Sequence[Head],
    ground: Picture,
    size: tuple[int, int],
    sizes: Sequence[float],
    draw: random.Random,
    *,
    rolls: Sequence[float] | None = None,
    bars: float = 0.0,
) -> tuple[Picture, list[Placed]]:
    """Compose one group picture: heads in a grid of cells, each shifted by chance.

    Args:
        heads: whom to place, the same number as ``sizes``.
        ground: what lies beneath.
        size: width and height in pixels.
        sizes: width of each face in pixels.
        draw: all chance.
        rolls: degrees for each; by chance if none are given.
        bars: share of the faces that a bar covers in part.
    """
    scene = stretched(ground, size)
    columns = max(1, round(np.sqrt(len(sizes) * size[0] / size[1])))
    rows = -(-len(sizes) // columns)
    cell = size[0] / columns, size[1] / rows
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    draw.shuffle(cells)
    placed = []
    for place, (head, width, (column, row)) in enumerate(zip(heads, sizes, cells, strict=False)):
        roll = rolls[place] if rolls else draw.uniform(-180, 180)
        spare = [max(0.0, side - 2.2 * width) / 2 for side in cell]
        x = (column + 0.5) * cell[0] + draw.uniform(-spare[0], spare[0])
        y = (row + 0.5) * cell[1] + draw.uniform(-spare[1], spare[1])
        bar = draw if draw.random() < bars else None
        placed.append(paste(scene, head, (x, y), width, roll, bar=bar))
    return scene, placed
