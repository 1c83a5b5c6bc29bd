"""What benches give away of what they measured."""

import numpy as np
import pytest

from bench.lfw import Pair, report
from bench.matching import claims
from bench.photos import report_recall
from bench.photos_compose import Head
from bench.residue import claim
from bench.trace import of_portraits
from rockmatch.report import Measured
from tests.faces import astronaut

MARKS = np.array(
    [[203.2, 101.7], [247.0, 104.5], [223.3, 125.1], [203.4, 142.3], [241.3, 144.4]], np.float32
)


def by_label(figures, column=""):
    return {figure.label: figure for figure in figures if figure.column == column}


def test_a_rock_that_tells_more_fits_fewer():
    bits = {"bits": Measured(6.0, 5.0, 7.0, 9), "stable": Measured(0.4, 0.3, 0.5, 9)}
    found = claims({"seed": {"bits": Measured(1.0, 0.0, 2.0, 9)}, "museum": bits})
    fits = by_label(found["bits"], "this museum")["people of a hundred whom it fits"]
    assert (fits.low, fits.value, fits.high) == (100 / 128, 100 / 64, 100 / 32)
    assert set(by_label(found["stability"], "this museum")) == {"stable"}
    assert not by_label(found["stability"], "the seed's rule")


def test_what_is_left_is_counted_apart_from_what_was_laid_out():
    rows = [
        ("control", True, True, 5),
        ("done", False, False, 7),
        ("photo: posted", True, False, 9),
    ]
    selfie, photo = (by_label(claim(rows), kind) for kind in ("a selfie", "a photo"))
    left, laid = "states in which anything is left", "traces laid out and found"
    assert (selfie[left].value, selfie[left].of, selfie[laid].value) == (0, 1, 1)
    assert photo[left].value == 1
    assert laid not in photo
    assert photo["files searched each time"].value == 9


def test_faces_missed_are_those_of_the_table(tmp_path, capsys):
    file = tmp_path / "astronaut.png"
    astronaut().save(file)
    heads = [Head(file, MARKS, 96.0)] * 60
    blind = {"ours": lambda picture: np.zeros((0, 4))}
    figures = by_label(report_recall(heads, 1, blind), "ours")
    assert figures["24 px and more, all"].value == 1
    assert figures["24 px and more, all"].of == 30
    assert figures["false finds a picture"].value == 0
    assert "30/30 100.0%" in capsys.readouterr().out


def test_a_portrait_that_shows_its_person_is_told_from_lots():
    people = np.eye(12, dtype=np.float32)
    found = of_portraits("whole", people @ people.T, np.arange(12), np.random.default_rng(0))
    first, first_lot, area, area_lot = found
    assert (first.value, area.value, first.of) == (1, 1, 12)
    assert first.low > first_lot.high
    assert area_lot.value == pytest.approx(0.5, abs=0.05)


def test_the_accuracy_stands_with_its_interval(tmp_path, capsys):
    names = [f"P{n:02}" for n in range(20)]
    files = [tmp_path / name / f"{name}_{k:04}.jpg" for name in names for k in (1, 2)]
    vectors = np.repeat(np.eye(20, 128, dtype=np.float32), 2, axis=0)
    pairs = [Pair((name, 1), (name, 2)) for name in names]
    pairs += [
        Pair((one, 1), (other, 1)) for one, other in zip(names, names[1:] + names[:1], strict=True)
    ]
    figures = by_label(report(files, vectors, pairs))
    assert (figures["accuracy"].value, figures["accuracy"].of) == (1, 40)
    assert figures["known again, at a false accept rate of 0.01"].value == 1
    assert "1.0000" in capsys.readouterr().out
