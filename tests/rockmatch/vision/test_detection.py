"""The detector against the ``mtcnn`` package at its defaults."""

import numpy as np
import pytest
from PIL import Image

from rockmatch.vision import gallery
from rockmatch.vision.detection import FaceDetector
from rockmatch.vision.networks.engines import Engine

pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def detector():
    return FaceDetector()


@pytest.fixture(scope="module")
def package():
    from mtcnn import MTCNN

    return MTCNN()


def scenes(portrait):
    ground = Image.new("RGB", (1600, 900), (90, 110, 130))
    ground.paste(portrait, (0, 0))
    ground.paste(portrait.resize((300, 300)), (1000, 100))
    ground.paste(portrait.resize((120, 120)), (1400, 500))
    return {
        "near": portrait,
        "small": portrait.resize((150, 150)),
        "wide": portrait.resize((801, 533)),
        "large": portrait.resize((1800, 1800)),
        "turned": portrait.rotate(25, Image.Resampling.BICUBIC, fillcolor=(90, 110, 130)),
        "dark": portrait.point(lambda value: value // 4),
        "three": ground,
    }


@pytest.mark.parametrize("scene", ["near", "small", "wide", "large", "turned", "dark", "three"])
def test_finds_what_the_package_finds_within_a_pixel(scene, detector, package, portrait):
    picture = np.asarray(scenes(portrait)[scene].convert("RGB"))
    rows = package.detect_faces(picture, output_type="numpy")
    found = detector.detect(picture)
    assert len(found) == len(rows) >= 1
    for row, detection in zip(sorted(rows, key=lambda row: -row[5]), found, strict=True):
        assert detection.box == pytest.approx(row[1:5], abs=1)
        assert detection.score == pytest.approx(row[5], abs=0.01)
        points = np.stack([row[6:11], row[11:16]], axis=1)
        assert detection.landmarks == pytest.approx(points, abs=1)


def test_many_pictures_at_once_are_found_as_alone(detector, portrait):
    pictures = [np.asarray(image.convert("RGB")) for image in scenes(portrait).values()]
    for picture, together in zip(pictures, detector.detect_many(pictures), strict=True):
        for one, other in zip(detector.detect(picture), together, strict=True):
            assert one.box == pytest.approx(other.box, abs=1e-2)


def test_several_threads_may_share_a_detector_of_one(detector, portrait):
    from concurrent.futures import ThreadPoolExecutor

    pictures = [np.asarray(image.convert("RGB")) for image in scenes(portrait).values()]
    alone = FaceDetector(Engine(threads=1))
    with ThreadPoolExecutor(3) as pool:
        for found, right in zip(
            pool.map(alone.detect, pictures), detector.detect_many(pictures), strict=True
        ):
            assert [face.box for face in found] == [face.box for face in right]


def test_a_gallery_keeps_the_order_of_its_files(weights, portrait, tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "BATCH", 2)
    blank, small = Image.new("RGB", (90, 70)), portrait.resize((300, 300))
    pictures = [portrait, portrait.rotate(20), blank, small]
    files = [tmp_path / f"{number}.png" for number in range(len(pictures))]
    for file, picture in zip(files, pictures, strict=True):
        picture.save(file)
    done: list[tuple[int, int]] = []
    together = gallery.embed_files(
        files, weights, lambda *pair: done.append(pair), engine=Engine(threads=2)
    )
    backwards = gallery.embed_files(files[::-1], weights)
    assert done == [(2, 4), (4, 4)]
    assert together.found.tolist() == [True, True, False, True]
    assert backwards.found.tolist() == together.found[::-1].tolist()
    assert (together.vectors * backwards.vectors[::-1]).sum(axis=1).min() > 0.9999
    assert gallery.embed_files([], weights).vectors.shape == (0, 128)


def test_a_reduced_copy_answers_in_pixels_of_the_picture(detector, portrait):
    picture = np.asarray(portrait.resize((1800, 1800)))
    (full,), (reduced,) = detector.detect(picture), detector.detect(picture, long_side=450)
    assert full.box == pytest.approx(reduced.box, abs=0.03 * 1800)


@pytest.mark.parametrize("size", [(1, 1), (11, 400), (12, 12), (20, 20), (23, 4000)])
def test_a_picture_too_small_for_a_face_has_none(size, detector):
    assert detector.detect(np.asarray(Image.new("RGB", size, "white"))) == []
