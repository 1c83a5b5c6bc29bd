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
from rockmatch.gate import barring
from rockmatch.portraits.museum import SIZES, is_rendered, read_catalogue
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.stones import STONES
from rockmatch.vision.detection import FaceDetector

MUSEUM = Path(rockmatch.__file__).parent / "museum"
ENTRIES = read_catalogue(MUSEUM)
BY_SLUG = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["slug"] for entry in ENTRIES])
PER_GEOLOGY = 24


def picture(entry, size):
    file = next(p["file"] for p in entry["portraits"] if p["size"] == size)
    return Image.open(MUSEUM / "portraits" / file)


def test_as_many_of_each_geology():
    assert Counter(entry["geology"] for entry in ENTRIES) == dict.fromkeys(GEOLOGIES, PER_GEOLOGY)


@pytest.mark.parametrize("field", ["slug", "name", "sentence", "alt"])
def test_nothing_is_said_twice(field):
    assert len({entry[field] for entry in ENTRIES}) == len(ENTRIES)


@BY_SLUG
def test_an_entry_is_complete(entry):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry["slug"])
    assert len(entry["name"]) <= 24
    assert STONES[entry["stone"]].geology == entry["geology"]
    assert re.fullmatch(r"[A-Z].{40,290}\.", entry["sentence"])
    assert 10 <= len(entry["alt"].split()) <= 32
    assert entry["alt"].endswith(".")
    assert re.fullmatch(r"#[0-9a-f]{6}", entry["colour"])
    parameters = RockParameters.from_dict(entry["parameters"])
    assert parameters.to_dict() == entry["parameters"]


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
    assert barring(entry["screened"]) == []
    assert entry["screened"]["faces"] == 0
    assert entry["screened"]["highest_score"] < 0.8  # MTCNN's own limit


def test_no_portrait_lies_about_unnamed():
    named = {portrait["file"] for entry in ENTRIES for portrait in entry["portraits"]}
    assert {path.name for path in (MUSEUM / "portraits").iterdir()} == named


def test_the_museum_stays_small():
    assert sum(path.stat().st_size for path in (MUSEUM / "portraits").iterdir()) < 6_000_000


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
