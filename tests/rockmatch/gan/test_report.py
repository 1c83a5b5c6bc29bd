"""How close translated people are to rocks."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageEnhance

from rockmatch.gan.likeness import kernel_distance, known
from rockmatch.gan.people import People
from rockmatch.gan.recipe import Recipe
from rockmatch.gan.report import Machines, measure
from rockmatch.gan.table import as_text
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.detectors.mtcnn import Mtcnn
from rockmatch.vision.facenet import FaceNet, unit_length
from tests.faces import MUSEUM, astronaut


def vectors(seed, count=40, towards=0, strength=3.0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(count, 16)).astype(np.float32)
    values[:, towards] += strength
    return unit_length(values)


def test_sets_of_one_source_lie_together_and_others_apart():
    alike = kernel_distance(vectors(1), vectors(2))
    apart = kernel_distance(vectors(1), vectors(3, towards=5))
    further = kernel_distance(vectors(1, strength=9), vectors(3, towards=5, strength=9))
    assert abs(alike) < 0.1 < apart < further


def test_people_are_known_where_their_vectors_are():
    people = vectors(1, strength=0)
    told = known(people, people, 0.5)
    assert told.same == told.first == 1
    assert told.others < 0.1
    strangers = known(people, np.roll(people, 1, axis=0), 0.5)
    assert strangers.same < 0.1
    assert strangers.first == 0
    assert known(people, people, 4.1).others == 1  # a bound that holds for everybody


@pytest.fixture(scope="module")
def people():
    """The one portrait that may be here, as two people: as she is, and turned to a mirror."""
    head = astronaut().crop((120, 0, 330, 210))
    hers = [head, ImageEnhance.Brightness(head).enhance(0.8)]
    other = [one.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for one in hers]
    pairs = [
        [np.asarray(one.resize((128, 128)), np.uint8) for one in both] for both in (hers, other)
    ]
    return People(*(np.stack([pair[kind] for pair in pairs]) for kind in (0, 1)))


@pytest.fixture(scope="module")
def rocks():
    files = sorted(MUSEUM.glob("*-192.*"))[:6]
    return np.stack(
        [np.asarray(Image.open(path).convert("RGB").resize((128, 128))) for path in files]
    )


@pytest.mark.weights
def test_who_stays_a_person_is_found_and_who_becomes_a_rock_is_not(people, rocks, weights):
    machines = Machines([Mtcnn()], FaceDetector(), FaceNet(weights), 1.23)

    def into_rocks(pictures):
        return rocks[: len(pictures)] if len(pictures) <= 2 else pictures

    report = measure(people, rocks, into_rocks, lambda pictures: pictures, machines)
    rows = {row["kind"]: row for row in report["rows"]}
    assert rows["people"]["found"] == {"mtcnn": 1.0}
    assert rows["people"]["same"] == 1.0
    assert rows["people"]["taken for a stone"] == 0
    assert rows["people as rocks"]["found"] == {"mtcnn": 0.0}
    assert rows["people as rocks"]["same"] == 0
    assert rows["people as rocks"]["taken for a stone"] == 1
    assert rows["people as rocks"]["from rocks"] < rows["people"]["from rocks"]
    assert rows["rocks"]["from people"] > rows["people"]["from people"]
    assert report["there and back"]["rocks"] == 0
    assert report["there and back"]["people"] > 20
    text = as_text(report)
    assert "people as rocks" in text
    assert "saved as JPEG, and back" in text
    assert max(len(line) for line in text.splitlines()[2:9]) < 110
    assert json.loads(json.dumps(report)) == report


def test_what_is_no_run_or_holds_no_weights_is_said(tmp_path):
    words = ("--humans", str(tmp_path), "--rocks", str(tmp_path))
    with pytest.raises(CommandError, match="no folder of a run") as refused:
        call_command("cyclegan_report", str(tmp_path), *words)
    assert refused.value.returncode == 2


@pytest.mark.weights
def test_too_few_people_or_rocks_are_said(tmp_path, folders, weights, settings):
    settings.FACENET_WEIGHTS = weights
    Recipe(size=32, blocks=1, filters=4).write(tmp_path)
    humans, rocks = ("--humans", str(folders / "humans")), ("--rocks", str(folders / "rocks"))
    with pytest.raises(CommandError, match="has 0 people of whom there are two pictures"):
        call_command("cyclegan_report", str(tmp_path), *humans, *rocks)
    for number in range(2):
        for person in ("A", "B"):
            path = tmp_path / "people" / person / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            astronaut().save(path)
    humans = ("--humans", str(tmp_path / "people"))
    few = ("--rocks", str(folders / "rocks" / "who-1"))
    with pytest.raises(CommandError, match="4 rocks or more are needed, there are 1"):
        call_command("cyclegan_report", str(tmp_path), *humans, *few)
    with pytest.raises(CommandError, match=r"There is no .*to-rocks\.npz"):
        call_command("cyclegan_report", str(tmp_path), *humans, *rocks)
