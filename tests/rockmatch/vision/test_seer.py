"""The seer learns from pictures that are painted here, and what ships still sees."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lab.ladder import FOLDER
from rockmatch.portraits.ladder import read_ladder
from rockmatch.vision.scoring import overlaps
from rockmatch.vision.seer import heads, ridge, training, windows
from rockmatch.vision.seer.known import Known, share_of_yes
from rockmatch.vision.seer.observer import Seer
from rockmatch.vision.tapped import face_box

SIDE = 160


def painted(number, strength):
    """A speckled stone; with eyes and a mouth as dark as the strength says, somewhere in it."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (SIDE, SIDE), (40, 40, 44))
    brush = ImageDraw.Draw(image)
    brush.ellipse((12, 12, SIDE - 12, SIDE - 12), fill=(150, 140, 130))
    x, y = rng.uniform(0.38, 0.62, 2) * SIDE
    dark = tuple(int(150 - 130 * strength - 10 * shade) for shade in range(3))
    marks = (x - 20, y - 15), (x + 20, y - 15), (x, y + 22)
    for (left, top), (across, down) in zip(marks, [(11, 7), (11, 7), (18, 5)], strict=True):
        if strength:
            brush.ellipse((left - across, top - down, left + across, top + down), fill=dark)
    noise = rng.normal(0, 6, (SIDE, SIDE, 1))
    picture = np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8)
    box = face_box(*((left / SIDE, top / SIDE) for left, top in marks))
    key = f"painted-{number}-{strength}"
    return Known(key, key, f"painted-{number}", picture, box, strength, strength, looks=6)


@pytest.fixture(scope="module")
def studied():
    rng = np.random.default_rng(0)
    return [
        training.study(painted(number, strength), rng)
        for number in range(10)
        for strength in (0.0, 0.4, 1.0)
    ]


@pytest.fixture(scope="module")
def learnt(studied):
    return training.train(studied)


def test_it_sees_where_faces_are_that_it_has_not_seen_and_how_strong(learnt):
    seer = Seer(learnt)
    for number in (100, 101):
        plain, none = painted(number, 1.0), painted(number, 0.0)
        faces = seer.faces(plain.picture)
        assert overlaps(faces[:1] / SIDE, [plain.box])[0, 0] >= 0.5
        assert list(faces[:, 4]) == sorted(faces[:, 4], reverse=True)
        assert seer.strength(plain.picture) > 0.7 > 0.3 > seer.strength(none.picture)
    assert not seer.bars


def test_the_same_pictures_teach_the_same(studied, learnt):
    again = training.train(studied)
    np.testing.assert_allclose(again.where, learnt.where, atol=1e-5)
    np.testing.assert_allclose(again.how, learnt.how, atol=1e-5)


def test_what_is_learnt_is_kept_and_named_after_what_it_is(learnt, tmp_path):
    path = tmp_path / "seer.npz"
    heads.save(learnt, path)
    kept = heads.load(path)
    picture = painted(100, 1.0).picture
    assert Seer(kept).strength(picture) == pytest.approx(Seer(learnt).strength(picture), abs=0.01)
    assert kept.digest == learnt.digest != replace(learnt, odds=learnt.odds + 1).digest
    assert path.stat().st_size < 1_000_000


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_of_one_kind_alone_nothing_can_be_learnt(studied, strength):
    alike = [one for one in studied if one.known.strength == strength]
    with pytest.raises(ValueError, match="without one"):
        training.train(alike)


@pytest.mark.parametrize("size", [(1, 1), (64, 300), (700, 90)])
def test_a_picture_of_any_shape_can_be_looked_at(learnt, size):
    faces = Seer(learnt).faces(np.zeros((*size, 3), np.uint8))
    assert faces.shape[1] == 5
    assert np.isfinite(faces).all()
    assert ((faces[:, 4] >= 0) & (faces[:, 4] <= 1)).all()


def test_what_ships_tells_a_plain_face_on_the_ladder_from_none():
    rock = read_ladder(FOLDER)[1]
    seer, told = Seer(), []
    for picture in (rock["pictures"][0], rock["pictures"][-1]):
        with Image.open(FOLDER / picture["file"]) as image:
            told.append(seer.faces(np.asarray(image.convert("RGB"))) / [*[384] * 4, 1])
    assert told[0][0, 4] < seer.threshold < told[1][0, 4]
    assert overlaps(told[1][:1], [face_box(**rock["landmarks"])])[0, 0] >= 0.5


def test_windows_and_what_corrects_them_go_both_ways():
    box = (0.2, 0.3, 0.5, 0.4)
    some = windows.grid()[::97]
    ways = windows.corrections(box, some)
    near = np.abs(ways[:, 2:]).max(axis=1) < windows.STRETCH
    found = windows.corrected(some[near], ways[near])
    np.testing.assert_allclose(found, [box] * near.sum(), atol=1e-6)


@pytest.mark.parametrize("count", [20, 200])  # fewer rows than columns, and more
def test_ridge_finds_a_line_either_way(count):
    rng = np.random.default_rng(1)
    features = rng.normal(size=(count, 50)).astype(np.float32)
    answers = features[:, :1] * 2 + 1
    fitted = ridge.fit(features, answers, 1e-4)
    np.testing.assert_allclose(fitted(features), answers, atol=0.05)


def test_odds_are_fitted_to_shares():
    raw = np.linspace(-1, 2, 200)
    shares = 1 / (1 + np.exp(-(3 * raw - 1)))
    np.testing.assert_allclose(training.calibrated(raw, shares), [3, -1], atol=0.05)


def test_a_stronger_face_is_seen_by_more():
    shares = [share_of_yes(strength) for strength in (0, 0.12, 0.25, 0.3, 0.75, 1.2)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[3] == pytest.approx(0.5)
