"""Can FaceNet still tell who is under the rock? It is given the true place of the face."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.photos_compose import Head, Picture, heads_of
from bench.photos_deface import Deface
from rockmatch.measures import wilson
from rockmatch.photos.hanging import covered
from rockmatch.photos.rockify import look_at
from rockmatch.publishing import SHARE, Figure
from rockmatch.vision.alignment import align_face
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.finding import FaceFinder
from rockmatch.vision.networks.engines import Engine, available_cores
from rockmatch.vision.weights import weights_path


def report_identity(
    folder: Path, finder: FaceFinder, *, people: int, probes: int
) -> tuple[list[Figure], str]:
    """Print rank-1 among people, and how often a detector still sees a face, before and after.

    One picture of each person is known; another one of some of them is looked for, as it is,
    blurred by ``deface`` and with rocks. Given back are the figures, and of how many people.
    """
    detector = FaceDetector(Engine(threads=1))
    known, asked = _pictures(folder, detector, people, probes)
    facenet = FaceNet(weights_path(*_where()), Engine())
    gallery = _vectors(facenet, [(_read(head), head) for head in known])
    names = [head.path.parent.name for head in known]
    theirs = Deface(available_cores())

    def rockified(picture: Picture) -> Picture:
        looked = look_at(picture, face_finder=finder)
        return covered(looked.picture, looked.faces, face_finder=finder).picture

    ways = {"as they are": lambda picture: picture, "deface": theirs.blurred, "ours": rockified}
    counted = f"{len(asked)} people looked for among {len(known)}"
    print(f"{counted} (chance {1 / len(known):.4f})")
    first, still = "found first of all by FaceNet", "a detector still sees a face"
    figures = []
    for name, change in ways.items():
        changed = [(change(_read(head)), head) for head in asked]
        rank = _rank_one(_vectors(facenet, changed), gallery, names, asked)
        seen = sum(_seen(finder, picture, head) for picture, head in changed)
        print(f"{name:<12} rank-1 {_share(rank, len(asked))}   seen {_share(seen, len(asked))}")
        figures.append(Figure.share(first, rank, len(asked), name))
        figures.append(Figure.share(still, seen, len(asked), name))
    chance = 1 / len(known)
    figures += [Figure("found by chance", chance, way, unit=SHARE, of=len(asked)) for way in ways]
    return figures, counted


def _where() -> tuple[str, str | None]:
    import os

    return os.environ.get("VAR_DIR", "var"), os.environ.get("FACENET_WEIGHTS")


def _pictures(
    folder: Path, detector: FaceDetector, people: int, probes: int
) -> tuple[list[Head], list[Head]]:
    """One known picture of each person, and another one of those who have two."""
    persons = sorted(path for path in folder.iterdir() if path.is_dir())
    persons.sort(key=lambda path: len(list(path.glob("*.jpg"))) < 2)  # those with two first
    known: list[Head] = []
    asked: list[Head] = []
    for person in persons:
        if len(known) == people:
            break
        files = sorted(person.glob("*.jpg"))[:2]
        heads = list(heads_of(files, detector))
        if not heads or heads[0].path != files[0]:
            continue
        known.append(heads[0])
        if len(heads) > 1 and len(asked) < probes:
            asked.append(heads[1])
    return known, asked


def _read(head: Head) -> Picture:
    with Image.open(head.path) as image:
        return np.asarray(image.convert("RGB"))


def _vectors(facenet: FaceNet, shown: Sequence[tuple[Picture, Head]]) -> NDArray[np.float32]:
    crops = [align_face(picture, head.landmarks) for picture, head in shown]
    return facenet.embed(np.stack(crops))


def _rank_one(
    vectors: NDArray[np.float32],
    gallery: NDArray[np.float32],
    names: Sequence[str],
    asked: Sequence[Head],
) -> int:
    nearest = (vectors @ gallery.T).argmax(1)
    return sum(names[at] == head.path.parent.name for at, head in zip(nearest, asked, strict=True))


def _seen(finder: FaceFinder, picture: Picture, head: Head) -> bool:
    """Whether anything is found over the face's place."""
    x, y = head.landmarks.mean(0)
    return any(f.box[0] < x < f.box[2] and f.box[1] < y < f.box[3] for f in finder.find(picture))


def _share(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits / of:.4f} ({low:.4f} to {high:.4f})"
