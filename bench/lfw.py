"""Face verification on Labeled Faces in the Wild, with the detector and network of the worker.

    python -m bench.lfw FOLDER PAIRS [--engine onnx|tensorflow] [--precision auto|int8|fp32]
                                     [--cache FILE.npz]

FOLDER holds ``Person_Name/Person_Name_0001.jpg``, PAIRS is in the format of LFW's ``pairs.txt``.
Every picture of FOLDER is read: the largest and most central face is cut out and embedded; where
no face is found the middle of the picture is taken instead and counted as missed.

Accuracy is measured as LFW asks (Huang et al. 2007): in ten folds, the threshold chosen on nine,
tested on the tenth. A PAIRS file without folds is split deterministically, a person's pairs of one
kind in one fold. The true positive rates use the same-person pairs of PAIRS, and as impostors all
pairs of two people, one picture each.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from rockmatch.measures import around
from rockmatch.publishing import SHARE, Figure, parse, publish, versions_of, with_words
from rockmatch.vision.gallery import embed_files
from rockmatch.vision.networks.engines import Engine, EngineName, Precision
from rockmatch.vision.weights import verify_weights, weights_path

FOLDS = 10
RATES = (1e-2, 1e-3)  # of false accepts
THRESHOLDS = np.arange(0, 4, 0.01)  # squared distance of unit vectors


class Pair(NamedTuple):
    """Two pictures, each a person and a number from 1, and whether they show one person."""

    first: tuple[str, int]
    second: tuple[str, int]

    @property
    def same(self) -> bool:
        return self.first[0] == self.second[0]


class Scores(NamedTuple):
    """Accuracy of each fold and the threshold it was tested with."""

    accuracies: NDArray[np.float64]
    thresholds: NDArray[np.float64]


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs: ``name a b`` for one person, ``name a name b`` for two."""
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match line.split():
            case [name, a, b] if not line.startswith("#"):
                pairs.append(Pair((name, int(a)), (name, int(b))))
            case [name, a, other, b] if not line.startswith("#"):
                pairs.append(Pair((name, int(a)), (other, int(b))))
    return pairs


def split_folds(pairs: Sequence[Pair], folds: int = FOLDS) -> NDArray[np.intp]:
    """Give each pair a fold: as many of each kind in each, a person's own pairs together.

    A pair of two people joins the fold of one of them, so a person can be met in a second fold
    only as somebody's opposite.
    """
    counts = dict.fromkeys(sorted({name for pair in pairs for name in _people(pair)}), 0)
    for pair in pairs:
        if pair.same:
            counts[pair.first[0]] += 1
    load = {True: np.zeros(folds, int), False: np.zeros(folds, int)}
    home: dict[str, int] = {}
    for name in sorted(counts, key=lambda name: -counts[name]):
        # people without pairs of their own go round and round
        fold = int(np.argmin(load[True])) if counts[name] else len(home) % folds
        home[name] = fold
        load[True][fold] += counts[name]
    chosen = []
    for pair in pairs:
        homes = [home[name] for name in _people(pair)]
        fold = homes[0] if pair.same else min(homes, key=lambda fold: load[False][fold])
        load[False][fold] += not pair.same
        chosen.append(fold)
    return np.array(chosen)


def _people(pair: Pair) -> tuple[str, str]:
    return pair.first[0], pair.second[0]


def cross_validate(
    distances: NDArray[np.floating], same: NDArray[np.bool_], folds: NDArray[np.intp]
) -> Scores:
    """Test each fold with the threshold that does best on all others."""
    right = (distances[:, None] < THRESHOLDS) == same[:, None]
    accuracies, thresholds = [], []
    for fold in np.unique(folds):
        means = right[folds != fold].mean(axis=0)
        best = int(np.flatnonzero(means == means.max()).mean())  # the middle of equally good ones
        accuracies.append(right[folds == fold, best].mean())
        thresholds.append(THRESHOLDS[best])
    return Scores(np.array(accuracies), np.array(thresholds))


def true_positive_rate(
    genuine: NDArray[np.floating], impostors: NDArray[np.floating], far: float
) -> tuple[float, float]:
    """Share of genuine distances under the threshold that lets ``far`` of the impostors in."""
    threshold = float(np.quantile(impostors, far))
    return float((genuine < threshold).mean()), threshold


