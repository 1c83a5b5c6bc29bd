"""Faces painted in stone: are they still found, and still told as who they are?

    python -m bench.painted [--sheet FILE.webp] [--example FILE.webp] [--people DIR --count N]

Paints scikit-image's astronaut in the stone of some rocks of the museum, and prints what a detector
and FaceNet make of it, with seconds and memory. `--people` are folders PERSON/*.jpg: of each with
two pictures or more the first is painted, in a rock of its own, and compared with the second.
"""

import argparse
import os
import resource
import time
from pathlib import Path
from typing import NamedTuple

import django
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from rockmatch.painting.brush import Painting, paint
from rockmatch.painting.canvas import Picture, head_of, resized
from rockmatch.painting.verdict import Verdict, judge
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import Face
from rockmatch.vision.gallery import read_picture
from rockmatch.vision.reader import FaceReader
from rockmatch.vision.weights import weights_path
from tests import faces

MUSEUM = Path(__file__).resolve().parents[1] / "rockmatch" / "museum"
ROCKS = ("ferry-landing", "albie-downs", "seed-of-stars", "moon-tolliver")
SIDE, LINE = 320, 56  # pixels of the sheet


class Painted(NamedTuple):
    """What came of one face and one rock."""

    rock: Picture
    painting: Painting
    verdict: Verdict
    seconds: float


def portrait(slug: str) -> Picture:
    entry = next(entry for entry in read_catalogue(MUSEUM) if entry["slug"] == slug)
    file = next(one["file"] for one in entry["portraits"] if one["size"] == 512)
    return read_picture(MUSEUM / "portraits" / file)


class Bench:
    """The networks, loaded once."""

    def __init__(self, weights: Path) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
        django.setup()
        from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE

        self.weights, self.reader = weights, FaceReader(weights)
        self.bound = SAME_PERSON_SQUARED_DISTANCE

    def painted(
        self, picture: Picture, face: Face, rock: str, other: Face | None = None
    ) -> Painted:
        stone, head = portrait(rock), head_of(picture, face.box, face.landmarks)
        began = time.monotonic()
        painting = paint(head.square, stone, self.weights)
        seconds = time.monotonic() - began
        verdict = judge(
            self.reader,
            painting.picture,
            stone,
            marks=head.landmarks,
            original=face.embedding,
            other=other.embedding if other else None,
            bound=self.bound,
        )
        return Painted(stone, painting, verdict, seconds)

    def astronaut(self) -> tuple[Picture, list[Painted]]:
        picture = np.asarray(faces.astronaut())
        face = self.reader.read(picture)
        print(f"{'rock':<16}{'found':>8}{'from it':>9}{'rock':>7}{'seconds':>9}  same  stone")
        rows = []
        for rock in ROCKS:
            one = self.painted(picture, face, rock)
            print(f"{rock:<16}{_row(one)}")
            rows.append(one)
        return head_of(picture, face.box, face.landmarks).square, rows

    def people(self, folder: Path, count: int) -> None:
        """Print the same of people, counted: nobody's name or number is shown."""
        slugs = [entry["slug"] for entry in read_catalogue(MUSEUM) if entry.get("portraits")]
        several = [files for files in map(_pictures, sorted(folder.iterdir())) if len(files) > 1]
        told: list[Verdict] = []
        for number, (first, second, *_) in enumerate(several[:: max(1, len(several) // count)]):
            try:
                face, other = (self.reader.read(read_picture(file)) for file in (first, second))
            except FaceError:
                continue
            rock = slugs[number * 37 % len(slugs)]
            told.append(self.painted(read_picture(first), face, rock, other).verdict)
            if len(told) == count:
                break
        apart = [verdict.from_other or 0.0 for verdict in told]
        print(
            f"{len(told)} people: {sum(verdict.found for verdict in told)} found, "
            f"{sum(verdict.same for verdict in told)} told by another picture "
            f"(squared distance {np.median(apart):.2f}, at most {max(apart):.2f})"
        )


def _pictures(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jpg"))


def _row(one: Painted) -> str:
    verdict = one.verdict
    return (
        f"{verdict.score:>8.3f}{verdict.from_original:>9.2f}{verdict.from_rock:>7.2f}"
        f"{one.seconds:>9.1f}  {verdict.same!s:<6}{verdict.is_stone}"
    )


def sheet(head: Picture, rows: list[Painted]) -> Image.Image:
    """The astronaut, and of each rock its portrait, the painting, and the verdict beneath."""
    drawn = Image.new("RGB", (SIDE * (len(rows) + 1), 2 * SIDE + LINE), "#f5f0e7")
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(22)
    drawn.paste(Image.fromarray(resized(head, SIDE)), (0, SIDE))
    pen.text((SIDE // 2, 2 * SIDE + LINE // 2), "an astronaut", "#2b2723", font, anchor="mm")
    for column, one in enumerate(rows, start=1):
        left, verdict = column * SIDE, one.verdict
        drawn.paste(Image.fromarray(resized(one.rock, SIDE)), (left, 0))
        drawn.paste(Image.fromarray(one.painting.picture), (left, SIDE))
        found = f"still found {verdict.score:.3f}" if verdict.found else "not found"
        words = f"{found}, {'still her' if verdict.same else 'not her'}"
        pen.text((left + SIDE // 2, 2 * SIDE + LINE // 2), words, "#2b2723", font, anchor="mm")
    return drawn


def example(head: Picture, one: Painted) -> Image.Image:
    """The astronaut, a rock and the painting, side by side."""
    strip = [resized(head, SIDE), resized(one.rock, SIDE), one.painting.picture]
    return Image.fromarray(np.concatenate(strip, axis=1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--example", type=Path)
    parser.add_argument("--people", type=Path)
    parser.add_argument("--count", type=int, default=10)
    options = parser.parse_args()
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    bench = Bench(weights)
    if options.people:
        bench.people(options.people, options.count)
    else:
        head, rows = bench.astronaut()
        if options.sheet:
            sheet(head, rows).save(options.sheet, "WEBP", quality=82)
        if options.example:
            example(head, rows[0]).save(options.example, "WEBP", quality=85)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{megabytes:.0f} MB of memory at most")


if __name__ == "__main__":
    main()
