"""Ways to make a vector of a face, compared: what of them pays for its time.

    python -m bench.variants FOLDER PAIRS [--weights FILE]

FOLDER and PAIRS are those of ``bench.lfw``. Each way is one or several views of the same face whose
unit vectors are averaged. ``true at`` are the true positives at two false accept rates; ``same
rock`` is how often two pictures of one person have the same nearest of 324 centres imagined for the
first half of the people, measured on the other half; ``ms`` is what cutting and embedding take.

Last comes what averaging several frames would bring, on people with six pictures: one picture
against one, three frames against three (one picture, slightly moved, turned, lit and compressed
anew, and looked for again), and three different pictures against three, which no camera gives.
"""

import argparse
import io
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from bench.lfw import read_pairs, show_progress, true_positive_rate, verify
from rockmatch.vision.alignment import TEMPLATE, align_face, crop_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.facenet import BATCH, FaceNet, unit_length
from rockmatch.vision.gallery import most_prominent, read_picture
from rockmatch.vision.imagine import halve, imagine_anchors, mean_vectors
from rockmatch.vision.weights import verify_weights, weights_path

Picture = NDArray[np.uint8]
Vectors = NDArray[np.float32]
CENTRES = 324
FRAMES = 3


def plain(margin: int) -> Callable[[Picture, Detection], Picture]:
    """The seed's way: the box and a margin in pixels, squeezed into a square."""
    return lambda picture, face: crop_face(picture, face.box, margin=margin)


def square(picture: Picture, face: Detection) -> Picture:
    """The box made square, a fifth larger than the root of its area: not squeezed, not turned."""
    left, top, width, height = face.box
    side = 1.2 * float(np.sqrt(width * height))
    box = (left + (width - side) / 2, top + (height - side) / 2, side, side)
    return crop_face(picture, box, margin=0)


def aligned(picture: Picture, face: Detection) -> Picture:
    """Ours."""
    return align_face(picture, face.landmarks)


def mirrored(view: Callable[[Picture, Detection], Picture]) -> Callable[..., Picture]:
    """The mirror image of a view."""
    return lambda picture, face: np.ascontiguousarray(view(picture, face)[:, ::-1])


VIEWS: dict[str, Callable[[Picture, Detection], Picture]] = {
    "plain 20": plain(20),
    "plain 32": plain(32),
    "plain 44": plain(44),
    "square": square,
    "aligned": aligned,
    "mirrored plain 32": mirrored(plain(32)),
    "mirrored aligned": mirrored(aligned),
}
WAYS: dict[str, tuple[str, ...]] = {
    "seed: plain crop, margin 32": ("plain 32",),
    "plain, 44": ("plain 44",),
    "plain, 20": ("plain 20",),
    "plain 32 and its mirror image": ("plain 32", "mirrored plain 32"),
    "plain 20 and plain 44": ("plain 20", "plain 44"),
    "square": ("square",),
    "aligned": ("aligned",),
    "aligned and its mirror image: ours": ("aligned", "mirrored aligned"),
    "mirrored aligned and plain 20": ("mirrored aligned", "plain 20"),
    "aligned, mirror image, plain 20": ("aligned", "mirrored aligned", "plain 20"),
}


def find(detector: FaceDetector, pictures: Sequence[Picture]) -> list[Detection]:
    """Find each picture's most prominent face, or take its middle for one."""
    return [
        most_prominent(faces or [_middle(picture)], (picture.shape[1], picture.shape[0]))
        for picture, faces in zip(pictures, detector.detect_many(pictures), strict=True)
    ]


def _middle(picture: Picture) -> Detection:
    height, width = picture.shape[:2]
    side = 0.45 * min(height, width)
    left, top = (width - side) / 2, (height - side) / 2
    marks = (TEMPLATE * side / 160 + [left, top]).astype(np.float32)
    return Detection((left, top, side, side), 0.0, marks)


class Views:
    """The vectors of all views of the files, and the time that each takes."""

    def __init__(self, files: Sequence[Path], detector: FaceDetector, facenet: FaceNet) -> None:
        self.vectors = {name: np.zeros((len(files), 128), np.float32) for name in VIEWS}
        self.seconds = dict.fromkeys(VIEWS, 0.0)
        for start in range(0, len(files), BATCH):
            pictures = [read_picture(path) for path in files[start : start + BATCH]]
            faces = find(detector, pictures)
            for name, view in VIEWS.items():
                begin = time.perf_counter()
                crops = np.stack([view(*both) for both in zip(pictures, faces, strict=True)])
                vectors = unit_length(facenet.embed_once(crops))
                self.vectors[name][start : start + len(pictures)] = vectors
                self.seconds[name] += time.perf_counter() - begin
            show_progress(start + len(pictures), len(files))


