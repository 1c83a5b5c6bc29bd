"""What the gate said in the catalogue decides what is on show."""

import shutil

import numpy as np
import pytest

from rockmatch.models import Pairing, Rock
from rockmatch.museum_loader import MUSEUM, load_museum, read_anchors
from rockmatch.portraits.catalogue import read_catalogue, write_catalogue

pytestmark = pytest.mark.django_db
SLUGS = ["old-tarn", "brisk-cairn", "ember-wick"]
OLD = {"detector": "mtcnn", "version": "1.0.0", "threshold": 0.8, "highest_score": 0.4}


def seen(bars):
    one = {"detector": "CenterFace", "version": "1", "threshold": 0.5, "highest_score": 0.9}
    return {
        "sizes": [512],
        "verdicts": [one | {"faces": 2, "at": [512], "bars": bars}],
        "faces": 2 if bars else 0,
        "highest_score": 0.2,
    }


@pytest.fixture
def folder(tmp_path):
    entries = [entry for entry in read_catalogue(MUSEUM) if entry["slug"] in SLUGS]
    (tmp_path / "portraits").mkdir()
    for entry in entries:
        for portrait in entry["portraits"]:
            shutil.copy(MUSEUM / "portraits" / portrait["file"], tmp_path / "portraits")
    shutil.copy(MUSEUM / "anchors.json", tmp_path)
    write_catalogue(tmp_path, entries)
    return tmp_path


def load(folder, *verdicts):
    entries = read_catalogue(folder)
    for entry, verdict in zip(entries, verdicts, strict=True):
        entry["screened"] = verdict
    write_catalogue(folder, entries)
    load_museum(folder)
    return list(Rock.objects.order_by("pk").values_list("is_on_show", flat=True))


def test_a_rock_taken_for_a_face_is_loaded_and_not_shown(folder):
    assert load(folder, seen(bars=True), seen(bars=False), OLD | {"faces": 0}) == [
        False,
        True,
        True,
    ]
    hidden = Rock.objects.get(is_on_show=False)
    assert hidden.detectors == seen(bars=True)
    assert not Pairing.objects.taking_part().filter(rock=hidden).exists()
    assert Pairing.objects.taking_part().count() == 2


def test_verdicts_of_mtcnn_alone_still_load(folder):
    assert load(folder, *[OLD | {"faces": faces} for faces in (1, 0, 0)]) == [False, True, True]


def test_a_later_verdict_brings_it_back_and_a_curators_choice_stays(folder):
    clean, barred = OLD | {"faces": 0}, seen(bars=True)
    load(folder, barred, clean, clean)
    Rock.objects.filter(slug=read_catalogue(folder)[1]["slug"]).update(is_on_show=False)
    assert load(folder, clean, clean, barred) == [True, False, False]
    assert Rock.objects.latest("pk").detectors == barred


def test_what_is_planned_and_not_rendered_is_not_there_yet(folder):
    entries = read_catalogue(folder)
    for key in ("portraits", "screened"):
        del entries[1][key]
    write_catalogue(folder, entries)
    assert load_museum(folder) == 2
    assert set(Rock.objects.values_list("slug", flat=True)) == {
        entries[0]["slug"],
        entries[2]["slug"],
    }
    # The third has the third place in face space, whoever is missing.
    third = Pairing.objects.get(rock__slug=entries[2]["slug"])
    assert np.allclose(third.embedding, read_anchors(folder / "anchors.json")[2], atol=1e-6)


def test_a_rock_that_the_catalogue_no_longer_names_goes_off_show(folder):
    load_museum(folder)
    write_catalogue(folder, read_catalogue(folder)[:2])
    load_museum(folder)
    assert Rock.objects.count() == 3
    assert Rock.objects.on_show().count() == 2


def test_what_a_curator_took_off_show_stays_off_until_it_looks_new(folder):
    load_museum(folder)
    slug = read_catalogue(folder)[0]["slug"]
    Rock.objects.filter(slug=slug).update(is_on_show=False)
    load_museum(folder)
    assert not Rock.objects.get(slug=slug).is_on_show
    entries = read_catalogue(folder)
    entries[0]["portraits"] = entries[1]["portraits"]
    write_catalogue(folder, entries)
    load_museum(folder)
    assert Rock.objects.get(slug=slug).is_on_show
