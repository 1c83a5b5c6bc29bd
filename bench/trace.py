"""Does a rock's portrait tell whose face it stands for?

    python -m bench.trace FOLDER [--cache FILE.npz]

FOLDER holds ``Person/picture.jpg``. The people are those of the half that no pairing was made from.
Each gets a rock by the museum's pairings and weights. Somebody who has the portrait and FaceNet,
and not the museum's pairings, then looks for the person: the portrait is embedded as the middle of
a selfie would be, upright and as if it were a face that fills it, and compared with the mean vector
of every person.

Printed: rank-1 (how often the nearest person is one of the rock's, beside the share of the people
that this would be by chance) and AUC (how often a person of the rock is nearer to its portrait than
a person of another is; 0.5 is chance), with 95 % intervals from a bootstrap over the rocks and
beside the same figures for rocks that were handed out by lot.
"""

import argparse
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.lfw import show_progress
from rockmatch.measures import bootstrap
from rockmatch.publishing import (
    NUMBER,
    SHARE,
    Figure,
    parse,
    publish,
    versions_of,
    with_words,
)
from rockmatch.vision.alignment import crop_face
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.gallery import crop_middle, embed_files
from rockmatch.vision.imagine import halve, mean_vectors
from rockmatch.vision.weights import verify_weights, weights_path

LOTS = 200
DRAWN = 20_000
CROPS = {"middle": 0, "whole": 1}


def read_vectors(options: argparse.Namespace) -> tuple[NDArray[np.float32], list[str]]:
    """Vectors of all pictures in which a face is found, and whose they are."""
    if options.cache and options.cache.exists():
        with np.load(options.cache, allow_pickle=False) as saved:
            return saved["vectors"], [str(owner) for owner in saved["owners"]]
    files = sorted(options.folder.glob("*/*.jpg"))
    vectors, found = embed_files(files, options.weights, show_progress)
    owners = [path.parent.name for path, good in zip(files, found, strict=True) if good]
    if options.cache:
        np.savez(options.cache, vectors=vectors[found], owners=owners)
    return vectors[found], owners


def crops_of(portrait: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle and the whole of a portrait: 2 x 160 x 160 x 3."""
    side = float(portrait.shape[0])
    return np.stack([crop_middle(portrait), crop_face(portrait, (0.0, 0.0, side, side))])


def rocks_of(people: NDArray[np.float32], there: list[int]) -> NDArray[np.intp]:
    """The rock of each person by the museum's rule, weights as set-up finds them."""
    from rockmatch.balance import fit_weights, layout
    from rockmatch.museum_loader import MUSEUM, read_anchors, read_population

    pairings, _ = layout(read_anchors(MUSEUM / "anchors.json")[there], range(len(there)))
    drawn = read_population().draw(DRAWN, np.random.default_rng(0))
    return pairings.rock_of(pairings.closeness(people), fit_weights(pairings, drawn))


def area_under_curve(scores: NDArray[np.floating], own: NDArray[np.bool_]) -> float:
    """Mann and Whitney's share of pairs (own, other) in which the own one scores higher."""
    order = scores.argsort()
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    inside = int(own.sum())
    return float((ranks[own].sum() - inside * (inside + 1) / 2) / (inside * (len(own) - inside)))


def figures(
    closeness: NDArray[np.floating], rocks: NDArray[np.intp]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """For each rock that somebody has: was its nearest person its own, and its AUC."""
    used = np.unique(rocks)
    first = np.array([rocks[closeness[rock].argmax()] == rock for rock in used], float)
    areas = np.array([area_under_curve(closeness[rock], rocks == rock) for rock in used])
    return first, areas


def of_portraits(
    name: str, closeness: NDArray[np.floating], rocks: NDArray[np.intp], rng: np.random.Generator
) -> list[Figure]:
    """Rank-1 and AUC of one way to embed portraits, each followed by what lots give."""
    measured = figures(closeness, rocks)
    lots = np.array(
        [[part.mean() for part in figures(closeness, rng.permutation(rocks))] for _ in range(LOTS)]
    ).T
    found = []
    labels = (("nearest is one of the rock's", SHARE), ("area under the curve", NUMBER))
    for (label, unit), values, lot in zip(labels, measured, lots, strict=True):
        mean, among = float(values.mean()), len(values)
        found.append(Figure(label, mean, name, *bootstrap(values, rng), unit, among))
        low, high = np.quantile(lot, [0.025, 0.975])
        found.append(Figure(f"{label}, by lot", float(lot.mean()), name, low, high, unit, among))
    return found


def written(figure: Figure) -> str:
    """Value and 95 % interval."""
    return f"{figure.value:.4f} ({figure.low:.4f} to {figure.high:.4f})"


def main() -> None:
    """Read the arguments, embed, print."""
    parser = argparse.ArgumentParser(description="Does a portrait tell whose face it stands for?")
    parser.add_argument("folder", type=Path)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    parser.add_argument("--cache", type=Path, help="keep the vectors in this .npz, or take them")
    options = parse(parser, "python -m bench.trace")
    verify_weights(options.weights)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
    import django

    django.setup()
    from rockmatch.museum_loader import MUSEUM
    from rockmatch.portraits.catalogue import read_catalogue
    from rockmatch.portraits.museum import PORTRAITS

    vectors, owners = read_vectors(options)
    others = ~halve(owners)
    people = mean_vectors(
        vectors[others], [o for o, kept in zip(owners, others, strict=True) if kept]
    )
    planned = read_catalogue(MUSEUM)
    there = [number for number, entry in enumerate(planned) if "portraits" in entry]
    entries = [planned[number] for number in there]
    pictures = [
        np.asarray(
            Image.open(
                MUSEUM / PORTRAITS / next(p["file"] for p in entry["portraits"] if p["size"] == 512)
            ).convert("RGB")
        )
        for entry in entries
    ]
    crops = np.concatenate([crops_of(picture) for picture in pictures])
    portraits = FaceNet(options.weights).embed(crops).reshape(len(entries), 2, -1)
    rocks, rng = rocks_of(people, there), np.random.default_rng(0)
    used, sizes = np.unique(rocks, return_counts=True)
    counted = f"{len(people):,} people, {len(used)} rocks"
    print(f"{counted}; by chance rank-1 {sizes.mean() / len(people):.4f}, AUC 0.5")
    found = []
    for name, number in CROPS.items():
        four = of_portraits(f"{name} of the portrait", portraits[:, number] @ people.T, rocks, rng)
        first, first_lot, area, area_lot = map(written, four)
        print(f"{name} of the portrait")
        print(f"  rank-1 {first}; by lot {first_lot}")
        print(f"  AUC    {area}; by lot {area_lot}")
        found += four
    if options.publish:
        publish(
            "trace",
            found,
            command=options.line,
            data=with_words(options.on, counted),
            versions=versions_of("FaceNet", "numpy", "onnxruntime"),
        )


if __name__ == "__main__":
    main()
