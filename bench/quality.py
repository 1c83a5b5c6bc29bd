"""What the bounds on a selfie's quality cost and catch.

    python -m bench.quality FOLDER [--people 40] [--weights FILE]

FOLDER holds ``Person_Name/Person_Name_0001.jpg``. Pictures of people on whom no bound was chosen,
each made as large as a selfie, are read as they are, and spoilt by degrees. ``refused`` lists what
the reader would answer; ``taken`` is what it would read. Of the faces that were found, ``likeness``
is the mean cosine to the vector of the unspoilt picture, and ``lost`` the share that is no longer
told as the person of another picture (squared distance above 0.99). A bound pays when those taken
are not lost and those lost are not taken.
"""

import argparse
import io
import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bench.lfw import show_progress
from rockmatch.vision import face as faces
from rockmatch.vision import quality
from rockmatch.vision.alignment import align_face
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.errors import FaceError
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.gallery import most_prominent, read_picture
from rockmatch.vision.imagine import halve
from rockmatch.vision.reader import LONG_SIDE
from rockmatch.vision.weights import verify_weights, weights_path

Picture = NDArray[np.uint8]
SELFIE = 1000  # pixels, the face about 440 of them high
SAME = 0.99  # squared distance


def _clipped(values: NDArray[np.floating]) -> Picture:
    return np.clip(values, 0, 255).astype(np.uint8)


def _light(picture: Picture, share: float) -> Picture:
    return _clipped(picture * np.float32(share))


def _haze(picture: Picture, share: float) -> Picture:
    return _clipped(picture * np.float32(share) + np.float32(150 * (1 - share)))


def _noise(picture: Picture, deviation: float) -> Picture:
    return _clipped(picture + np.random.default_rng(1).normal(0, deviation, picture.shape))


def _blur(picture: Picture, sigma: float) -> Picture:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(sigma)))


def _shaken(picture: Picture, pixels: float) -> Picture:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.BoxBlur((pixels / 2, 0))))


def _grainy_blur(picture: Picture, sigma: float) -> Picture:
    return _noise(_blur(picture, sigma), 15)


def _jpeg(picture: Picture, grade: float) -> Picture:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=int(grade))
    return np.asarray(Image.open(file))


def _small(picture: Picture, height: float) -> Picture:
    side = round(SELFIE * height / 440)
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BOX))


def _turned(picture: Picture, degrees: float) -> Picture:
    image = Image.fromarray(picture)
    return np.asarray(image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(127, 127, 127)))


SPOILING: dict[str, tuple[Callable[[Picture, float], Picture], tuple[float, ...]]] = {
    "blur, sigma in pixels": (_blur, (4, 8, 10, 12, 14, 16, 18, 20)),
    "blur and noise": (_grainy_blur, (8, 14)),
    "shaken, pixels": (_shaken, (20, 40, 60, 80)),
    "noise, deviation": (_noise, (25, 50)),
    "light, share": (_light, (0.3, 0.12, 0.06, 0.03, 1.5, 2, 3, 5)),
    "contrast, share": (_haze, (0.3, 0.1)),
    "JPEG, quality": (_jpeg, (30, 10, 5)),
    "face, pixels high": (_small, (80, 53, 35, 25)),
    "turned, degrees": (_turned, (15, 30, 45, 60, 90)),
}


class Reading(NamedTuple):
    """One picture, looked at as the reader does, and past its refusal."""

    code: str
    """``taken``, or the code of the refusal."""
    crop: Picture | None
    """The face, if the detector found any."""


def look(detector: FaceDetector, picture: Picture) -> Reading:
    """Detect, choose and judge."""
    detections = detector.detect(picture, long_side=LONG_SIDE)
    size = picture.shape[1], picture.shape[0]
    found = most_prominent(detections, size) if detections else None
    crop = align_face(picture, found.landmarks) if found else None
    try:
        chosen = faces.choose_face(detections, size)
        crop = align_face(picture, chosen.landmarks)
        quality.require_quality(quality.measure_quality(crop, chosen.box))
    except FaceError as problem:
        return Reading(_answer(problem, picture), crop)
    return Reading("taken", crop)


def _answer(problem: FaceError, picture: Picture) -> str:
    if problem.code == "no_face":
        try:
            quality.require_light(picture)
        except FaceError as dark:
            return dark.code
    return problem.code


