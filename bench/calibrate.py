"""Measure the ranges of FaceNet's activations, from which its form of 8-bit integers is made.

    python -m bench.calibrate FOLDER [--pictures 96] [--out FILE]

FOLDER holds ``Person_Name/Person_Name_0001.jpg``. The ranges are measured on a picture each of some
people of one half and written where the code looks for them, ``facenet_ranges.json``: two numbers
a tensor, and nothing of a face. Then the network that comes of them is shown the other half, and
what it says is compared with what the one of floats says.
"""

import argparse
import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.facenet import BATCH, prewhiten, unit_length
from rockmatch.vision.gallery import crop_files
from rockmatch.vision.imagine import halve
from rockmatch.vision.networks import onnx_engine, quantised
from rockmatch.vision.networks.inception_resnet import facenet
from rockmatch.vision.networks.layers import Array, Network
from rockmatch.vision.weights import verify_weights, weights_path

SEED = 11


def batches(files: Sequence[Path], detector: FaceDetector) -> list[Array]:
    """Cut out the faces as FaceNet wants to see them."""
    starts = range(0, len(files), BATCH)
    return [prewhiten(crop_files(files[at : at + BATCH], detector)[0]) for at in starts]


def a_picture_each(folder: Path, count: int) -> tuple[list[Path], list[Path]]:
    """Choose ``count`` people of each half, and a picture of each of them."""
    people = sorted(person.name for person in folder.iterdir() if person.is_dir())
    first = halve(people)
    draw = random.Random(SEED)
    chosen = []
    for half in (first, ~first):
        names = [people[index] for index in np.flatnonzero(half)]
        names = draw.sample(names, min(count, len(names)))
        chosen.append([draw.choice(sorted((folder / name).glob("*.jpg"))) for name in names])
    return chosen[0], chosen[1]


def vectors(network: Network, shown: Sequence[Array]) -> NDArray[np.float32]:
    """Embed batches: n x 128, unit length."""
    return unit_length(np.concatenate([network(batch)[0] for batch in shown]))


def main() -> None:
    """Read the arguments, measure, write, compare."""
    parser = argparse.ArgumentParser(description="Measure the ranges of FaceNet's activations.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=int, default=96)
    parser.add_argument("--out", type=Path, default=quantised.FACENET_RANGES)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    options = parser.parse_args()
    verify_weights(options.weights)
    detector, model = FaceDetector(), onnx_engine.onnx_model(facenet(options.weights))
    seen, others = a_picture_each(options.folder, options.pictures)
    ranges = quantised.measure_ranges(model, batches(seen, detector))
    quantised.write_ranges(ranges, options.out)
    print(f"ranges       {len(ranges)} tensors on {len(seen)} pictures: {options.out}")
    made = quantised.quantise(model, quantised.read_ranges(options.out))
    shown = batches(others, detector)
    floats = vectors(onnx_engine.load_network(model.SerializeToString(), 2), shown)
    likeness = (vectors(onnx_engine.load_network(made, 2), shown) * floats).sum(axis=1)
    print(f"cosine       {likeness.mean():.4f} on average, {likeness.min():.4f} at least,")
    print(f"             to the network of floats, on {len(others)} pictures of other people")


if __name__ == "__main__":
    main()
