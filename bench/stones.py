"""Who is told to be a rock already: stones that were never seen, people, and other things.

    python -m bench.stones FACES ROCKS [--people 640] [--weights FILE]

FACES holds ``Person_Name/Person_Name_0001.jpg``; only people are taken from whom the boundary was
not learnt. They are tried as they are and as a detector may miss them, whether it does or not.
ROCKS holds photographs of stones; a file whose number is in ``PEOPLE_AND_SHELVES`` is left out.
"""

import argparse
import os
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from bench.lfw import show_progress
from rockmatch.publishing import Figure, parse, publish, versions_of, with_words
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.errors import FaceError
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.gallery import read_picture
from rockmatch.vision.imagine import halve
from rockmatch.vision.reader import FaceReader
from rockmatch.vision.stone_training import KINDS, missed_people
from rockmatch.vision.stones import is_stone, vector_of_middle
from rockmatch.vision.weights import verify_weights, weights_path

# Numbers in the seed's collection of stones that show visitors, posters, or whole shelves.
PEOPLE_AND_SHELVES = {263, 761, *range(887, 892), 949, 950, *range(952, 959)}
THINGS = (
    *("coffee", "chelsea", "rocket", "camera", "coins", "gravel", "brick", "grass", "page"),
    *("moon", "text", "horse", "hubble_deep_field", "retina", "colorwheel", "clock", "cell"),
)
SEED = 2


def rock_files(folder: Path) -> list[Path]:
    """List the photographs of single stones."""
    numbers = {path: re.findall(r"\d+", path.stem) for path in sorted(folder.glob("*.jpg"))}
    return [path for path, n in numbers.items() if n and int(n[0]) not in PEOPLE_AND_SHELVES]


def thing(name: str) -> NDArray[np.uint8]:
    """A picture that scikit-image ships."""
    values = np.asarray(getattr(data, name)())
    values = values.astype(np.uint8) * 255 if values.dtype == bool else values
    return np.asarray(Image.fromarray(values).convert("RGB"))


def answer(reader: FaceReader, picture: NDArray[np.uint8]) -> str:
    """What a selfie would end in."""
    try:
        reader.read(picture)
    except FaceError as problem:
        return problem.code
    return "a face"


def report_rocks(reader: FaceReader, files: list[Path]) -> Figure:
    """Print how photographs of stones end; give how many are greeted."""
    counts: dict[str, int] = defaultdict(int)
    for number, path in enumerate(files):
        counts[answer(reader, read_picture(path))] += 1
        show_progress(number + 1, len(files))
    print(f"{len(files)} stones, posted as selfies")
    for code, count in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"  {code:<22}{count / len(files):7.1%}")
    return Figure.share("stones that are greeted as rocks", counts["already_a_rock"], len(files))


def report_people(
    facenet: FaceNet, detector: FaceDetector, files: list[Path], count: int
) -> list[Figure]:
    """Print how many pictures of people lie among the stones, by what was done to them."""
    total = np.zeros(4, int)  # pictures, missed, among the stones, and told so
    rows: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for number, (kind, picture) in enumerate(missed_people(files, count, SEED)):
        missed = not any(face.score >= 0.95 for face in detector.detect(picture))
        rows[kind].append((is_stone(vector_of_middle(picture, facenet)), missed))
        show_progress(number + 1, count)
    print(f"\n{'people':<22}pictures   no sure face   among the stones   of them told so")
    for kind in KINDS:
        stones, missed = np.array(rows[kind]).T
        row = np.array([len(stones), missed.sum(), stones.sum(), (stones & missed).sum()])
        print(f"  {kind:<20}{row[0]:>8}{row[1]:>15}{row[2]:>19}{row[3]:>18}")
        total += row if kind != "background" else 0
    pictures, missed_ones, among, told = map(int, total)
    return [
        Figure.share("pictures of people that lie among the stones", among, pictures),
        Figure.share("people whose face was not found, told to be a rock", told, missed_ones),
    ]


def main() -> None:
    """Read the arguments and report."""
    parser = argparse.ArgumentParser(description="Who is told to be a rock already.")
    parser.add_argument("faces", type=Path)
    parser.add_argument("rocks", type=Path)
    parser.add_argument("--people", type=int, default=640)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    options = parse(parser, "python -m bench.stones")
    verify_weights(options.weights)
    files = sorted(options.faces.glob("*/*.jpg"))
    learnt = halve([path.parent.name for path in files])
    others = [path for path, known in zip(files, learnt, strict=True) if not known]
    reader = FaceReader(options.weights)
    rocks = rock_files(options.rocks)
    figures = [report_rocks(reader, rocks)]
    figures += report_people(FaceNet(options.weights), FaceDetector(), others, options.people)
    told = [name for name in THINGS if answer(reader, thing(name)) == "already_a_rock"]
    print(f"\nof {len(THINGS)} other things told to be rocks: {', '.join(told)}")
    figures.append(Figure.share("other things that are greeted as rocks", len(told), len(THINGS)))
    if options.publish:
        publish(
            "stones",
            figures,
            command=options.line,
            data=with_words(
                options.on, f"{len(rocks)} stones, {options.people} pictures of people"
            ),
            versions=versions_of("FaceNet", "numpy", "onnxruntime"),
        )


if __name__ == "__main__":
    main()
