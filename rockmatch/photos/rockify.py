"""A photo somebody sent becomes one in which rocks cover all faces.

``look`` finds the heads, ``hang`` covers them, ``rehang`` does so again without the original.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import cv2
import numpy as np

from rockmatch.photos.encoding import LONG_SIDES
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.filling import Picture
from rockmatch.photos.hanging import MOST_FACES, Rockified, hang, rehang
from rockmatch.photos.heads import distances
from rockmatch.photos.limits import MAX_BYTES, MAX_PIXELS, MIN_SIDE
from rockmatch.photos.rocks import Rock, museum_rocks
from rockmatch.photos.standing import Standing, pointed_at, standing_of
from rockmatch.vision.finding import FaceFinder, finder
from rockmatch.vision.pictures import open_picture

__all__ = [
    "MOST_FACES",
    "Looked",
    "Rockified",
    "Standing",
    "Wish",
    "hang",
    "known",
    "look",
    "look_at",
    "pointed_at",
    "rehang",
    "rockify",
    "rockify_picture",
]

LOOKED_AT: Final = 5120  # pixels; the long side in which faces are looked for


@dataclass(frozen=True)
class Looked:
    """A photo as it will be shown, and the heads in it. It still has its faces."""

    picture: Picture = field(repr=False)
    """RGB, uint8, of at most 1600 pixels."""
    faces: tuple[Standing, ...]
    """The largest first."""


@dataclass(frozen=True)
class Wish:
    """Which rock shall stand for a face."""

    x: float
    """Somewhere in the face, as a share of the width."""
    y: float
    slug: str


def look(
    data: bytes, *, face_finder: FaceFinder | None = None, max_bytes: int = MAX_BYTES
) -> Looked:
    """Find the heads in a photo. Faces are found and not recognised; all stays in memory.

    Args:
        data: the bytes as they came: JPEG, PNG, WebP, HEIC or AVIF.
        face_finder: instead of that of the process.
        max_bytes: refuse more.

    Raises:
        PictureError: ``not_an_image``, ``too_large`` or ``too_small``.
        PhotoError: ``too_many_faces``.
    """
    image = open_picture(
        data,
        max_bytes=max_bytes,
        max_pixels=MAX_PIXELS,
        min_side=MIN_SIDE,
        long_side=LOOKED_AT,
    )
    return look_at(np.asarray(image), face_finder=face_finder)


def look_at(picture: Picture, *, face_finder: FaceFinder | None = None) -> Looked:
    """Do so with a picture that is decoded: RGB, uint8, upright sRGB. See ``look``."""
    faces = (face_finder or finder()).find(picture)
    if len(faces) > MOST_FACES:
        raise PhotoError("too_many_faces", f"{len(faces)}")
    small, scale = _as_shown(picture)
    return Looked(small, tuple(standing_of(face, small.shape, scale) for face in faces))


def rockify(
    data: bytes,
    *,
    wishes: Sequence[Wish] = (),
    rocks: Sequence[Rock] | None = None,
    face_finder: FaceFinder | None = None,
    max_bytes: int = MAX_BYTES,
) -> Rockified:
    """Cover every face of a photo with a rock drawn for it.

    Args:
        data: the bytes as they came, see ``look``.
        wishes: rocks that somebody chose; all others are drawn afresh, and none stands twice.
        rocks: to draw from, instead of the museum's.
        face_finder: instead of that of the process.
        max_bytes: refuse more.

    Raises:
        PictureError: ``not_an_image``, ``too_large`` or ``too_small``.
        PhotoError: ``face_left`` or ``too_many_faces``.
        ValueError: a wish names no rock.
    """
    looked = look(data, face_finder=face_finder, max_bytes=max_bytes)
    return _hung(looked, wishes, rocks, face_finder)


def rockify_picture(
    picture: Picture,
    *,
    wishes: Sequence[Wish] = (),
    rocks: Sequence[Rock] | None = None,
    face_finder: FaceFinder | None = None,
) -> Rockified:
    """Do so with a picture that is decoded: RGB, uint8, upright sRGB. See ``rockify``."""
    return _hung(look_at(picture, face_finder=face_finder), wishes, rocks, face_finder)


def known(slug: str, *, rocks: Sequence[Rock] | None = None) -> bool:
    """Whether there is such a rock and it is cut out, so that it can be laid over a head."""
    return any(rock.slug == slug for rock in (museum_rocks() if rocks is None else rocks))


def _hung(
    looked: Looked,
    wishes: Sequence[Wish],
    rocks: Sequence[Rock] | None,
    face_finder: FaceFinder | None,
) -> Rockified:
    for wish in wishes:
        if not known(wish.slug, rocks=rocks):
            raise ValueError(f"There is no rock {wish.slug!r} to lay over a face.")
    standings = _wished(looked, wishes)
    return hang(looked.picture, standings, rocks=rocks, face_finder=face_finder)


def _wished(looked: Looked, wishes: Sequence[Wish]) -> list[Standing]:
    """Each wish is for the nearest head whose ellipse holds the point."""
    shape = looked.picture.shape
    standings = list(looked.faces)
    heads = [standing.head(shape) for standing in standings]
    for wish in wishes:
        point = np.array([wish.x * shape[1], wish.y * shape[0]])
        far = distances(heads, point)
        if far.min(initial=2) <= 1:
            at = int(far.argmin())
            standings[at] = replace(standings[at], rock=wish.slug, wished=True)
    return standings


def _as_shown(picture: Picture) -> tuple[Picture, float]:
    """The picture in the largest size that is shown: faces are covered in this."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONG_SIDES[0] / max(height, width))
    if scale == 1:
        return picture, 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale
