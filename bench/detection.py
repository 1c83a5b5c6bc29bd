"""Our detector against the ``mtcnn`` package: the same faces, in how much time.

    python -m bench.detection FOLDER [--pictures 100] [--from 0]

FOLDER holds ``Person/picture.jpg``. A sample of its pictures is shown to both at their defaults, as
they are, scaled, turned, darkened, and pasted into scenes of 12 megapixels. A face of one is a face
of the other if the boxes share at least half of their union; each one that we miss is named, with
its score, for one near 0.8 may be noise. Then both read one picture of 1280 pixels in turn, side by
side, and our batch path reads the sample beside our one-by-one path.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import Box
from rockmatch.vision.detection import FaceDetector

Picture = NDArray[np.uint8]
SCALES = (0.5, 2, 3, 4.5, 6)
ANGLES = (-30, -15, 15, 30)
DARK = 0.25
SCENE = (4000, 3000)  # pixels
SURE = 0.95  # the score from which a face counts as clear


class Found(NamedTuple):
    """One face of one detector."""

    box: Box
    score: float
    landmarks: NDArray[np.floating]


def by_package(package: Any, picture: Picture) -> list[Found]:
    """Run the package at its defaults."""
    rows = package.detect_faces(picture, output_type="numpy")
    return [
        Found(tuple(row[1:5]), row[5], np.stack([row[6:11], row[11:16]], axis=1)) for row in rows
    ]


def by_us(detector: FaceDetector, picture: Picture) -> list[Found]:
    """Run our detector on the full picture."""
    return [Found(face.box, face.score, face.landmarks) for face in detector.detect(picture)]


def intersection_over_union(one: Box, other: Box) -> float:
    """Shared area of two boxes as a share of their union."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)


def variants(files: Sequence[Path]) -> Iterator[tuple[str, Iterator[Picture]]]:
    """Yield each kind of picture with the pictures of it, made one at a time."""

    def each(change: Callable[[Image.Image], Image.Image]) -> Iterator[Picture]:
        for path in files:
            with Image.open(path) as image:
                yield np.asarray(change(image.convert("RGB")))

    yield "as they are", each(lambda image: image)
    for scale in SCALES:
        yield f"scaled x{scale:g}", each(partial(_scaled, scale=scale))
    for angle in ANGLES:
        yield f"turned {angle:+}°", each(partial(_turned, angle=angle))
    yield f"darkened x{DARK}", each(lambda image: image.point(lambda value: int(value * DARK)))
    yield "in 12 megapixels", _scenes(files)


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    size = (round(image.width * scale), round(image.height * scale))
    return image.resize(size, Image.Resampling.BICUBIC)


def _turned(image: Image.Image, angle: float) -> Image.Image:
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(127, 127, 127))


def _scenes(files: Sequence[Path]) -> Iterator[Picture]:
    """Paste nine pictures at a time, 100 to 900 pixels wide, on a soft coloured ground."""
    draw = random.Random(12)
    for start in range(0, len(files), 9):
        rng = np.random.default_rng(start)
        small = Image.fromarray(rng.integers(40, 216, (30, 40, 3)).astype(np.uint8))
        scene = small.resize(SCENE, Image.Resampling.BICUBIC)
        for place, path in enumerate(files[start : start + 9]):
            with Image.open(path) as image:
                side = draw.randint(100, 900)
                face = image.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
            column, row = place % 3, place // 3
            scene.paste(face, (1333 * column + draw.randint(0, 400), 1000 * row))
        yield np.asarray(scene)


class Tally:
    """How two detectors agree."""

    def __init__(self) -> None:
        self.package = self.ours = self.missed = 0
        self.offsets: list[tuple[float, float]] = []

    def add(self, package: list[Found], ours: list[Found]) -> list[Found]:
        """Count the faces of one picture; those of the package that we miss."""
        missed = []
        self.package += len(package)
        self.ours += len(ours)
        for face in package:
            twins = [(intersection_over_union(face.box, one.box), one) for one in ours]
            share, twin = max(twins, key=lambda pair: pair[0], default=(0.0, face))
            if share < 0.5:
                missed.append(face)
            elif face.score >= SURE:
                box = float(np.abs(np.subtract(face.box, twin.box)).max())
                self.offsets.append((box, float(np.abs(face.landmarks - twin.landmarks).max())))
        self.missed += len(missed)
        return missed

    def __str__(self) -> str:
        """Write a line of the table."""
        within = np.mean(np.array(self.offsets) < 1, axis=0) if self.offsets else [1, 1]
        return (
            f"{self.package:>7}  {self.ours:>5}  {self.missed:>6}  "
            f"{within[0]:>7.1%}  {within[1]:>9.1%}"
        )


def milliseconds(action: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def compare_time(detector: FaceDetector, package: Any, picture: Picture, rounds: int = 9) -> None:
    """Print the medians of both on one picture, called in turn."""
    ways = {
        "package": lambda: by_package(package, picture),
        "ours": lambda: by_us(detector, picture),
        "ours, 640 px (selfies)": lambda: detector.detect(picture, long_side=640),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            spent = milliseconds(way)
            if turn:  # the first one warms up
                times[name].append(spent)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    print(f"\none picture of {picture.shape[1]} x {picture.shape[0]} pixels, median of {rounds}")
    for name, median in medians.items():
        print(f"{name:<24}{median:7.1f} ms  {medians['package'] / median:5.1f} times as fast")


def compare_batch(detector: FaceDetector, files: Sequence[Path]) -> None:
    """Print the pictures a second of the batch path and of the one-by-one path."""
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in files]
    detector.detect_many(pictures[:8])
    single = milliseconds(lambda: [detector.detect(picture) for picture in pictures])
    batches = [pictures[start : start + 32] for start in range(0, len(pictures), 32)]
    many = milliseconds(lambda: [detector.detect_many(batch) for batch in batches])
    print(f"\n{len(files)} pictures as they are, a second")
    print(f"one by one              {1000 * len(files) / single:7.1f}")
    print(f"in batches of 32        {1000 * len(files) / many:7.1f}  {single / many:5.1f} times")


def main() -> None:
    """Read the arguments, compare, print."""
    parser = argparse.ArgumentParser(description="Our detector against the mtcnn package.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--from", type=int, default=0, dest="first", help="skip so many")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from mtcnn import MTCNN

    files = sorted(options.folder.glob("*/*.jpg"))
    random.Random(7).shuffle(files)
    files = files[options.first : options.first + options.pictures]
    detector, package = FaceDetector(), MTCNN()
    print("                    package   ours  missed  box<1px  marks<1px")
    total = Tally()
    for name, pictures in variants(files):
        tally = Tally()
        for number, picture in enumerate(pictures):
            both = by_package(package, picture), by_us(detector, picture)
            for face in tally.add(*both):
                print(f"missed: score {face.score:.5f} at {face.box}, {name}, picture {number}")
            total.add(*both)
        print(f"{name:<20}{tally}", flush=True)
    print(f"{'all':<20}{total}")
    with Image.open(files[0]) as image:
        selfie = image.convert("RGB").resize((1280, 960), Image.Resampling.BICUBIC)
    compare_time(detector, package, np.asarray(selfie))
    compare_batch(detector, files)


if __name__ == "__main__":
    main()
