import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from rockmatch.management.commands import imagine_pairings
from rockmatch.vision.facenet import unit_length
from rockmatch.vision.gallery import Gallery
from rockmatch.vision.imagine import (
    draw_points,
    effective_number,
    halve,
    imagine_anchors,
    mean_vectors,
    spherical_kmeans,
)

MUSEUM = Path(imagine_pairings.__file__).parents[2] / "museum"


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def people(rng):
    """300 people of a lopsided population in 16 dimensions."""
    return unit_length(rng.normal(size=(300, 16)) * np.linspace(1, 0.2, 16) + 0.1)


def test_halves_are_stable_whoever_else_is_there():
    names = [f"person {number}" for number in range(400)]
    whole = halve(names)
    assert 150 < whole.sum() < 250
    assert (halve(names[::3]) == whole[::3]).all()


def test_mean_vectors_average_each_person():
    vectors = unit_length(np.array([[1, 0], [0, 1], [0, 1]], np.float32))
    means = mean_vectors(vectors, ["Bo", "Al", "Bo"])
    assert means == pytest.approx(np.array([[0, 1], [0.7071, 0.7071]]), abs=1e-4)


def test_drawn_points_are_spread_like_the_people(people, rng):
    points = draw_points(people, 20_000, rng)
    assert np.linalg.norm(points, axis=1) == pytest.approx(1, abs=1e-5)
    assert points.mean(axis=0) == pytest.approx(people.mean(axis=0), abs=0.05)
    assert points.std(axis=0) == pytest.approx(people.std(axis=0), abs=0.05)


def test_kmeans_finds_the_directions_of_clusters(rng):
    directions = unit_length(rng.normal(size=(5, 16)))
    points = unit_length(np.repeat(directions, 40, axis=0) + rng.normal(scale=0.02, size=(200, 16)))
    centres = spherical_kmeans(points, 5, rng)
    assert (centres @ directions.T).max(axis=0) == pytest.approx(np.ones(5), abs=1e-2)


def test_kmeans_fills_every_centre_even_among_twins(rng):
    points = np.repeat(np.eye(4, dtype=np.float32), 10, axis=0)
    centres = spherical_kmeans(points, 6, rng)
    assert np.linalg.norm(centres, axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_kmeans_refuses_more_centres_than_points(rng):
    with pytest.raises(ValueError, match="cannot have"):
        spherical_kmeans(np.eye(3, dtype=np.float32), 4, rng)


def test_anchors_are_nobody_and_spread_evenly(people):
    anchors = imagine_anchors(people, 12, seed=1, drawn=1500)
    assert (anchors.shape, anchors.dtype) == ((12, 16), np.float32)
    assert (people @ anchors.T).max() < 0.99
    assert effective_number(people, anchors) > 9
    assert (imagine_anchors(people, 12, seed=1, drawn=1500) == anchors).all()
    assert (imagine_anchors(people, 12, seed=2, drawn=1500) != anchors).any()


def test_the_effective_number_counts_even_use():
    anchors = np.eye(4, dtype=np.float32)
    assert effective_number(anchors, anchors) == pytest.approx(4)
    assert effective_number(anchors[[0, 0, 0]], anchors) == pytest.approx(1)
    assert effective_number(anchors[[0, 0, 1, 1]], anchors) == pytest.approx(2)


@pytest.fixture
def crowd(tmp_path, monkeypatch, settings, rng):
    """Eighty people with two pictures each, whose vectors are made up."""
    for number in range(80):
        folder = tmp_path / f"person_{number}"
        folder.mkdir()
        for picture in "ab":
            (folder / f"{picture}.jpg").touch()
    vectors = unit_length(rng.normal(size=(160, 128)))
    found = np.arange(160) % 10 != 3
    monkeypatch.setattr(imagine_pairings, "verify_weights", lambda path: None)
    monkeypatch.setattr(
        imagine_pairings, "embed_files", lambda files, weights, progress: Gallery(vectors, found)
    )
    return tmp_path


def test_the_command_writes_anchors_with_their_provenance(crowd, tmp_path, capsys):
    out = tmp_path / "anchors.json"
    call_command("imagine_pairings", faces=crowd, count=6, drawn=2000, out=out)
    written = json.loads(out.read_text())
    anchors = np.array(written["anchors"])
    assert anchors.shape == (6, 128)
    assert np.linalg.norm(anchors, axis=1) == pytest.approx(np.ones(6), abs=1e-3)
    assert {"method", "people", "seed", "drawn", "numpy"} <= written.keys()
    assert "effective number" in capsys.readouterr().out


def test_the_command_wants_enough_people(crowd, tmp_path):
    with pytest.raises(CommandError, match="too few"):
        call_command("imagine_pairings", faces=crowd, count=60, out=tmp_path / "anchors.json")


def test_the_museum_has_its_anchors():
    path = MUSEUM / "anchors.json"
    assert path.stat().st_size < 150_000
    anchors = np.array(json.loads(path.read_text())["anchors"])
    assert anchors.shape[0] >= 60
    assert anchors.shape[1] == 128
    assert np.linalg.norm(anchors, axis=1) == pytest.approx(np.ones(len(anchors)), abs=1e-3)
    likeness = anchors @ anchors.T - 2 * np.eye(len(anchors))
    assert likeness.max() < 0.9  # no two alike
