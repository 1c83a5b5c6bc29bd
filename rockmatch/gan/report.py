"""How close (or not) translated people are to rocks, and whether they are still themselves.

Of people whom the run has not seen, one picture each becomes a rock, and is looked at as a tracker
would: by every detector that is installed, and by FaceNet, against another picture of everybody. It
is told where the face was, so that nothing is lost only because no detector finds it. Then the rock
is turned back: CycleGANs are known to hide in a picture what they need to restore it (Chu et al.
2017), and saving it as a JPEG shows how much of that is hidden and how much is there to be seen.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.gan.likeness import Vectors, kernel_distance, known
from rockmatch.gan.people import People
from rockmatch.vision.alignment import align_face
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.detectors.base import Detector
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.gallery import crop_middle, most_prominent
from rockmatch.vision.stones import is_stone, vector_of_middle

SIDE = 256  # pixels; pictures are enlarged to this for whoever looks at them
JPEG_QUALITY = 75
Pictures = NDArray[np.uint8]
Landmarks = NDArray[np.float32] | None
Translate = Callable[[Pictures], Pictures]


@dataclass(frozen=True)
class Machines:
    """Who looks."""

    detectors: Sequence[Detector]
    finder: FaceDetector
    facenet: FaceNet
    bound: float
    """Squared distance under which two faces count as of one person."""


@dataclass(frozen=True)
class Look:
    """What the machines make of some pictures."""

    found: dict[str, float]
    """Share in which each detector sees a face."""
    stones: float
    """Share that is taken for a stone."""
    wholes: Vectors
    """N x 128, of each picture as a whole."""


def measure(
    people: People, rocks: Pictures, to_rocks: Translate, to_humans: Translate, machines: Machines
) -> dict[str, Any]:
    """Measure a run: ``rows``, one for each kind of picture, and what is about none of them.

    Args:
        people: of whom the run has seen nothing.
        rocks: n x size x size x 3, likewise; n at least 4.
        to_rocks: translates pictures.
        to_humans: translates them back.
        machines: who looks.
    """
    as_rocks, as_humans = to_rocks(people.probes), to_humans(rocks)
    back = to_humans(as_rocks)
    landmarks = [find_landmarks(large(picture), machines.finder) for picture in people.probes]
    their = [find_landmarks(large(picture), machines.finder) for picture in people.references]
    references = embed_faces(people.references, their, machines.facenet)
    of_rocks, of_people = look(rocks, machines), look(people.references, machines)
    kinds = {
        "people": people.probes,
        "people as rocks": as_rocks,
        "and back": back,
        "saved as JPEG, and back": to_humans(as_jpeg(as_rocks)),
    }
    rows = []
    for kind, pictures in kinds.items():
        seen = look(pictures, machines)
        vectors = embed_faces(pictures, landmarks, machines.facenet)
        told = known(vectors, references, machines.bound)._asdict()
        rows.append(_row(kind, seen, of_rocks, of_people) | told)
    twice = known(
        embed_faces(as_rocks, landmarks, machines.facenet),
        embed_faces(to_rocks(people.references), their, machines.facenet),
        machines.bound,
    )
    rows.append(_row("rocks", of_rocks, None, of_people))
    rows.append(_row("rocks as people", look(as_humans, machines), of_rocks, of_people))
    return {
        "people": len(people.probes),
        "rocks": len(rocks),
        "bound": machines.bound,
        "detectors": {one.name: one.version for one in machines.detectors},
        "rows": rows,
        "two pictures of a person, both as rocks": twice._asdict(),
        "there and back": {
            "people": _grey_levels(people.probes, back),
            "rocks": _grey_levels(rocks, to_rocks(as_humans)),
        },
    }


def look(pictures: Pictures, machines: Machines) -> Look:
    """Show pictures, n x size x size x 3, to detectors and to FaceNet."""
    enlarged = [large(picture) for picture in pictures]
    found = {
        one.name: float(
            np.mean([any(s >= one.threshold for s in one.scores(picture)) for picture in enlarged])
        )
        for one in machines.detectors
    }
    stones = [is_stone(vector_of_middle(picture, machines.facenet)) for picture in enlarged]
    wholes = machines.facenet.embed(np.stack([_scaled(picture, 160) for picture in pictures]))
    return Look(found, float(np.mean(stones)), wholes)


def find_landmarks(picture: Pictures, finder: FaceDetector) -> Landmarks:
    """Find the most prominent face of a picture: its landmarks, or None."""
    faces = finder.detect(picture)
    if not faces:
        return None
    return most_prominent(faces, (picture.shape[1], picture.shape[0])).landmarks


def embed_faces(
    pictures: Pictures, landmarks: Sequence[Landmarks], facenet: FaceNet
) -> NDArray[np.float32]:
    """Embed what lies where a face is, or was; without landmarks, the middle."""
    crops = [
        crop_middle(large(picture)) if points is None else align_face(large(picture), points)
        for picture, points in zip(pictures, landmarks, strict=True)
    ]
    return facenet.embed(np.stack(crops))


def as_jpeg(pictures: Pictures) -> Pictures:
    """Save pictures as JPEG, as a site would, and open them again."""
    opened = []
    for picture in pictures:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=JPEG_QUALITY)
        opened.append(np.asarray(Image.open(file).convert("RGB"), np.uint8))
    return np.stack(opened)


def large(picture: Pictures) -> Pictures:
    """Enlarge a picture to what detectors are made for; a larger one stays."""
    return picture if picture.shape[0] >= SIDE else _scaled(picture, SIDE)


def _scaled(picture: Pictures, side: int) -> Pictures:
    image = Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS)
    return np.asarray(image, np.uint8)


def _row(kind: str, seen: Look, of_rocks: Look | None, of_people: Look) -> dict[str, Any]:
    """A row of the table; the rocks' own distance to rocks is that of their two halves."""
    here, there = (
        (seen.wholes, of_rocks.wholes) if of_rocks else (seen.wholes[::2], seen.wholes[1::2])
    )
    return {
        "kind": kind,
        "found": seen.found,
        "taken for a stone": seen.stones,
        "from rocks": kernel_distance(here, there),
        "from people": kernel_distance(seen.wholes, of_people.wholes),
    }


def _grey_levels(one: Pictures, other: Pictures) -> float:
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32)).mean())