class Person(NamedTuple):
    """A selfie of somebody and the vectors to compare it with."""

    selfie: Picture
    unspoilt: NDArray[np.float32]
    other: NDArray[np.float32]


def meet(paths: list[Path], detector: FaceDetector, facenet: FaceNet) -> Person | None:
    """Enlarge somebody's first picture, and embed it and the second one; None without a face."""
    image = Image.fromarray(read_picture(paths[0]))
    selfie = np.asarray(image.resize((SELFIE, SELFIE), Image.Resampling.LANCZOS))
    crops = [look(detector, picture).crop for picture in (selfie, read_picture(paths[1]))]
    if crops[0] is None or crops[1] is None:
        return None
    return Person(selfie, *facenet.embed(np.stack([crops[0], crops[1]])))


def report(label: str, readings: list[Reading], people: list[Person], facenet: FaceNet) -> None:
    """Print a line of the table."""
    found = [number for number, reading in enumerate(readings) if reading.crop is not None]
    line = f"{label:<28}{len(found) / len(readings):>6.0%}"
    codes = Counter(reading.code for reading in readings)
    if found:
        vectors = facenet.embed(np.stack([c for r in readings if (c := r.crop) is not None]))
        near = [float(vectors[row] @ people[n].unspoilt) for row, n in enumerate(found)]
        lost = np.array(
            [2 - 2 * vectors[row] @ people[n].other > SAME for row, n in enumerate(found)]
        )
        taken = np.array([readings[n].code == "taken" for n in found])
        shares = [f"{lost[which].mean():.0%}" if which.any() else "" for which in (taken, ~taken)]
        line += (
            f"{taken.sum() / len(readings):>7.0%}{np.mean(near):>10.2f}{shares[0]:>8}{shares[1]:>9}"
        )
    else:
        line += f"{0:>7.0%}{'':>27}"
    refused = ", ".join(f"{code} {count}" for code, count in codes.items() if code != "taken")
    print(f"{line}  {refused}", flush=True)


def say_the_rule() -> None:
    """Print the bounds in words."""
    print(
        "A face is read if the detector is sure of it (score of at least "
        f"{faces.MIN_SCORE:g}), if it has {faces.MIN_SIZE:g} pixels\nand {faces.MIN_SHARE:.0%} of "
        f"the picture's long side, if its sharpness is {quality.MIN_SHARPNESS:g} or more, its "
        f"brightness {quality.MIN_BRIGHTNESS:g} of 255\nor more, at most {quality.MAX_GLARE:.0%} "
        f"of it are burnt out, and no second face has {faces.DOMINANCE:.0%} of its prominence.\n"
    )


def main() -> None:
    """Read the arguments, spoil, report."""
    parser = argparse.ArgumentParser(description="What the bounds on quality cost and catch.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=40)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    options = parser.parse_args()
    verify_weights(options.weights)
    detector, facenet = FaceDetector(), FaceNet(options.weights)
    by_name: dict[str, list[Path]] = {}
    for path in sorted(options.folder.glob("*/*.jpg")):
        by_name.setdefault(path.parent.name, []).append(path)
    names = [name for name, first in zip(by_name, halve(list(by_name)), strict=True) if not first]
    say_the_rule()
    cost(detector, [by_name[name][0] for name in names])
    pairs = [by_name[name] for name in names if len(by_name[name]) > 1]
    chosen = random.Random(5).sample(pairs, min(options.people, len(pairs)))
    met = [meet(paths, detector, facenet) for paths in chosen]
    people = [person for person in met if person]
    print(
        f"\n{len(people)} people{'':<19}found  taken  likeness    lost: taken  refused  refused as"
    )
    report("as they are", [look(detector, one.selfie) for one in people], people, facenet)
    for kind, (spoil, levels) in SPOILING.items():
        for level in levels:
            pictures = (_jpeg(spoil(one.selfie, level), 95) for one in people)
            readings = [look(detector, picture) for picture in pictures]
            report(f"{kind} {level:g}", readings, people, facenet)


def cost(detector: FaceDetector, files: list[Path]) -> None:
    """Print what share of good pictures each criterion refuses."""
    codes: Counter[str] = Counter()
    for number, path in enumerate(files):
        codes[look(detector, read_picture(path)).code] += 1
        show_progress(number + 1, len(files))
    print(f"{len(files):,} pictures of as many people, as they are:")
    for code, count in codes.most_common():
        print(f"  {code:<16}{count / len(files):8.2%}")


if __name__ == "__main__":
    main()
