"""What ``bench.engines`` tries, each in a process of its own; the last line printed is JSON."""

import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.vision.alignment import CROP_SIZE, crop_face
from rockmatch.vision.detection import Detection, FaceDetector
from rockmatch.vision.facenet import prewhiten
from rockmatch.vision.networks import mtcnn, onnx_engine, prepared, quantised
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.networks.inception_resnet import facenet
from rockmatch.vision.networks.layers import Array, Definition, Network
from rockmatch.vision.weights import verify_weights, weights_path

BATCHES, THREADS = (1, 8, 32), (1, 2)
WAYS = ("tensorflow fp32", "onnx fp32", "onnx int8")


def weights_file() -> Path:
    """The verified weights of FaceNet."""
    path = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    verify_weights(path)
    return path


def picture(size: str, file: str | None = None) -> NDArray[np.uint8]:
    """The file, or the portrait, in the middle of a picture of this size."""
    from tests import faces

    width, height = map(int, size.split("x"))
    with Image.open(file or io.BytesIO(faces.selfie())) as opened:
        image = opened.convert("RGB")
        image.thumbnail((width, height))
        scene = Image.new("RGB", (width, height), (120, 118, 110))
        scene.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    return np.asarray(scene)


@dataclass(frozen=True)
class Recorder(Engine):
    """Executes as usual and keeps what each network is shown."""

    seen: dict[str, list[Array]] = field(default_factory=dict)

    def compile(self, definition: Definition, *, threads: int | None = None) -> Network:
        network = super().compile(definition, threads=threads)
        seen = self.seen.setdefault(definition.name, [])

        def recording(images: Array) -> list[Array]:
            if images.size:
                seen.append(np.array(images))
            return network(images)

        return recording


@dataclass(frozen=True)
class Quantising(Engine):
    """Executes every network in 8 bits, with ranges of what ``shown`` holds for it."""

    shown: dict[str, list[Array]] = field(default_factory=dict)

    def compile(self, definition: Definition, *, threads: int | None = None) -> Network:
        model = onnx_engine.onnx_model(definition)
        ranges = quantised.measure_ranges(model, self.shown[definition.name])
        return onnx_engine.load_network(quantised.quantise(model, ranges), threads or self.threads)


def times(threads: str, rounds: str, *what: str) -> dict[str, Any]:
    """Time every network in every way, in turn, and compare what it says."""
    recorder = Recorder(threads=1)
    scene = picture(*what)
    (face, *_) = FaceDetector(recorder).detect(scene)
    crop = prewhiten(crop_face(scene, face.box)[None])
    reference, floats = Engine("tensorflow", int(threads)), Engine("onnx", int(threads))
    integers = Quantising("onnx", int(threads), shown=recorder.seen)
    answer: dict[str, Any] = {"times": {}, "cosines": {}}
    for definition in (mtcnn.pnet(), mtcnn.rnet(), mtcnn.onet(), facenet(weights_file())):
        image = crop if definition.name == "facenet" else recorder.seen[definition.name][0][:1]
        if definition.name == "facenet":
            last = prepared.facenet_model(weights_file(), None, int8=True)
            eight = onnx_engine.load_network(last, int(threads))
        else:
            eight = integers.compile(definition)
        networks = [reference.compile(definition), floats.compile(definition), eight]
        ways = dict(zip(WAYS, networks, strict=True))
        answer["times"][definition.name] = _medians(ways, image, int(rounds))
        answer["cosines"][definition.name] = _cosines(ways, image)
    return answer


def _medians(ways: dict[str, Network], image: Array, rounds: int) -> dict[str, list[float]]:
    medians: dict[str, list[float]] = {way: [] for way in ways}
    for batch in BATCHES:
        images = np.repeat(image, batch, axis=0)
        spent: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(rounds + 1):
            for way, network in ways.items():
                start = time.perf_counter()
                network(images)
                if turn:  # the first one warms up
                    spent[way].append(1000 * (time.perf_counter() - start) / batch)
        for way in ways:
            medians[way].append(statistics.median(spent[way]))
    return medians


def _cosines(ways: dict[str, Network], image: Array) -> dict[str, float]:
    outputs = {way: [output.ravel() for output in network(image)] for way, network in ways.items()}
    return {way: min(map(_cosine, found, outputs[WAYS[0]])) for way, found in outputs.items()}


def _cosine(one: Array, other: Array) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def boxes(*what: str) -> str:
    """Say how far the box and the landmarks move when all of MTCNN is in 8 bits."""
    scene, recorder = picture(*what), Recorder()
    found = FaceDetector(recorder).detect(scene)
    moved = FaceDetector(Quantising(shown=recorder.seen)).detect(scene)
    text = f"{len(moved)} of {len(found)} faces"
    if not moved:
        return text
    one, other = found[0], moved[0]
    return f"{text}; box by {_apart(one, other)} pixels, score {one.score:.4f} to {other.score:.4f}"


def _apart(one: Detection, other: Detection) -> str:
    box = np.abs(np.subtract(one.box, other.box)).max()
    marks = np.abs(one.landmarks - other.landmarks).max()
    return f"{box:.1f} and landmarks by {marks:.1f}"


def load(way: str, folder: str | None = None) -> dict[str, float]:
    """Load FaceNet and show it one face."""
    name, precision = way.split()
    weights = weights_file()
    kept = Path(folder) if folder else None
    engine: dict[str, Any] = {"name": name, "precision": precision, "kept": kept, "threads": 1}
    start = time.perf_counter()
    network = Engine(**engine).compile_facenet(weights)
    network(np.zeros((1, CROP_SIZE, CROP_SIZE, 3), np.float32))
    seconds = time.perf_counter() - start
    file = prepared.kept_path(kept, precision) if kept else weights
    status = Path("/proc/self/status").read_text().splitlines()
    memory = {line.split()[0]: int(line.split()[1]) / 1024 for line in status if "kB" in line}
    return {
        "seconds": seconds,
        "resident": memory["VmRSS:"],
        "peak": memory["VmHWM:"],
        "file": file.stat().st_size / 1e6,
    }


TRIALS: dict[str, Callable[..., Any]] = {"times": times, "boxes": boxes, "load": load}


def main() -> None:
    """Run the trial that the first argument names."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    print(json.dumps(TRIALS[sys.argv[1]](*sys.argv[2:])))


if __name__ == "__main__":
    main()
