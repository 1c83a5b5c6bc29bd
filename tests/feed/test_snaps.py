"""Drawings in a made-up society: they say what they are, and are kept as photos are."""

from random import Random

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from feed import pictures
from feed.models import Figure, Post, Visibility
from feed.society.drawing import HEIGHT, WIDTH, _drawn, rockified
from feed.society.settle import settle
from feed.society.snaps import plan_snaps
from feed.society.talk import Planned
from rockmatch.cutouts import is_cut_out
from rockmatch.models import Rock
from tests.factories import make_rock


def planned(text="A stone.", **fields):
    return Planned(author=0, at=timezone.now(), text=text, **fields)


def test_the_latest_posts_that_everybody_sees_are_chosen_and_say_that_it_is_a_drawing():
    said = [planned(f"Stone {number}.") for number in range(12)]
    others = [
        planned(visibility=Visibility.FOLLOWERS),
        planned(warning="Moss"),
        planned(reply_to=said[0]),
        planned(boost_of=said[0]),
        planned("@ada, a stone."),
        planned(before="A stome."),
    ]
    snaps = plan_snaps([*said, *others], 2, Random(3))
    assert [snap.post for snap in snaps] == [said[11], said[6]]
    for snap in snaps:
        assert "draw" in snap.post.text.lower()
        assert "{" not in snap.post.text
        assert str(snap.people) in snap.alt
        assert "not a photo" in snap.alt
    assert said[10].text == "Stone 10."


def test_in_german_too():
    [snap] = plan_snaps([planned(language="de")], 3, Random(1))
    assert "eichn" in snap.post.text
    assert "kein Foto" in snap.alt


@pytest.mark.parametrize("people", [2, 5])
def test_a_rock_lies_over_each_head_and_the_same_seed_draws_the_same(people):
    picture, heads = _drawn(people, Random(8))
    made = rockified(people, Random(8))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert [(round(face.x * WIDTH), round(face.y * HEIGHT)) for face in made.faces] == [
        (round(x), round(y)) for x, y, _half, _roll in heads
    ]
    rocks = [face.rock for face in made.faces]
    assert len(set(rocks)) == people
    again = rockified(people, Random(8))
    assert [face.rock for face in again.faces] == rocks
    assert again.files == made.files


def test_beneath_a_rock_there_was_nobody():
    picture, heads = _drawn(3, Random(2))
    plain = np.array([0xC9, 0xB4, 0x9C])
    for x, y, half, _roll in heads:
        part = picture[round(y - half / 2) : round(y + half / 2), round(x - 9) : round(x + 9)]
        ratio = part.reshape(-1, 3).mean(0) / plain
        assert np.ptp(ratio) < 0.03  # one colour in the light: there is no face to hide


@pytest.fixture
def museum(db):
    for _ in range(4):
        make_rock()


def test_they_are_posts_with_photos(museum):
    settle(
        members=6,
        posts=40,
        seed=4,
        now=timezone.now(),
        step=lambda *_: None,
        drawings=2,
    )
    drawn = Post.objects.exclude(pictures=[])
    assert drawn.count() == 2
    assert Post.objects.count() == 40
    for post in drawn:
        [picture] = pictures.pictures(post)
        assert picture.alt
        for file in picture.files():
            assert default_storage.exists(file.url.removeprefix("/media/"))
        [photo] = post.photos.all()
        assert (photo.member, photo.is_done) == (post.author, True)
        for figure in photo.figures.all():
            assert is_cut_out(Rock(slug=figure.shown))
    assert not Figure.objects.filter(who__isnull=False).exists()


def test_as_many_as_are_asked_for(museum):
    call_command("populate", members=4, posts=20, drawings=1)
    assert Post.objects.exclude(pictures=[]).count() == 1
    with pytest.raises(CommandError, match="--drawings from 0"):
        call_command("populate", members=4, posts=20, drawings=-1, into_existing=True)


def test_of_few_posts_none(museum):
    call_command("populate", members=4, posts=20)
    assert not Post.objects.exclude(pictures=[]).exists()
