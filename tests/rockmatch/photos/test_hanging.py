"""What is hung once can be hung anew from the ground alone, and the ground knows nobody."""

import io
import json
import random
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rockmatch.photos.errors import PhotoError
from rockmatch.photos.filling import destroyed_by
from rockmatch.photos.hanging import covered
from rockmatch.photos.rockify import (
    MOST_FACES,
    Standing,
    hang,
    known,
    look,
    look_at,
    pointed_at,
    rehang,
)
from rockmatch.photos.rocks import Rock
from rockmatch.photos.scene import Scene
from rockmatch.vision.errors import PictureError
from rockmatch.vision.finding import FaceFinder, Found


class Script(FaceFinder):
    """Sees what a script says, one list for each look, the last one for ever."""

    def __init__(self, *looks):
        self.looks = list(looks) or [[]]

    def find(self, picture):
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]


BLIND = Script()

STANDINGS = st.lists(
    st.builds(
        Standing,
        x=st.floats(-0.1, 1.1),
        y=st.floats(-0.1, 1.1),
        half_width=st.floats(0.03, 0.5),
        half_height=st.floats(0.03, 0.5),
        roll=st.floats(-3.2, 3.2),
    ),
    min_size=1,
    max_size=4,
)


def face(x, y, half=20.0):
    return Found((x - half, y - half, x + half, y + half), 0.9, 0.0, "CenterFace")


def scene(seed, height=90, width=120):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def heads_of(standings, picture):
    return [standing.head(picture.shape) for standing in standings]


@settings(max_examples=12, deadline=None)
@given(standings=STANDINGS, seed=st.integers(0, 2**32 - 1))
def test_photos_that_differ_in_their_heads_alone_become_the_same_bytes(rocks, standings, seed):
    one = scene(seed)
    within = destroyed_by(heads_of(standings, one), one.shape)
    other = np.where(within[..., None], scene(seed + 1), one)
    results = [
        hang(picture, standings, rocks=rocks, face_finder=BLIND, chance=random.Random(4))
        for picture in (one, other)
    ]
    assert results[0].ground == results[1].ground
    assert results[0].files == results[1].files
    assert results[0] == results[1]


@settings(max_examples=12, deadline=None)
@given(standings=STANDINGS, seed=st.integers(0, 2**32 - 1))
def test_the_ground_gives_the_same_picture_as_the_original(rocks, standings, seed):
    chosen = [
        replace(standing, rock=rocks[at].slug, wished=True) for at, standing in enumerate(standings)
    ]
    first = hang(scene(seed), chosen, rocks=rocks, face_finder=BLIND, chance=random.Random(4))
    again = rehang(
        first.ground, first.faces, rocks=rocks, face_finder=BLIND, chance=random.Random(4)
    )
    assert again.files == first.files
    assert again.ground == first.ground
    assert again.faces == first.faces


@settings(max_examples=12, deadline=None)
@given(standings=STANDINGS)
def test_no_pixel_of_a_head_is_in_the_ground(rocks, standings):
    """Heads are pure red in a picture without any red."""
    picture = np.full((90, 120, 3), (0, 120, 200), np.uint8)
    picture[..., 2] = np.arange(120)
    within = destroyed_by(heads_of(standings, picture), picture.shape)
    picture[within] = (255, 0, 0)
    done = hang(picture, standings, rocks=rocks, face_finder=BLIND)
    ground = Scene.decoded(done.ground)
    assert np.array_equal(ground.destroyed, within)
    assert np.array_equal(ground.picture[~within], picture[~within])
    if not within.all():
        assert ground.picture[..., 0].max() <= 1


def test_another_rock_takes_the_place(rocks):
    picture = scene(1, 200, 300)
    first = hang(picture, [Standing(0.5, 0.5, 0.1, 0.2)], rocks=rocks, face_finder=BLIND)
    other = next(rock.slug for rock in rocks if rock.slug != first.faces[0].rock)
    wished = replace(first.faces[0], rock=other, wished=True)
    again = rehang(first.ground, [wished], rocks=rocks, face_finder=BLIND)
    assert again.faces == (wished,)
    assert again.files != first.files
    assert again.ground == first.ground


