"""What is under a rock has no part in the result, whatever it was."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.photos import covering
from rockmatch.photos.filling import destroyed_by, filled
from rockmatch.photos.heads import Head
from rockmatch.photos.rocks import Rock
from rockmatch.photos.scene import Scene

HEADS = st.builds(
    Head,
    x=st.floats(-20, 180),
    y=st.floats(-20, 140),
    half_width=st.floats(4, 120),
    half_height=st.floats(4, 120),
    roll=st.floats(-3.2, 3.2),
)


def cover(picture, *arguments, **options):
    return covering.cover(Scene.whole(picture), *arguments, **options)


def scribbled(picture, heads, seed=9):
    """The same picture with other people in it."""
    other = picture.copy()
    within = destroyed_by(heads, picture.shape)
    strange = np.random.default_rng(seed).integers(0, 256, picture.shape, np.uint8)
    other[within] = strange[within]
    return other


@settings(max_examples=25, deadline=None)
@given(heads=st.lists(HEADS, min_size=1, max_size=4), seed=st.integers(0, 2**32 - 1))
def test_nothing_within_a_head_has_any_part_in_the_result(rocks, heads, seed):
    picture = np.random.default_rng(seed).integers(0, 256, (120, 160, 3), np.uint8)
    chosen = [rocks[at % len(rocks)] for at in range(len(heads))]
    one = cover(picture, heads, chosen, seed=3)
    other = cover(scribbled(picture, heads), heads, chosen, seed=3)
    assert np.array_equal(one.picture, other.picture)
    assert np.array_equal(one.hidden, other.hidden)
    assert one.hidden[destroyed_by(heads, picture.shape)].all()


@settings(max_examples=15, deadline=None)
@given(head=HEADS, seed=st.integers(0, 1000))
def test_every_pixel_in_reach_of_the_ellipse_is_destroyed(head, seed):
    picture = np.random.default_rng(seed).integers(0, 256, (120, 160, 3), np.uint8)
    destroyed = destroyed_by([head], picture.shape)
    y, x = np.mgrid[:120, :160]
    for corner in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8), (0.5, 0.5)):
        within = head.distance(np.stack([x + corner[0], y + corner[1]], -1)) <= 1
        assert destroyed[within].all()


def test_no_way_of_blending_brings_the_picture_back(rocks, noise):
    """What cv2's MIXED_CLONE does: the stronger texture of the two stays, and so the face."""
    flat = np.full((200, 200, 3), 120, np.uint8)
    head = Head(100, 100, 50, 60, 0)
    sharp = scribbled(flat, [head])
    result = cover(sharp, [head], rocks[:1], seed=1).picture
    inside = destroyed_by([head], flat.shape)
    before, after = (p[inside].astype(float).ravel() for p in (sharp, result))
    assert abs(np.corrcoef(before, after)[0, 1]) < 0.05


def test_the_rest_of_the_picture_stays(rocks, noise, head):
    picture = noise(200, 300)
    result = cover(picture, [head], rocks[:1], seed=1).picture
    assert np.array_equal(result[:, 220:], picture[:, 220:])
    assert not np.array_equal(result[60:120, 70:130], picture[60:120, 70:130])


def test_the_picture_that_was_given_stays_as_it_was(rocks, noise, head):
    picture = noise(200, 300)
    copy = picture.copy()
    cover(picture, [head], rocks[:1], seed=1)
    assert np.array_equal(picture, copy)


def test_the_rock_is_opaque_over_the_middle(rocks, noise):
    picture = np.full((200, 200, 3), 255, np.uint8)
    plain = cover(picture, [Head(100, 100, 40, 50, 0)], rocks[:1], seed=1)
    assert plain.hidden[75:125, 75:125].all()
    assert plain.picture[100, 100].astype(int).sum() < 700


@pytest.mark.parametrize("place", [(0, 0), (199, 100), (100, 260), (-30, 50), (1000, 1000)])
def test_heads_at_the_border_and_beyond(rocks, noise, place):
    picture = noise(200, 200)
    result = cover(picture, [Head(*place, 30, 40, 1.0)], rocks[:1], seed=1)
    assert result.picture.shape == picture.shape


def test_a_picture_that_is_all_face(rocks, noise):
    head = Head(50, 50, 400, 400, 0)
    results = [cover(noise(100, 100, s), [head], rocks[:1], seed=1).picture for s in (1, 2)]
    assert np.array_equal(*results)


def test_a_nearer_head_lies_before_a_farther_one(rocks):
    picture = np.full((300, 300, 3), 200, np.uint8)
    far, near = Head(110, 150, 25, 30, 0), Head(165, 150, 50, 60, 0)
    alone = cover(picture, [near], [rocks[3]], seed=1).picture
    both = cover(picture, [near, far], [rocks[3], rocks[0]], seed=1).picture
    middle = both[140:160, 150:180].astype(int) - alone[140:160, 150:180]
    assert np.abs(middle).max() < 30  # the tint may differ, the rock in front is the same


def test_a_panorama(rocks, noise):
    picture = noise(40, 1600)
    result = cover(picture, [Head(1590, 20, 12, 16, 0)], rocks[:1], seed=1)
    assert result.picture.shape == picture.shape


def test_light_from_the_other_side_mirrors_the_rock(rocks):
    """A rock that is lit from the left lies mirrored where the light comes from the right."""
    rock = dataclasses.replace(rocks[0], lit_from=-0.8)
    ramp = np.linspace(20, 240, 200).astype(np.uint8)
    picture = np.dstack([np.broadcast_to(ramp, (200, 200))] * 3)
    brighter_right = cover(picture, [Head(100, 100, 40, 50, 0)], [rock], seed=1).picture
    left, right = brighter_right[90:110, 70:80].mean(), brighter_right[90:110, 120:130].mean()
    assert right > left


def test_holes_are_filled_with_what_is_around():
    picture = np.full((100, 100, 3), (200, 40, 10), np.uint8)
    hole = np.zeros((100, 100), bool)
    hole[30:70, 30:70] = True
    result = filled(scribble := np.where(hole[..., None], 0, picture).astype(np.uint8), hole)
    assert np.abs(result.astype(int) - picture).max() <= 3
    assert not np.array_equal(scribble, result)


def test_a_rock_is_a_value(rocks):
    assert isinstance(rocks[0], Rock)
    assert hash(rocks[0]) == hash(dataclasses.replace(rocks[0]))
