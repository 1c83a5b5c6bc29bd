"""The measuring itself is measured: on made-up distances with a known answer."""

import subprocess
import sys

import numpy as np
import pytest

from bench.lfw import Pair, cross_validate, read_pairs, split_folds, true_positive_rate


def test_reads_both_kinds_of_pair(tmp_path):
    path = tmp_path / "pairs.txt"
    path.write_text("# 10 300 with a comment\nAda_L\t1\t12\nAda_L\t3\tGrace_H\t4\n\n")
    assert read_pairs(path) == [
        Pair(("Ada_L", 1), ("Ada_L", 12)),
        Pair(("Ada_L", 3), ("Grace_H", 4)),
    ]
    assert [pair.same for pair in read_pairs(path)] == [True, False]


@pytest.fixture
def pairs():
    rng = np.random.default_rng(1)
    same = [Pair((f"p{n % 90}", 1), (f"p{n % 90}", 2 + n // 90)) for n in range(300)]
    two = [rng.choice(200, 2, replace=False) for _ in range(200)]
    return same + [Pair((f"p{a}", 1), (f"p{b}", 1)) for a, b in two]


def test_folds_are_even_and_keep_a_person_together(pairs):
    folds = split_folds(pairs)
    same = np.array([pair.same for pair in pairs])
    for kind in (same, ~same):
        counts = np.bincount(folds[kind], minlength=10)
        assert counts.max() - counts.min() <= 0.3 * counts.mean()
    homes = {}
    for pair, fold in zip(pairs, folds, strict=True):
        if pair.same:
            assert homes.setdefault(pair.first[0], fold) == fold
    assert (split_folds(pairs) == folds).all()


def test_separable_distances_are_told_perfectly():
    same = np.arange(200) % 2 == 0
    scores = cross_validate(np.where(same, 0.5, 1.5), same, np.arange(200) % 10)
    assert (scores.accuracies == 1).all()
    assert scores.thresholds == pytest.approx(np.full(10, 1.0), abs=0.02)


def test_meaningless_distances_are_told_by_chance():
    rng = np.random.default_rng(2)
    same = rng.random(4000) < 0.5
    scores = cross_validate(rng.uniform(0, 2, 4000), same, rng.integers(0, 10, 4000))
    assert scores.accuracies.mean() == pytest.approx(0.5, abs=0.05)


def test_the_threshold_never_comes_from_the_tested_fold():
    """The last fold alone is shifted, so the threshold of the others must fail on it."""
    same = np.arange(100) % 2 == 0
    folds = np.repeat(np.arange(10), 10)
    distances = np.where(same, 0.2, 0.6) + (folds == 9)
    assert cross_validate(distances, same, folds).accuracies[9] == 0.5


def test_true_positive_rate():
    impostors = np.linspace(1, 2, 1001)
    rate, threshold = true_positive_rate(np.array([0.5, 1.005, 1.5]), impostors, 1e-2)
    assert threshold == pytest.approx(1.01)
    assert rate == pytest.approx(2 / 3)


def test_reports_on_kept_vectors(tmp_path):
    """End to end, with vectors from a file: one person near themselves, two far apart."""
    rng = np.random.default_rng(3)
    vectors, lines = [], []
    for number in range(40):
        person = tmp_path / "faces" / f"P{number:02d}"
        person.mkdir(parents=True)
        centre = rng.normal(size=128)
        for picture in (1, 2):
            (person / f"P{number:02d}_{picture:04d}.jpg").touch()
            vector = centre + 0.05 * rng.normal(size=128)
            vectors.append(vector / np.linalg.norm(vector))
        lines += [f"P{number:02d} 1 2", f"P{number:02d} 1 P{(number + 1) % 40:02d} 2"]
    (tmp_path / "pairs.txt").write_text("\n".join(lines))
    np.savez(tmp_path / "kept.npz", vectors=np.array(vectors, np.float32))
    faces, pairs, kept = (str(tmp_path / name) for name in ("faces", "pairs.txt", "kept.npz"))
    shown = subprocess.run(
        [sys.executable, "-m", "bench.lfw", faces, pairs, "--cache", kept],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    assert "1.0000 ± 0.0000" in shown
    assert "40 of one person, 40 of two" in shown
