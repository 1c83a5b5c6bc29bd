"""Folders of pictures become batches."""

import numpy as np
import pytest

from rockmatch.gan.people import read_people
from rockmatch.gan.pictures import Batches, middle, read_collection
from rockmatch.vision.dataset.files import CannotGoOn
from tests.faces import as_file, astronaut
from tests.toys import toy


def test_a_folder_is_read_to_its_depths_and_what_is_broken_is_counted(folders):
    found = read_collection(folders / "humans", 32)
    assert found.pictures.shape == (8, 36, 36, 3)
    assert found.broken == 1  # the hidden one is not even looked at


def test_a_picture_of_any_form_becomes_a_square(tmp_path):
    (tmp_path / "wide.jpg").write_bytes(as_file(astronaut().crop((0, 100, 500, 200))))
    (tmp_path / "grey.png").write_bytes(as_file(astronaut().convert("L"), "PNG"))
    assert read_collection(tmp_path, 64).pictures.shape == (2, 72, 72, 3)


@pytest.mark.parametrize("content", [None, b"no picture"])
def test_a_folder_without_pictures_says_so(tmp_path, content):
    if content:
        (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(CannotGoOn, match="no pictures to learn from"):
        read_collection(tmp_path, 32)
    with pytest.raises(CannotGoOn, match="There is no folder"):
        read_collection(tmp_path / "elsewhere", 32)


def test_an_epoch_shows_every_picture_once_and_each_epoch_in_another_order():
    pictures = (
        np.zeros((6, 36, 36, 3), np.uint8) + np.arange(6, dtype=np.uint8)[:, None, None, None]
    )
    batches = Batches([pictures, pictures[:1]], size=32, batch=2, seed=1)

    def epoch(number):
        steps = range(number * 3, number * 3 + 3)
        return [int(one[0, 0, 0]) for step in steps for one in batches.of(step)[0]]

    assert sorted(epoch(0)) == sorted(epoch(1)) == list(range(6))
    assert len({tuple(epoch(number)) for number in range(6)}) > 1
    assert batches.of(17)[1].shape == (2, 32, 32, 3)  # one picture alone is shown again and again


def test_pictures_are_cut_here_and_there_and_mirrored():
    picture = np.zeros((1, 36, 36, 3), np.uint8)
    picture[0, :, :, 0] = np.arange(36)
    batches = Batches([picture], size=32, batch=1, seed=1)
    rows = {tuple(batches.of(step)[0][0, 0, :2, 0].tolist()) for step in range(60)}
    assert {(left, left + 1) for left in range(5)} <= rows
    assert any(second < first for first, second in rows)


def test_the_middle_is_the_middle():
    assert middle(toy(0, 2), 32).shape == (2, 32, 32, 3)


def test_people_need_two_pictures(tmp_path):
    for person, count in (("A", 2), ("B", 1), ("C", 3)):
        for number in range(count):
            path = tmp_path / person / f"{number}.png"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(as_file(astronaut().rotate(number * 90), "PNG"))
    (tmp_path / "C" / "0.png").write_bytes(b"broken")
    people = read_people(tmp_path, 32, 10, seed=1)
    assert people.probes.shape == people.references.shape == (2, 32, 32, 3)
    assert (people.probes != people.references).any()
    assert len(read_people(tmp_path, 32, 10, seed=1).probes) == 2
    (tmp_path / "A" / "0.png").unlink()
    with pytest.raises(CannotGoOn, match="has 1 people"):
        read_people(tmp_path, 32, 10, seed=1)
    with pytest.raises(CannotGoOn, match="There is no folder"):
        read_people(tmp_path / "elsewhere", 32, 10, seed=1)
