"""The museum's folder, with a renderer and a gate of our own."""

import json

import numpy as np
import pytest
from PIL import Image

from rockmatch.portraits.catalogue import parameters_digest, read_catalogue, write_catalogue
from rockmatch.portraits.museum import (
    PORTRAITS_TRIED,
    PRINTS,
    SIZES,
    Studio,
    TakenForAFace,
    dominant_colour,
    encode,
    ground_colour,
    is_rendered,
    prints,
    remove_strays,
    render_entries,
)
from rockmatch.portraits.parameters import RockParameters

CLEAN = {"detector": "test", "faces": 0, "highest_score": 0.1}
FACE = {"detector": "test", "faces": 1, "highest_score": 0.97}


def paint(parameters):
    red, green, blue = (round(255 * part) for part in parameters.body)
    return Image.new("RGB", (1024, 1024), (red, green, blue))


def studio(screen):
    return Studio(paint, (paint,), screen)


def pass_all(pictures):
    return CLEAN


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("rockmatch.portraits.museum.version", lambda package: "0.0")
    entries = [
        {
            "slug": slug,
            "stone": "basalt",
            "parameters": RockParameters(body=(0.5, level, 0.2)).to_dict(),
        }
        for slug, level in (("old-tarn", 0.3), ("nub-harker", 0.7))
    ]
    write_catalogue(tmp_path, entries)
    return tmp_path


def names(folder):
    return {path.name for path in (folder / "portraits").iterdir()}


def test_rendering_fills_the_entry_and_the_folder(folder):
    done = list(render_entries(folder, ["old-tarn", "nub-harker"], studio(pass_all)))
    assert done == [("old-tarn", None), ("nub-harker", None)]
    for entry in read_catalogue(folder):
        assert is_rendered(folder, entry)
        files = [portrait["file"] for portrait in entry["portraits"]]
        assert entry["screened"] == CLEAN | {"files": files}
        for portrait in entry["portraits"]:
            with Image.open(folder / "portraits" / portrait["file"]) as picture:
                assert picture.size == (portrait["size"],) * 2
    assert len(names(folder)) == 2 * len(SIZES)


def test_stopped_half_way_the_first_rock_is_kept(folder):
    progress = render_entries(folder, ["old-tarn", "nub-harker"], studio(pass_all))
    next(progress)
    progress.close()
    assert [is_rendered(folder, entry) for entry in read_catalogue(folder)] == [True, False]


def test_a_rock_taken_for_a_face_leaves_nothing(folder):
    before = (folder / "catalogue.json").read_bytes()
    [(_, refusal)] = render_entries(folder, ["old-tarn"], studio(lambda pictures: FACE))
    assert isinstance(refusal, TakenForAFace)
    assert "0.970" in str(refusal)
    assert (folder / "catalogue.json").read_bytes() == before
    assert not (folder / "portraits").exists()


def test_the_refusal_names_the_detectors_that_see_a_face(folder):
    seen = [("a", 1, 0.9, True), ("b", 0, 0.3, True), ("c", 1, 1.0, False)]
    verdicts = [
        {"detector": name, "threshold": 0.8, "faces": faces, "highest_score": score, "bars": bars}
        for name, faces, score, bars in seen
    ]
    verdict = {"faces": 1, "highest_score": 0.2, "verdicts": verdicts}
    [(_, refusal)] = render_entries(folder, ["old-tarn"], studio(lambda pictures: verdict))
    assert str(refusal) == "old-tarn: a 0.900"


def test_the_gate_sees_what_a_browser_will_see(folder):
    seen = []

    def look(pictures):
        seen.extend(picture.size for picture in pictures)
        return CLEAN

    list(render_entries(folder, ["old-tarn"], studio(look)))
    assert seen[-len(SIZES) :] == [(size, size) for size in SIZES]


def test_a_portrait_taken_for_a_face_is_changed_and_tried_again(folder):
    # Of a preview and all prints of its portrait, then of the next.
    verdicts = iter([CLEAN, *[FACE] * len(PRINTS), CLEAN, CLEAN])
    planned = read_catalogue(folder)[0]["parameters"]
    [(_, refusal)] = render_entries(folder, ["old-tarn"], studio(lambda pictures: next(verdicts)))
    assert refusal is None
    entry = read_catalogue(folder)[0]
    assert is_rendered(folder, entry)
    assert entry["parameters"] != planned
    assert entry["parameters"]["body"] == planned["body"]


