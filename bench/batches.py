"""Would it pay to read waiting selfies together? Batches against one by one on several processes.

    python -m bench.batches [--pixels 1280] [--picture FILE]

No site and no queue: the queued form of one picture is decoded, detected at a selfie's size,
aligned and embedded, again and again. One by one it is `FaceReader.read`, as the worker does it; a
batch goes through the detector together and through FaceNet together, on all cores.
"""

import argparse
import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from bench.selfie import phone_picture
from rockmatch.vision.alignment import crop_face
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.facenet import BATCH, FaceNet
from rockmatch.vision.networks.engines import Engine, available_cores
from rockmatch.vision.pictures import decode_picture, encode_picture, open_picture
from rockmatch.vision.reader import LONG_SIDE, FaceReader
from rockmatch.vision.weights import weights_path

SIZES = (1, 2, 4, 8, 16, BATCH)
PICTURES = 48  # of each measurement, at least

# Of a process of the pool: set in `_prepare`.
_read_one: Callable[[], object]
_together: Any


def batch_rate(queued: bytes, weights: Path, size: int = BATCH) -> float:
    """Pictures a second in batches of `size`, in one process on all cores; the median batch."""
    detector, facenet = FaceDetector(), FaceNet(weights)

    def read() -> None:
        pictures = [decode_picture(queued) for _ in range(size)]
        found = detector.detect_many(pictures, long_side=LONG_SIDE)
        crops = [crop_face(one, faces[0].box) for one, faces in zip(pictures, found, strict=True)]
        facenet.embed(np.stack(crops))

    read()  # warms up
    times = [_seconds(read) for _ in range(max(3, PICTURES // size))]
    return float(size / np.median(times))


def single_rate(queued: bytes, weights: Path, processes: int, threads: int) -> float:
    """Selfies a second one by one, on so many processes of so many threads at once."""
    context = get_context("spawn")
    together = context.Barrier(processes)
    with context.Pool(processes, _prepare, (queued, weights, threads, together)) as pool:
        seconds = pool.map(_read_singly, [PICTURES // processes] * processes, chunksize=1)
    return processes * (PICTURES // processes) / max(seconds)


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _prepare(queued: bytes, weights: Path, threads: int, together: Any) -> None:
    """Load and warm a reader in a process of the pool."""
    global _read_one, _together
    reader = FaceReader(weights, Engine(threads=threads))
    reader.warm_up()
    _read_one, _together = lambda: reader.read(decode_picture(queued)), together
    _read_one()


def _read_singly(count: int) -> float:
    _together.wait()  # each process has one share of the work
    return _seconds(lambda: [_read_one() for _ in range(count)])


def in_a_process(function: Callable[..., float], *arguments: object) -> float:
    """Call it where nothing else was loaded before."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def main() -> None:
    """Run the bench."""
    cores = available_cores()
    parser = argparse.ArgumentParser(description="Batches of selfies against one by one.")
    parser.add_argument("--pixels", type=int, default=1280, help="long side of the picture")
    parser.add_argument("--picture", type=Path, help="another face than the astronaut's")
    options = parser.parse_args()
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    weights = weights.resolve()
    queued = encode_picture(open_picture(phone_picture(options.pixels, options.picture)))
    print(f"{cores} cores, {len(queued) / 1000:.0f} kB queued; selfies a second")
    for processes, threads in sorted({(1, 1), (1, cores), (cores, 1), (cores, cores)}):
        rate = single_rate(queued, weights, processes, threads)
        print(f"one by one, {processes} x {threads:<13}{rate:6.1f}", flush=True)
    for size in SIZES:
        rate = in_a_process(batch_rate, queued, weights, size)
        print(f"batches of {size:<2}, 1 x {cores:<10}{rate:6.1f}", flush=True)


if __name__ == "__main__":
    main()