def same_rock(vectors: Vectors, owners: Sequence[str]) -> float:
    """How often two pictures of a person have the same nearest centre; each person counts once."""
    first, names = halve(owners), np.asarray(owners)
    fitted = mean_vectors(vectors[first], list(names[first]))
    nearest = (vectors @ imagine_anchors(fitted, CENTRES, seed=1).T).argmax(axis=1)
    shares = []
    for name in np.unique(names[~first]):
        rocks = nearest[names == name]
        if len(rocks) > 1:
            alike = (rocks[:, None] == rocks[None]).sum() - len(rocks)
            shares.append(alike / (len(rocks) * (len(rocks) - 1)))
    return float(np.mean(shares))


def jittered(picture: Picture, rng: np.random.Generator) -> Picture:
    """The next frame of a camera, as it might be."""
    image = Image.fromarray(picture)
    angle, scale = rng.normal(0, 3), rng.normal(1, 0.04)
    shift = tuple(rng.normal(0, 0.02 * picture.shape[0], 2))
    image = image.rotate(angle, Image.Resampling.BICUBIC, translate=shift)
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    image = ImageEnhance.Brightness(image).enhance(rng.normal(1, 0.1))
    noisy = np.asarray(image) + rng.normal(0, 4, (image.height, image.width, 3))
    file = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=85)
    return np.asarray(Image.open(file))


def report_frames(files: Sequence[Path], detector: FaceDetector, facenet: FaceNet) -> None:
    """Print what averaging frames brings, and what averaging different pictures would."""
    people: dict[str, list[Path]] = {}
    for path in files:
        people.setdefault(path.parent.name, []).append(path)
    people = {name: paths[:6] for name, paths in people.items() if len(paths) >= 6}
    rng = np.random.default_rng(3)
    singles, frames = [], []  # people x 6 x 128
    for paths in people.values():
        pictures = [read_picture(path) for path in paths]
        takes = [pictures] + [[jittered(one, rng) for one in pictures] for _ in range(FRAMES)]
        crops = [
            aligned(*both)
            for take in takes
            for both in zip(take, find(detector, take), strict=True)
        ]
        vectors = facenet.embed(np.stack(crops)).reshape(1 + FRAMES, 6, -1)
        singles.append(vectors[0])
        frames.append(unit_length(vectors[1:].sum(axis=0)))
    one, averaged = np.stack(singles), np.stack(frames)
    three = unit_length(one.reshape(len(one), 2, 3, -1).sum(axis=2))
    print(f"\n{len(people)} people with six pictures        true at 1e-2   1e-3   mean distance")
    for label, left, right in (
        ("one picture against one", one[:, :3], one[:, 3:]),
        ("three frames against three", averaged[:, :3], averaged[:, 3:]),
        ("three pictures against three", three[:, :1], three[:, 1:]),
    ):
        distances = 2 - 2 * np.einsum("aid,bjd->abij", left, right)
        own = np.eye(len(one), dtype=bool)
        genuine, impostors = distances[own].ravel(), distances[~own].ravel()
        rates = [true_positive_rate(genuine, impostors, far)[0] for far in (1e-2, 1e-3)]
        print(f"{label:<38}{rates[0]:.4f}  {rates[1]:.4f}   {genuine.mean():.3f}")


def main() -> None:
    """Read the arguments, embed, report."""
    parser = argparse.ArgumentParser(description="Ways to make a vector of a face, compared.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("pairs", type=Path)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    options = parser.parse_args()
    verify_weights(options.weights)
    files, pairs = sorted(options.folder.glob("*/*.jpg")), read_pairs(options.pairs)
    owners = [path.parent.name for path in files]
    detector, facenet = FaceDetector(), FaceNet(options.weights)
    views = Views(files, detector, facenet)
    print(f"{'':<36}accuracy           true at 1e-2   1e-3   same rock     ms")
    for name, parts in WAYS.items():
        vectors = unit_length(np.sum([views.vectors[part] for part in parts], axis=0))
        scores, rates = verify(files, vectors, pairs)
        print(
            f"{name:<36}{scores.accuracies.mean():.4f} ± {scores.accuracies.std():.4f}"
            f"         {rates[1e-2][0]:.4f} {rates[1e-3][0]:.4f}"
            f"    {same_rock(vectors, owners):6.1%}"
            f"  {1000 * sum(views.seconds[part] for part in parts) / len(files):6.1f}"
        )
    report_frames(files, detector, facenet)


if __name__ == "__main__":
    main()
