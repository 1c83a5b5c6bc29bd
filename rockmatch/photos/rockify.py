"""A photo somebody sent becomes one in which rocks cover all faces."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from rockmatch.photos.checking import Checked, Place, cover_all, suited_first
from rockmatch.photos.encoding import LONG_SIDES, Format, encoded, mean_colour, preview
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.filling import Picture
from rockmatch.photos.heads import Head, head_of
from rockmatch.photos.rocks import Rock, museum_rocks
from rockmatch.vision.finding import FaceFinder, Found, finder
from rockmatch.vision.pictures import open_picture

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_PIXELS: Final = 100_000_000
MIN_SIDE: Final = 32  # pixels
LOOKED_AT: Final = 5120  # pixels; the long side in which faces are looked for
MOST_FACES: Final = 5000


@dataclass(frozen=True)
class Wish:
    """Which rock shall stand for a face."""

    x: float
    """Somewhere in the face, as a share of the width."""
    y: float
    slug: str


@dataclass(frozen=True)
class CoveredFace:
    """One head in the photo, in shares of its width and height, and its rock."""

    x: float
    y: float
    half_width: float
    """As a share of the width, as ``half_height`` is of the height, both along the head's axes."""
    half_height: float
    roll: float
    rock: str
    wished: bool
    score: float | None
    """Of the detector; None for what was seen only when the photo was looked at again."""
    finder: str | None


@dataclass(frozen=True)
class Rockified:
    """A photo without faces, ready to be shown."""

    width: int
    """Of the largest file, pixels."""
    height: int
    files: dict[tuple[Format, int], bytes] = field(repr=False)
    """By format and long side, the largest first."""
    faces: tuple[CoveredFace, ...]
    warnings: tuple[str, ...]
    """``no_face``: there was none to cover. ``rock_seen``: a detector takes a rock for a face."""
    colour: str
    preview: bytes = field(repr=False)


def rockify(
    data: bytes,
    *,
    wishes: Sequence[Wish] = (),
    rocks: Sequence[Rock] | None = None,
    face_finder: FaceFinder | None = None,
    max_bytes: int = MAX_BYTES,
) -> Rockified:
    """Cover every face of a photo with a rock drawn for it.

    Faces are found and not recognised. What is between the bytes and the result stays in memory.

    Args:
        data: the bytes as they came: JPEG, PNG, WebP, HEIC or AVIF.
        wishes: rocks that somebody chose; all others are drawn afresh, and none stands twice.
        rocks: to draw from, instead of the museum's.
        face_finder: instead of that of the process.
        max_bytes: refuse more.

    Raises:
        PictureError: ``not_an_image``, ``too_large`` or ``too_small``.
        PhotoError: ``face_left`` or ``too_many_faces``.
        ValueError: a wish names no rock.
    """
    image = open_picture(
        data,
        max_bytes=max_bytes,
        max_pixels=MAX_PIXELS,
        min_side=MIN_SIDE,
        long_side=LOOKED_AT,
    )
    return rockify_picture(np.asarray(image), wishes=wishes, rocks=rocks, face_finder=face_finder)


def rockify_picture(
    picture: Picture,
    *,
    wishes: Sequence[Wish] = (),
    rocks: Sequence[Rock] | None = None,
    face_finder: FaceFinder | None = None,
) -> Rockified:
    """Do so with a picture that is decoded: RGB, uint8, upright sRGB. See ``rockify``."""
    rocks = museum_rocks() if rocks is None else rocks
    look = (face_finder or finder()).find
    faces = look(picture)
    small, scale = _as_shown(picture)
    if len(faces) > MOST_FACES:
        raise PhotoError("too_many_faces", f"{len(faces)}")
    places = make_places(faces, small, scale=scale, wishes=wishes, rocks=rocks)
    checked = cover_all(small, places, rocks, look)
    return _finished(checked.picture, checked.places, _warnings(checked))


def _as_shown(picture: Picture) -> tuple[Picture, float]:
    """The picture in the largest size that is shown: faces are covered in this."""
    height, width = picture.shape[:2]
    scale = min(1.0, LONG_SIDES[0] / max(height, width))
    if scale == 1:
        return picture, 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def make_places(
    faces: Sequence[Found],
    picture: Picture,
    *,
    rocks: Sequence[Rock],
    scale: float = 1.0,
    wishes: Sequence[Wish] = (),
) -> list[Place]:
    """Give each head its rock: the one that was wished, or one drawn by chance.

    Args:
        faces: what was found.
        picture: in which they are covered.
        rocks: to draw from.
        scale: of this picture to that in which the faces were found.
        wishes: see ``rockify``.

    Raises:
        ValueError: a wish names no rock.
    """
    heads = [head_of(face, scale) for face in faces]
    wished = _wished(heads, picture, wishes, rocks)
    chance = secrets.SystemRandom()
    drawn = iter(suited_first(len(heads) - len(wished), rocks, list(wished.values()), chance))
    return [
        Place(head, wished.get(at) or next(drawn), at in wished, face)
        for at, (head, face) in enumerate(zip(heads, faces, strict=True))
    ]


def _wished(
    heads: Sequence[Head], picture: Picture, wishes: Sequence[Wish], rocks: Sequence[Rock]
) -> dict[int, Rock]:
    """Which head is meant by each wish: the nearest whose ellipse holds the point."""
    known = {rock.slug: rock for rock in rocks}
    found: dict[int, Rock] = {}
    for wish in wishes:
        if wish.slug not in known:
            raise ValueError(f"There is no rock {wish.slug!r} to lay over a face.")
        point = np.array([wish.x * picture.shape[1], wish.y * picture.shape[0]])
        far = [float(head.distance(point)) for head in heads]
        if far and min(far) <= 1:
            found[int(np.argmin(far))] = known[wish.slug]
    return found


def _warnings(checked: Checked) -> tuple[str, ...]:
    told = {"no_face": not checked.places, "rock_seen": checked.rocks_seen > 0}
    return tuple(name for name, so in told.items() if so)


def _finished(picture: Picture, places: Sequence[Place], warnings: tuple[str, ...]) -> Rockified:
    height, width = picture.shape[:2]
    return Rockified(
        width=width,
        height=height,
        files=encoded(picture),
        faces=tuple(_told(place, width, height) for place in places),
        warnings=warnings,
        colour=mean_colour(picture),
        preview=preview(picture),
    )


def _told(place: Place, width: int, height: int) -> CoveredFace:
    head, face = place.head, place.face
    return CoveredFace(
        x=round(head.x / width, 5),
        y=round(head.y / height, 5),
        half_width=round(head.half_width / width, 5),
        half_height=round(head.half_height / height, 5),
        roll=round(head.roll, 4),
        rock=place.rock.slug,
        wished=place.wished,
        score=None if face is None else round(face.score, 4),
        finder=None if face is None else face.finder,
    )
