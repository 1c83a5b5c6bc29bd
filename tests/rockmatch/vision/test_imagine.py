import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from rockmatch.management import people as people_of_folders
from rockmatch.management.commands import imagine_pairings
from rockmatch.museum_loader import read_anchors, read_population
from rockmatch.vision.facenet import unit_length
from rockmatch.vision.gallery import Gallery
from rockmatch.vision.imagine import (
    Population,
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
    points = Population.of(people).draw(20_000, rng)
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


def test_each_anchor_is_the_mean_of_at_least_ten_people(people):
    anchors = imagine_anchors(people, 60, seed=1)
    assert (anchors.shape, anchors.dtype) == ((60, 16), np.float32)
    assert np.linalg.norm(anchors, axis=1) == pytest.approx(np.ones(60), abs=1e-5)
    # a mean of unit vectors is nearer to all of them than any one of them is to the others: what
    # lies closest to a single person still has ten people about it
    likeness = np.sort(people @ anchors.T, axis=0)[-10:]
    assert likeness.min() > 0.3
    assert (people @ anchors.T).max() < 0.999


def test_anchors_of_lone_people_are_pulled_to_ten(rng):
    """A crowd and one hermit: k-means gives him a centre of his own, the anchor is not he."""
    crowd = unit_length(rng.normal(scale=0.1, size=(60, 16)) + np.eye(16)[0])
    hermit = -np.eye(16, dtype=np.float32)[:1]
    anchors = imagine_anchors(np.concatenate([crowd, hermit]).astype(np.float32), 3, seed=1)
    assert (anchors @ hermit[0]).max() < 0.5


def test_anchors_follow_from_people_and_seed(people):
    assert (imagine_anchors(people, 12, seed=1) == imagine_anchors(people, 12, seed=1)).all()
    assert (imagine_anchors(people, 12, seed=1) != imagine_anchors(people, 12, seed=2)).any()


def test_fewer_than_ten_people_imagine_nothing(people):
    with pytest.raises(ValueError, match="are not 10"):
        imagine_anchors(people[:9], 2, seed=1)


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
    monkeypatch.setattr(people_of_folders, "verify_weights", lambda path: None)
    monkeypatch.setattr(
        people_of_folders,
        "embed_files",
        lambda files, weights, progress, *, engine: Gallery(vectors, found),
    )
    return tmp_path


def imagine(crowd, **options):
    call_command("imagine_pairings", faces=crowd, source="a crowd", out=crowd, **options)


def test_the_command_writes_anchors_and_population_with_their_provenance(crowd, capsys):
    imagine(crowd, count=6)
    written = json.loads((crowd / "anchors.json").read_text())
    anchors = np.array(written["anchors"])
    assert anchors.shape == (6, 128)
    assert np.linalg.norm(anchors, axis=1) == pytest.approx(np.ones(6), abs=1e-3)
    assert (written["source"], written["least_people"]) == ("a crowd", 10)
    assert {"method", "people", "seed", "numpy"} <= written.keys()
    assert read_population(crowd / "population.npz").covariance.shape == (128, 128)
    assert "effective number" in capsys.readouterr().out


def test_the_command_can_use_everybody(crowd, capsys):
    imagine(crowd, count=6, all=True)
    assert json.loads((crowd / "anchors.json").read_text())["people"] == 80
    assert "other people" not in capsys.readouterr().out


def test_the_command_wants_enough_people(crowd):
    with pytest.raises(CommandError, match="does not work"):
        imagine(crowd, count=60)
    assert not (crowd / "anchors.json").exists()


def test_the_command_wants_pictures(tmp_path, monkeypatch):
    monkeypatch.setattr(people_of_folders, "verify_weights", lambda path: None)
    with pytest.raises(CommandError, match="no PERSON"):
        imagine(tmp_path)


def test_the_museum_says_what_its_anchors_were_made_of():
    about = json.loads((MUSEUM / "anchors.json").read_text())
    assert about["least_people"] >= 10
    assert about["people"] > 1000
    assert "Labeled Faces in the Wild" in about["source"]


def test_the_museum_has_a_population_like_its_anchors(rng):
    drawn = read_population().draw(20_000, rng)
    anchors = read_anchors(MUSEUM / "anchors.json")
    assert np.linalg.norm(drawn, axis=1) == pytest.approx(np.ones(20_000), abs=1e-5)
    assert np.bincount((drawn @ anchors.T).argmax(axis=1), minlength=len(anchors)).min() > 0


def test_the_museum_has_its_anchors():
    path = MUSEUM / "anchors.json"
    assert path.stat().st_size < 500_000
    anchors = np.array(json.loads(path.read_text())["anchors"])
    assert anchors.shape[0] == 324
    assert anchors.shape[1] == 128
    assert np.linalg.norm(anchors, axis=1) == pytest.approx(np.ones(len(anchors)), abs=1e-3)
    likeness = anchors @ anchors.T - 2 * np.eye(len(anchors))
    assert likeness.max() < 0.96  # no two alike, although neighbours share people