def test_another_print_of_a_rendering_may_do(folder):
    planned = read_catalogue(folder)[0]["parameters"]
    verdicts = iter([CLEAN, FACE, CLEAN])
    [(_, refusal)] = render_entries(folder, ["old-tarn"], studio(lambda pictures: next(verdicts)))
    assert refusal is None
    assert read_catalogue(folder)[0]["parameters"] == planned


def test_prints_are_of_one_size_and_much_alike():
    noise = np.random.default_rng(1).integers(0, 255, (16, 16, 3), np.uint8)
    negative = Image.fromarray(noise).resize((256, 256))
    first, *others = map(np.asarray, prints(negative))
    assert np.array_equal(first, negative)
    for other in others:
        assert other.shape == first.shape
        assert not np.array_equal(other, first)
        assert np.abs(other.astype(int) - first).mean() < 30


def test_where_no_preview_is_calm_one_portrait_is_tried(folder):
    photographed = []

    def photograph(parameters):
        photographed.append(parameters)
        return paint(parameters)

    one = {"detector": "test", "threshold": 0.8, "highest_score": 0.97, "faces": 1, "bars": True}
    seen = FACE | {"verdicts": [one]}
    list(render_entries(folder, ["old-tarn"], Studio(photograph, (paint,), lambda pictures: seen)))
    assert len(photographed) == 1


def test_calm_previews_do_not_make_it_try_for_ever(folder):
    photographed = []

    def photograph(parameters):
        photographed.append(parameters)
        return paint(parameters)

    def look(pictures):
        return FACE if len(pictures) == len(SIZES) else CLEAN

    [(_, refusal)] = render_entries(folder, ["old-tarn"], Studio(photograph, (paint,), look))
    assert isinstance(refusal, TakenForAFace)
    assert len(set(photographed)) == len(photographed) == PORTRAITS_TRIED


def test_changed_parameters_ask_for_a_new_picture(folder):
    list(render_entries(folder, ["old-tarn"], studio(pass_all)))
    old = names(folder)
    entries = read_catalogue(folder)
    entries[0]["parameters"]["body"] = [0.1, 0.8, 0.1]
    write_catalogue(folder, entries)
    assert not is_rendered(folder, entries[0])
    list(render_entries(folder, ["old-tarn"], studio(pass_all)))
    assert set(remove_strays(folder)) == old
    assert len(names(folder)) == len(SIZES)


def test_a_missing_file_asks_for_a_new_picture(folder):
    list(render_entries(folder, ["old-tarn"], studio(pass_all)))
    entry = read_catalogue(folder)[0]
    (folder / "portraits" / entry["portraits"][1]["file"]).unlink()
    assert not is_rendered(folder, entry)


def test_a_catalogue_that_cannot_be_written_stays_as_it_was(folder):
    before = (folder / "catalogue.json").read_bytes()
    with pytest.raises(TypeError):
        write_catalogue(folder, [{"slug": object()}])
    assert (folder / "catalogue.json").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["catalogue.json"]


def test_no_metadata_goes_along():
    noisy = Image.fromarray(np.random.default_rng(1).integers(0, 255, (600, 600, 3), np.uint8))
    noisy.info["exif"] = b"Exif\x00\x00secret"
    noisy.info["xmp"] = b"secret"
    content = encode(noisy, 96)
    assert b"secret" not in content
    assert b"EXIF" not in content


def test_the_digest_knows_numbers_not_order():
    plain = RockParameters().to_dict()
    turned = dict(reversed(plain.items()))
    assert parameters_digest(plain) == parameters_digest(json.loads(json.dumps(turned)))
    assert parameters_digest(plain) != parameters_digest(plain | {"nose": 0.41})


def test_the_colour_is_that_of_the_middle():
    picture = Image.new("RGB", (400, 400), "white")
    picture.paste((200, 100, 50), (100, 100, 300, 300))
    assert dominant_colour(picture) == "#c86432"


def test_the_colour_of_the_ground_is_that_of_the_upper_corners():
    picture = Image.new("RGB", (400, 400), (200, 100, 50))
    picture.paste((0, 0, 0), (60, 0, 340, 400))
    assert ground_colour(picture) == "#c86432"
