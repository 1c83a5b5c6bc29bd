"""Pictures a second, from the file to the vector: one by one, and many at once.

    python -m bench.throughput FOLDER [--pictures 256]

FOLDER holds ``Person/picture.jpg``. One by one, a picture is opened, its faces are found, one is
cut out and embedded before the next is opened, and each step has all cores. Many at once is
``gallery.embed_files``. Both read the pictures as they are, and enlarged to 1280 pixels. Last, the
same one by one on a single core: what all cores together could give is that times their number.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from rockmatch.vision import gallery
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.weights import verify_weights, weights_path

LARGE = 1280  # pixels


def one_by_one(files: Sequence[Path], detector: FaceDetector, facenet: FaceNet) -> None:
    """Embed the most prominent face of each file before the next is opened."""
    for path in files:
        facenet.embed(gallery.crop_files([path], detector)[0])


def a_second(count: int, action: Callable[[], object]) -> float:
    """Do something to ``count`` pictures: how many a second."""
    start = time.perf_counter()
    action()
    return count / (time.perf_counter() - start)


def compare(name: str, files: Sequence[Path], weights: Path) -> None:
    """Print a line of the table."""
    rates = []
    for engine in (Engine(), Engine(threads=1)):
        detector, facenet = FaceDetector(engine), FaceNet(weights, engine)
        one_by_one(files[:4], detector, facenet)
        rates.append(a_second(len(files), lambda: one_by_one(files, detector, facenet)))  # noqa: B023
    loading = -time.perf_counter()
    gallery.embed_files(files[:1], weights)
    loading += time.perf_counter()
    start = time.perf_counter()
    gallery.embed_files(files, weights)
    many = len(files) / (time.perf_counter() - start - loading)
    row = f"{name:<22}{rates[0]:10.1f}{many:14.1f}{many / rates[0]:8.2f}{rates[1]:13.1f}"
    print(row, flush=True)


def main() -> None:
    """Read the arguments, compare, print."""
    parser = argparse.ArgumentParser(description="Pictures a second, one by one and at once.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=256)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    options = parser.parse_args()
    verify_weights(options.weights)
    files = sorted(options.folder.glob("*/*.jpg"))
    files = random.Random(7).sample(files, min(options.pictures, len(files)))
    print("pictures a second      one by one  many at once   times  on one core")
    compare("as they are", files, options.weights)
    with tempfile.TemporaryDirectory() as folder:
        large = []
        for number, path in enumerate(files[: max(len(files) // 2, 1)]):
            with Image.open(path) as image:
                size = (LARGE, round(LARGE * image.height / image.width))
                copy = image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
            large.append(Path(folder, f"{number}.jpg"))
            copy.save(large[-1], quality=90)
        compare(f"{LARGE} pixels", large, options.weights)


if __name__ == "__main__":
    main()
