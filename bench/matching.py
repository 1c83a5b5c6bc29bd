"""The rule of matching, and the seed's, on people that nothing was fitted to.

    python -m bench.matching FOLDER --seed-humans FOLDER [--rocks 324] [--cache FILE.npz]

FOLDER holds ``Person/picture.jpg``. Its people are split in two by their names. On the one half
anchors are imagined, weights fitted and the threshold of "the same person" chosen; everything that
is printed is measured on the other half, and then the other way round: both tables are printed.

The seed's rule is the nearest of its humans, without weights and memory: the last number in the
name of a human's picture is their rock.

Beside them stand the strengths of the balance, the pairings that ship with the product (fitted to
the first half, so measured on the second), and what the counts of use alone mend where a
population is another than the imagined one.
"""

import argparse
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.lfw import show_progress
from rockmatch import balance, measures
from rockmatch.balance import Layout, fit_weights, layout, refresh_weights
from rockmatch.publishing import (
    BITS,
    NUMBER,
    SHARE,
    Figure,
    parse,
    publish,
    versions_of,
    with_words,
)
from rockmatch.report import Measured, People, Rule, measure, seed_rule, table
from rockmatch.vision.gallery import embed_files
from rockmatch.vision.imagine import Population, halve, imagine_anchors, mean_vectors
from rockmatch.vision.weights import verify_weights, weights_path

DRAWN = 20_000
SEED = 2017
IMAGINATIONS = 8
FALSE_ACCEPT_RATE = 0.009  # aimed at, so that other people stay under one in a hundred
STRENGTHS = (0, 0.25, 0.5, 0.75, 1)


def read_people(folder: Path, pattern: str, weights: Path) -> tuple[People, list[str]]:
    """Embed a folder's pictures in which a face is found; and the names of the files."""
    files = sorted(folder.glob(pattern))
    vectors, found = embed_files(files, weights, show_progress)
    kept = [path for path, good in zip(files, found, strict=True) if good]
    owners = np.array([path.parent.name for path in kept])
    return People(vectors[found], owners), [path.stem for path in kept]


def same_person_threshold(people: People) -> float:
    """Squared distance under which ``FALSE_ACCEPT_RATE`` of the pairs of two people lie."""
    firsts = people.vectors[people.firsts]
    squared = 2 - 2 * firsts @ firsts.T
    return float(np.quantile(squared[np.triu_indices(len(firsts), 1)], FALSE_ACCEPT_RATE))


def fitted(people: People, count: int, seed: int = SEED) -> tuple[Layout, NDArray[np.float32]]:
    """Imagine anchors for people, and draw from their population."""
    means = mean_vectors(people.vectors, list(people.owners))
    pairings, _ = layout(imagine_anchors(means, count, seed=seed), range(count))
    return pairings, Population.of(means).draw(DRAWN, np.random.default_rng(0))


def shipped(threshold: float) -> Rule:
    """The pairings of the museum, with the weights that set-up gives them."""
    from rockmatch.museum_loader import MUSEUM, read_anchors, read_population

    anchors = read_anchors(MUSEUM / "anchors.json")
    pairings, _ = layout(anchors, range(len(anchors)))
    drawn = read_population().draw(DRAWN, np.random.default_rng(0))
    return Rule("museum", pairings, fit_weights(pairings, drawn), threshold)


def strengths(pairings: Layout, drawn: NDArray[np.float32], people: People) -> str:
    """Effective number and stability for each strength of the balance."""
    full = fit_weights(pairings, drawn) / balance.STRENGTH
    count, firsts = pairings.rock_count, people.firsts
    lines = []
    for strength in STRENGTHS:
        rocks = pairings.rock_of(pairings.closeness(people.vectors), strength * full)
        shares = measures.shares_of(rocks[firsts], count)
        share = measures.effective_number(shares, len(firsts)) / count
        stable = measures.same_rock(rocks, people.owners).mean()
        lines.append(
            f"  {strength:<5} effective (corrected) {share:.3f} of all, stable {stable:.3f}"
        )
    return "\n".join(lines)


def repeated(fit: People, test: People, count: int) -> str:
    """Effective number and stability over several imaginations: how much of them is luck."""
    figures, firsts = [], test.firsts
    for seed in range(IMAGINATIONS):
        pairings, drawn = fitted(fit, count, seed)
        rocks = pairings.rock_of(pairings.closeness(test.vectors), fit_weights(pairings, drawn))
        shares = measures.shares_of(rocks[firsts], count)
        share = measures.effective_number(shares, len(firsts)) / count
        figures.append((share, float(measures.same_rock(rocks, test.owners).mean())))
    (share, stable), (share_off, stable_off) = np.mean(figures, 0), np.std(figures, 0)
    return (
        f"ours, over {IMAGINATIONS} imaginations: effective (corrected) {share:.3f} ± "
        f"{share_off:.3f}, stable {stable:.3f} ± {stable_off:.3f}"
    )


