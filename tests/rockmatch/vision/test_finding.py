"""The finder with its real networks, on the one face that may be used everywhere."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from rockmatch.photos.heads import head_of
from rockmatch.photos.rockify import rockify
from rockmatch.vision.finding import LAP, TILE, FaceFinder, _parts
from rockmatch.vision.merging import Look
from rockmatch.vision.networks.engines import Engine
from tests.faces import as_file, astronaut, faceless

FACE = (225.0, 118.0)  # the middle of the astronaut's face


@pytest.fixture(scope="module")
def finder():
    return FaceFinder(Engine(threads=1))


def over(found, place):
    return [
        face
        for face in found
        if face.box[0] < place[0] < face.box[2] and face.box[1] < place[1] < face.box[3]
    ]


@pytest.mark.parametrize("degrees", [0, 60, 90, 135, 180, 270])
def test_she_is_found_on_any_angle_and_it_is_known_which(finder, degrees):
    size = 512
    picture = astronaut().rotate(-degrees, Image.Resampling.BICUBIC)  # clockwise
    turn = np.deg2rad(degrees)
    x, y = FACE[0] - size / 2, FACE[1] - size / 2
    place = (
        size / 2 + x * np.cos(turn) - y * np.sin(turn),
        size / 2 + x * np.sin(turn) + y * np.cos(turn),
    )
    (face,) = over(finder.find(np.asarray(picture)), place)
    off = np.angle(np.exp(1j * (face.roll - turn)))
    assert abs(np.degrees(off)) < 15
    assert face.landmarks is not None
    assert 80 < face.box[3] - face.box[1] < 160


@pytest.mark.parametrize("face", [16, 24, 60])
def test_she_is_found_far_away(finder, face):
    scale = face / 88
    small = astronaut().resize((round(512 * scale),) * 2, Image.Resampling.LANCZOS)
    room = Image.new("RGB", (1300, 500), (150, 146, 138))
    room.paste(small, (1000, 100))
    place = (1000 + FACE[0] * scale, 100 + FACE[1] * scale)
    assert over(finder.find(np.asarray(room)), place)


def test_she_is_found_where_she_fills_the_picture(finder):
    close = astronaut().crop((175, 60, 275, 185)).resize((800, 1000), Image.Resampling.BICUBIC)
    assert over(finder.find(np.asarray(close)), (400, 470))


def test_nobody_is_found_where_nobody_is(finder):
    assert finder.find(np.full((300, 400, 3), 128, np.uint8)) == []
    assert finder.find(np.zeros((1, 1, 3), np.uint8)) == []
    assert finder.find(np.zeros((3, 2000, 3), np.uint8)) == []


@pytest.mark.parametrize("length", [1, 191, 192, 1280, 1281, 1600, 2368, 2369, 5000])
def test_tiles_cover_a_side_and_overlap(length):
    parts = _parts(length)
    assert parts[0].start == 0
    assert parts[-1].stop == length
    assert all(part.stop - part.start <= TILE for part in parts)
    assert all(one.stop - next_.start >= LAP for one, next_ in pairwise(parts))
    assert len(parts) == 1 or length > TILE


@pytest.mark.parametrize(("degrees", "asked"), [(0, False), (30, False), (90, True), (180, True)])
def test_where_a_head_is_turned_others_are_looked_for_upside_down(degrees, asked):
    turn = np.deg2rad(degrees)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    upright = np.array([[-8, -6], [8, -6], [0, 2], [-6, 9], [6, 9]])

    class Two(FaceFinder):
        def __init__(self):
            pass

        def _looks(self, picture):
            yield look((30, 30), ("CenterFace", "tile", 0))

        def _in_tiles(self, picture, by, angles):
            yield look((90, 30), (by, "tile", *angles[:1]))

    def look(at, source):
        box = np.array([at[0] - 20, at[1] - 20, at[0] + 20, at[1] + 20.0])
        return Look(box, 0.9, upright @ axes + at, True, source)

    assert len(Two().find(np.zeros((60, 120, 3), np.uint8))) == 1 + asked


def test_her_photo_is_shown_with_a_rock_and_no_detector_finds_her(finder):
    done = rockify(as_file(astronaut()), face_finder=finder)
    covered = [face for face in done.faces if face.score]
    assert any(abs(face.x - FACE[0] / 512) < 0.05 for face in covered)
    shown = np.asarray(Image.open(io.BytesIO(done.files["webp", 512])).convert("RGB"))
    before = np.asarray(astronaut())
    (face,) = over(finder.find(before), FACE)
    y, x = np.mgrid[:512, :512]
    inside = head_of(face).distance(np.stack([x, y], -1)) < 0.95
    pairs = before[inside].astype(float).ravel(), shown[inside].astype(float).ravel()
    assert np.corrcoef(*pairs)[0, 1] < 0.6
    assert all(seen.score < 0.999 for seen in over(finder.find(shown), FACE))


def test_a_picture_without_anybody_stays_as_it_is(finder):
    done = rockify(faceless(), face_finder=finder)
    assert done.width == 640
    assert len(done.faces) <= 1