def test_a_members_own_rock_stands_where_it_is_named_and_is_never_drawn(rocks, museum):
    own = Rock(
        slug="adas-own",
        portraits=((256, (museum / "portraits" / "tall-2-256.webp").read_bytes()),),
        mask=(museum / "cutouts" / "tall-2.webp").read_bytes(),
        lit_from=0.0,
    )
    picture = scene(3, 200, 300)
    places = [
        Standing(0.3, 0.5, 0.1, 0.2, rock=own.slug, wished=True),
        Standing(0.7, 0.5, 0.1, 0.2),
    ]
    done = hang(picture, places, rocks=rocks[:1], own=[own], face_finder=BLIND)
    assert [stood.rock for stood in done.faces] == [own.slug, rocks[0].slug]
    again = rehang(done.ground, done.faces, rocks=rocks[:1], own=[own], face_finder=BLIND)
    assert [stood.rock for stood in again.faces] == [own.slug, rocks[0].slug]
    shown = np.asarray(Image.open(io.BytesIO(done.files["webp", 300])).convert("RGB"), int)
    assert np.abs(shown[100, 90] - [100, 90, 160]).max() < 90  # the colour of that rock, about
    with pytest.raises(ValueError, match="adas-own"):
        rehang(done.ground, done.faces, rocks=rocks, face_finder=BLIND)


def test_a_rock_is_added_anywhere_without_the_original(rocks):
    picture = scene(2, 200, 300)
    first = hang(picture, [Standing(0.3, 0.5, 0.1, 0.2)], rocks=rocks, face_finder=BLIND)
    more = [*first.faces, Standing(0.98, 0.02, 0.08, 0.15), Standing(0.35, 0.6, 0.05, 0.05)]
    again = rehang(first.ground, more, rocks=rocks, face_finder=BLIND)
    assert again.faces[0] == first.faces[0]
    assert len({standing.rock for standing in again.faces}) == 3
    ground = Scene.decoded(again.ground)
    new = destroyed_by(heads_of(more[1:], picture), picture.shape)
    assert ground.destroyed[new].all()
    assert not (ground.picture[:20, 280:] == picture[:20, 280:]).all()


def test_a_place_that_is_spared_stays_as_it_was(rocks):
    picture = scene(3, 200, 300)
    spared = Standing(0.2, 0.5, 0.08, 0.15, spared=True, score=0.4, finder="CenterFace")
    seen = face(60, 100, 10)  # in the middle of what is spared, at every look
    done = hang(
        picture,
        [spared, Standing(0.8, 0.5, 0.08, 0.15)],
        rocks=rocks,
        face_finder=Script([seen]),
    )
    assert done.faces[0] == spared
    assert len(done.faces) == 2
    ground = Scene.decoded(done.ground)
    kept = destroyed_by(heads_of([spared], picture), picture.shape)
    assert np.array_equal(ground.picture[kept], picture[kept])
    again = rehang(done.ground, done.faces, rocks=rocks, face_finder=Script([seen]))
    assert again.faces == done.faces


def test_what_is_seen_beside_a_spared_place_is_covered(rocks):
    """A find that is larger than what was spared, and one that lies on a head, count."""
    spared = Standing(0.2, 0.5, 0.04, 0.06, spared=True)
    large = hang(
        scene(3, 200, 300), [spared], rocks=rocks, face_finder=Script([face(60, 100, 50)], [])
    )
    assert len(large.faces) == 2
    assert large.faces[1].rock
    head = Standing(0.2, 0.5, 0.02, 0.03)
    grown = hang(
        scene(3, 200, 300), [spared, head], rocks=rocks, face_finder=Script([face(60, 100, 14)], [])
    )
    assert grown.faces[1].half_width > head.half_width


def test_a_spared_place_cannot_come_back_from_the_ground(rocks):
    first = hang(scene(5, 200, 300), [Standing(0.5, 0.5, 0.1, 0.2)], rocks=rocks, face_finder=BLIND)
    with pytest.raises(ValueError, match="original"):
        rehang(first.ground, [replace(first.faces[0], spared=True)], rocks=rocks, face_finder=BLIND)