def drift(pairings: Layout, drawn: NDArray[np.float32], people: People) -> str:
    """Half of a one-sided population joins; counts alone mend the weights; the rest is measured."""
    faces = people.vectors[people.firsts]
    centred = faces - faces.mean(axis=0)
    side = centred @ np.linalg.svd(centred, full_matrices=False)[2][0]
    apart = np.random.default_rng(0).permutation(np.flatnonzero(side > np.median(side)))
    joined, others = faces[apart[::2]], faces[apart[1::2]]
    count, lines = pairings.rock_count, []

    def tell(name: str, weights: NDArray[np.floating]) -> None:
        shares = pairings.shares(pairings.closeness(others), weights)
        share = measures.effective_number(shares, len(others)) / count
        largest = shares.max() * count
        lines.append(
            f"  {name:<28} effective (corrected) {share:.3f} of all, largest {largest:.1f}"
        )

    weights = fit_weights(pairings, drawn)
    tell("weights of set-up", weights)
    for number, batch in enumerate(np.array_split(joined, 4), start=1):
        rocks = pairings.rock_of(pairings.closeness(batch), weights)
        counts = np.bincount(rocks, minlength=count).astype(np.float64)
        weights = refresh_weights(pairings, drawn, weights, counts)
        tell(f"after {number} x {len(batch)} joined", weights)
    return f"{len(joined)} joined one batch after another, {len(others)} others\n" + "\n".join(
        lines
    )


# Of the names in ``rockmatch.report.DEFINITIONS``, in the order of the page; and their unit.
STABILITY = {"stable": SHARE, "remembered": SHARE, "wrong": SHARE}
TOLD = {"bits": BITS, "smallest": NUMBER}
COLUMNS = {"seed": "the seed's rule", "museum": "this museum"}


def claims(measured: dict[str, dict[str, Measured]]) -> dict[str, list[Figure]]:
    """What stays the same, and what a rock tells, of what was measured: by the claims' names."""
    found = {
        claim: [
            Figure(name, one.value, column, one.low, one.high, unit, one.of)
            for name, unit in names.items()
            for rule, column in COLUMNS.items()
            if (one := measured[rule].get(name))
        ]
        for claim, names in (("stability", STABILITY), ("bits", TOLD))
    }
    for rule, column in COLUMNS.items():
        if bits := measured[rule].get("bits"):
            found["bits"].append(_strangers(bits, column))
    return found


def _strangers(bits: Measured, column: str) -> Figure:
    """Of a hundred people, how many a rock fits: the more bits, the fewer."""
    assert bits.low is not None
    assert bits.high is not None
    fits, low, high = (100 * 2.0**-told for told in (bits.value, bits.high, bits.low))
    return Figure("people of a hundred whom it fits", fits, column, low, high, of=bits.of)


def report(people: People, seed: Rule, count: int) -> tuple[dict[str, list[Figure]], str]:
    """Print the tables; give the claims of the half that the museum was not made from."""
    found, data = dict[str, list[Figure]](), ""
    first = halve([str(owner) for owner in people.owners])
    one, other = (People(people.vectors[half], people.owners[half]) for half in (first, ~first))
    for name, fit, test in (("second", one, other), ("first", other, one)):
        threshold = same_person_threshold(fit)
        pairings, drawn = fitted(fit, count)
        zero = Rule("unweighted", pairings, np.zeros(count), threshold)
        ours = Rule("ours", pairings, fit_weights(pairings, drawn), threshold)
        rules = [seed, zero, ours] + ([shipped(threshold)] if name == "second" else [])
        counted = f"{len(test.firsts):,} people of the {name} half, {len(test.vectors):,} pictures"
        print(f"\n{counted}; same person below {threshold:.3f}")
        measured = {rule.name: measure(rule, test) for rule in rules}
        print(table(measured))
        if name == "second":
            found, data = claims(measured), counted
        print(repeated(fit, test, count))
        print(f"strength of the balance\n{strengths(pairings, drawn, test)}")
    museum = shipped(threshold)
    print(f"another population: {drift(museum.pairings, drawn, other)}")
    nearest = 1 - (other.vectors @ museum.pairings.anchors.T).max(axis=1)
    thirds = np.quantile(nearest, [1 / 3, 2 / 3])
    print(f"cosine distance to the museum's pairings, thirds: {thirds[0]:.3f} and {thirds[1]:.3f}")
    return found, data


def main() -> None:
    """Read the arguments, embed, report."""
    parser = argparse.ArgumentParser(description="The rule of matching on a dataset of people.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed-humans", type=Path, required=True)
    parser.add_argument("--rocks", type=int, default=324)
    default = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    parser.add_argument("--weights", type=Path, default=default)
    parser.add_argument("--cache", type=Path, help="keep the vectors in this .npz, or take them")
    options = parse(parser, "python -m bench.matching")
    if options.cache and options.cache.exists():
        saved = np.load(options.cache, allow_pickle=False)
        people = People(saved["vectors"], saved["owners"])
        humans, names = People(saved["humans"], saved["human_owners"]), list(saved["names"])
    else:
        verify_weights(options.weights)
        people, _ = read_people(options.folder, "*/*.jpg", options.weights)
        humans, names = read_people(options.seed_humans, "*/*.jpg", options.weights)
        if options.cache:
            np.savez(
                options.cache,
                vectors=people.vectors,
                owners=people.owners,
                humans=humans.vectors,
                human_owners=humans.owners,
                names=names,
            )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
    import django

    django.setup()
    found, data = report(people, seed_rule(humans, names), options.rocks)
    for claim, figures in found.items() if options.publish else ():
        publish(
            claim,
            figures,
            command=options.line,
            data=with_words(options.on, data),
            versions=versions_of("FaceNet", "numpy", "onnxruntime"),
        )


if __name__ == "__main__":
    main()
