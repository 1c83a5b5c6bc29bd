"""The painting with the real layers, in few steps."""

from pathlib import Path

import numpy as np
import pytest

from rockmatch.painting import brush
from rockmatch.painting.brush import Losses, paint
from rockmatch.painting.canvas import first_coat, head_of, resized, stone_of
from rockmatch.painting.errors import Diverged
from rockmatch.painting.verdict import judge
from rockmatch.vision.gallery import read_picture
from tests import faces

ROCK = faces.MUSEUM / "ferry-landing-512.aac79303.webp"


@pytest.fixture(scope="module")
def rock():
    return read_picture(ROCK)


@pytest.fixture(scope="module")
def face(reader):
    return reader.read(np.asarray(faces.astronaut()))


@pytest.fixture(scope="module")
def head(face):
    return head_of(np.asarray(faces.astronaut()), face.box, face.landmarks)


@pytest.mark.parametrize(("size", "steps"), [(159, 1), (641, 1), (320, 0)])
def test_a_size_that_cannot_be_is_refused_before_anything_is_loaded(size, steps):
    blank = np.zeros((9, 9, 3), np.uint8)
    with pytest.raises(ValueError, match="160 to 640"):
        paint(blank, blank, Path("nowhere.h5"), size=size, steps=steps)


@pytest.fixture(scope="module")
def painting(head, rock, weights):
    return paint(head.square, rock, weights, size=160, steps=24)


@pytest.mark.weights
class TestWithTheWeights:
    def test_it_comes_nearer_to_the_stone(self, painting, head, rock):
        assert painting.picture.shape == (160, 160, 3)
        assert painting.picture.dtype == np.uint8
        first, last = painting.losses[0], painting.losses[-1]
        assert len(painting.losses) == 24
        assert last.style < first.style / 4
        assert last.content < 1
        coat = first_coat(resized(head.square, 160), stone_of(rock))
        assert np.abs(painting.picture.astype(float) - coat).mean() > 5

    def test_machines_still_know_whose_face_it_is(self, painting, face, head, rock, reader):
        verdict = judge(
            reader,
            painting.picture,
            rock,
            marks=head.landmarks,
            original=face.embedding,
            bound=1.23,
        )
        assert verdict.found
        assert verdict.score > 0.9
        assert verdict.same
        assert verdict.from_original < 0.8 < verdict.from_rock
        assert verdict.from_other is None

    def test_the_same_comes_out_each_time_and_larger_too(self, head, rock, weights):
        told = []
        first, second = (
            paint(head.square, rock, weights, size=192, steps=4, on_step=told.append).picture
            for _ in range(2)
        )
        assert first.shape == (192, 192, 3)
        assert np.array_equal(first, second)
        assert told == [1, 2, 3, 4] * 2

    def test_losses_that_are_no_numbers_stop_it_with_advice(self, head, rock, weights):
        with pytest.raises(Diverged, match="Try a smaller weight"):
            paint(head.square, rock, weights, size=160, steps=4, style_weight=float("nan"))


def test_losses_know_whether_they_are_numbers():
    assert Losses(1.0, 0.0, 0.5).are_numbers
    assert not Losses(float("nan"), 0.0, 0.5).are_numbers
    assert not Losses(1.0, float("inf"), 0.5).are_numbers


def test_each_place_of_the_lattice_of_the_first_layers_is_seen():
    """Three strides of two make one of eight."""
    rows, columns = zip(*brush.SHIFTS, strict=True)
    assert sorted(rows) == sorted(columns) == list(range(8))
    assert max(rows) < 2 * brush.BORDER