def test_what_is_seen_later_comes_last_and_the_order_stays(rocks):
    given = [
        Standing(0.2, 0.5, 0.05, 0.1, spared=True),
        Standing(0.5, 0.5, 0.05, 0.1, rock=rocks[3].slug),
        Standing(0.8, 0.5, 0.05, 0.1, score=0.7, finder="MTCNN"),
    ]
    done = hang(scene(6, 200, 300), given, rocks=rocks, face_finder=Script([face(30, 30, 12)], []))
    assert [round(standing.x, 1) for standing in done.faces] == [0.2, 0.5, 0.8, 0.1]
    assert done.faces[1].rock == rocks[3].slug
    assert (done.faces[2].score, done.faces[2].finder) == (0.7, "MTCNN")
    assert done.faces[3].score is None
    assert done.faces[3].rock


def test_a_rock_that_was_seen_before_does_not_give_way(rocks):
    """Only one that is drawn now may: what an author has seen stays where it is."""
    there = Standing(0.5, 0.5, 0.1, 0.2, rock=rocks[0].slug)
    seen = face(150, 100, 12)
    done = hang(scene(7, 200, 300), [there], rocks=rocks, face_finder=Script([seen]))
    assert done.faces[0].rock == rocks[0].slug
    assert done.warnings == ("rock_seen",)


def test_a_rock_that_is_not_cut_out(rocks):
    assert known(rocks[0].slug, rocks=rocks)
    assert not known("not-cut-out", rocks=rocks)
    assert not known("", rocks=rocks)
    stands = [Standing(0.5, 0.5, 0.1, 0.1, rock="not-cut-out")]
    with pytest.raises(ValueError, match="no rock"):
        hang(scene(1), stands, rocks=rocks, face_finder=BLIND)


def test_too_many(rocks):
    with pytest.raises(PhotoError) as caught:
        hang(scene(1), [Standing(0.5, 0.5, 0.1, 0.1)] * (MOST_FACES + 1), rocks=rocks)
    assert caught.value.code == "too_many_faces"


@pytest.mark.parametrize("data", [b"", b"RIFF....WEBPVP8L", b"\xff\xd8\xff\xe0"])
def test_what_is_no_ground(data, rocks):
    with pytest.raises(PictureError) as caught:
        rehang(data, [], rocks=rocks, face_finder=BLIND)
    assert caught.value.code == "not_an_image"


@pytest.mark.parametrize(
    "numbers",
    [
        (float("nan"), 0.5, 0.1, 0.1),
        (0.5, float("inf"), 0.1, 0.1),
        (0.5, 0.5, 0.0, 0.1),
        (0.5, 0.5, 0.1, -0.1),
        (0.5, 0.5, 0.1, 1e300),
    ],
)
def test_numbers_that_make_no_head(numbers):
    with pytest.raises(ValueError, match="head"):
        Standing(*numbers)


def test_a_standing_goes_through_json_and_back(rocks):
    done = hang(
        scene(8, 90, 161), [Standing(1 / 3, 2 / 3, 0.1234567, 0.2)], rocks=rocks, face_finder=BLIND
    )
    told = json.loads(json.dumps([asdict(standing) for standing in done.faces]))
    assert tuple(Standing(**row) for row in told) == done.faces


def test_a_head_where_somebody_points(rocks):
    shape = (600, 800, 3)
    alone = pointed_at(0.25, 0.5, shape)
    head = alone.head(shape)
    assert (head.x, head.y) == (200, 300)
    assert 1.1 < head.half_height / head.half_width < 1.4
    others = [Standing(0.2, 0.5, 0.02, 0.03), Standing(0.9, 0.5, 0.2, 0.3)]
    assert pointed_at(0.25, 0.5, shape, others).half_width == 0.02
    with pytest.raises(ValueError, match="head"):
        pointed_at(float("nan"), 0.5, shape)


def test_looking_gives_the_picture_in_the_size_that_is_shown():
    buffer = io.BytesIO()
    Image.fromarray(scene(1, 1500, 2000)).save(buffer, "PNG")
    looked = look(buffer.getvalue(), face_finder=Script([face(500, 600, 100)]))
    assert looked.picture.shape == (1200, 1600, 3)
    (found,) = looked.faces
    assert abs(found.x - 0.25) < 0.01
    assert 0.03 < found.half_width < 0.08
    assert (found.rock, found.spared, found.score, found.finder) == ("", False, 0.9, "CenterFace")


def test_looking_and_covering_write_no_file(rocks, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    looked = look_at(scene(1), face_finder=Script([face(60, 45, 12)]))
    done = covered(looked.picture, looked.faces, rocks=rocks, face_finder=BLIND)
    assert len(done.places) == 1
    assert not list(tmp_path.iterdir())
