"""The ladder, with a renderer that draws in a moment."""

import json

import pytest
from PIL import Image

from rockmatch.portraits.ladder import (
    LADDER,
    SIZE,
    STRENGTHS,
    read_ladder,
)
from rockmatch.portraits.ladder_rendering import planned_rocks, render_ladder
from rockmatch.portraits.landmarks import landmarks_of


def plain(parameters):
    """A picture that differs with the strength of the face and with nothing else."""
    return Image.new("RGB", (8, 8), (round(100 * parameters.face_strength), 90, 80))


def test_the_rocks_are_the_same_each_time_and_have_no_face_yet():
    assert planned_rocks(12) == planned_rocks(12)
    assert {rock.face_strength for rock in planned_rocks(12)} == {0.0}
    assert {
        max("igneous", "sedimentary", "metamorphic", key=lambda g: getattr(rock, g))
        for rock in planned_rocks(3)
    } == {"igneous", "sedimentary", "metamorphic"}


def test_every_rock_gets_a_picture_of_each_strength(tmp_path):
    assert list(render_ladder(tmp_path, plain, planned_rocks(2))) == [1, 2]
    first, _ = read_ladder(tmp_path)
    assert [picture["strength"] for picture in first["pictures"]] == list(STRENGTHS)
    for picture in first["pictures"]:
        with Image.open(tmp_path / picture["file"]) as drawn:
            assert drawn.size == (SIZE, SIZE)


def test_it_goes_on_where_it_stopped_and_leaves_no_stray(tmp_path):
    climbing = render_ladder(tmp_path, plain, planned_rocks(3))
    assert next(climbing) == 1
    climbing.close()
    (tmp_path / "stray.webp").write_bytes(b"nobody names me")
    assert list(render_ladder(tmp_path, plain, planned_rocks(3))) == [2, 3]
    assert not (tmp_path / "stray.webp").exists()
    assert len(json.loads((tmp_path / LADDER).read_text())["rocks"]) == 3


@pytest.mark.parametrize("place", range(3))
def test_the_eyes_stand_above_the_mouth_side_by_side_on_the_rock(place):
    left, right, mouth = landmarks_of(planned_rocks(3)[place], resolution=120)
    assert left[0] < right[0]
    assert max(left[1], right[1]) < mouth[1]
    assert all(0.1 < coordinate < 0.9 for point in (left, right, mouth) for coordinate in point)