class Verification(NamedTuple):
    """How well vectors tell whether two pictures show one person."""

    scores: Scores
    rates: dict[float, tuple[float, float]]
    """False accept rate: true positives among the pairs, and the squared distance for it."""


def verify(
    files: Sequence[Path], vectors: NDArray[np.float32], pairs: Sequence[Pair]
) -> Verification:
    """Measure vectors (n x 128, one for each file) on pairs."""
    place = {path.stem: row for row, path in enumerate(files)}
    name = "{}_{:04d}".format
    left = vectors[[place[name(*pair.first)] for pair in pairs]]
    right = vectors[[place[name(*pair.second)] for pair in pairs]]
    distances = np.square(left - right).sum(axis=1)
    same = np.array([pair.same for pair in pairs])
    scores = cross_validate(distances, same, split_folds(pairs))
    first = {path.parent.name: row for row, path in reversed(list(enumerate(files)))}
    people = vectors[list(first.values())]
    impostors = (2 - 2 * (people @ people.T))[np.triu_indices(len(people), 1)]
    rates = {far: true_positive_rate(distances[same], impostors, far) for far in RATES}
    return Verification(scores, rates)


def report(
    files: Sequence[Path], vectors: NDArray[np.float32], pairs: Sequence[Pair]
) -> list[Figure]:
    """Print the table; give what of it is published."""
    scores, rates = verify(files, vectors, pairs)
    same = sum(pair.same for pair in pairs)
    print(f"pairs                  {same:,} of one person, {len(pairs) - same:,} of two")
    print(f"accuracy, ten folds    {scores.accuracies.mean():.4f} ± {scores.accuracies.std():.4f}")
    print(f"threshold              {scores.thresholds.mean():.3f} (squared distance)")
    for far, (rate, threshold) in rates.items():
        print(f"true positives, FAR {far:.0e}  {rate:.4f} (squared distance {threshold:.3f})")
    mean = float(scores.accuracies.mean())
    error = float(scores.accuracies.std(ddof=1)) / len(scores.accuracies) ** 0.5
    return [
        Figure("accuracy", mean, "", *around(mean, error), SHARE, len(pairs)),
        *(
            Figure.share(
                f"known again, at a false accept rate of {far:g}", round(rate * same), same
            )
            for far, (rate, _) in rates.items()
        ),
    ]


def show_progress(done: int, total: int) -> None:
    """Show how far we are, in place."""
    end = "\n" if done == total else ""
    print(f"\r{done:,} of {total:,} pictures", end=end, file=sys.stderr, flush=True)


def main() -> None:
    """Read the arguments, embed, report."""
    parser = argparse.ArgumentParser(description="Face verification on LFW.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("pairs", type=Path)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    parser.add_argument("--engine", choices=get_args(EngineName), default="onnx")
    parser.add_argument("--precision", choices=get_args(Precision), default="auto")
    parser.add_argument("--cache", type=Path, help="keep the vectors in this .npz, or take them")
    options = parse(parser, "python -m bench.lfw")
    files = sorted(options.folder.glob("*/*.jpg"))
    pairs = read_pairs(options.pairs)
    if options.cache and options.cache.exists():
        vectors = np.load(options.cache)["vectors"]
    else:
        verify_weights(options.weights)
        start = time.monotonic()
        engine = Engine(options.engine, precision=options.precision)
        vectors, found = embed_files(files, options.weights, show_progress, engine=engine)
        print(f"FaceNet                {engine.name}, {'int8' if engine.int8 else 'fp32'}")
        print(f"pictures               {len(files):,}")
        print(f"faces missed           {(~found).sum()}")
        print(f"pictures a second      {len(files) / (time.monotonic() - start):.1f}")
        if options.cache:
            np.savez(options.cache, vectors=vectors)
    figures = report(files, vectors, pairs)
    if options.publish:
        people = len({path.parent.name for path in files})
        publish(
            "recognition",
            figures,
            command=options.line,
            data=with_words(options.on, f"{len(files):,} pictures of {people:,} people"),
            versions=versions_of("FaceNet", "numpy", "onnxruntime"),
        )


if __name__ == "__main__":
    main()
