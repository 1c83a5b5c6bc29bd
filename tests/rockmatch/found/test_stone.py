"""From a photograph to what hangs of it."""

import io

import numpy as np
import pytest
from PIL import Image

from rockmatch.found.stone import NotAStone, make
from rockmatch.photos.rocks import Rock
from tests.stones import Eyes, photograph, rubble


def made(picture, *, cut=True, **seen):
    return make(np.asarray(picture), cut=cut, eyes=Eyes(**seen))


def opened(content):
    return Image.open(io.BytesIO(content))


def test_a_stone_is_cut_out_and_can_be_laid_over_a_head():
    picture, truth = photograph()
    got = made(picture)
    assert got.is_cut
    assert list(got.portraits) == [1024, 512, 192, 96] or list(got.portraits) == [512, 192, 96]
    assert all(opened(content).size == (size, size) for size, content in got.portraits.items())
    portraits = tuple(sorted(got.portraits.items()))
    cut = Rock("found", portraits, got.mask, 0).picture(512)
    rows, columns = np.nonzero(truth)
    proportion = (np.ptp(columns) + 1) / (np.ptp(rows) + 1)
    assert cut.shape[1] / cut.shape[0] == pytest.approx(proportion, rel=0.06)


def test_it_is_shown_in_its_surroundings_where_that_is_wanted():
    got = made(photograph()[0], cut=False)
    assert (got.is_cut, got.mask) == (False, b"")
    assert list(got.portraits) == [512, 192, 96]


def test_it_is_shown_in_its_surroundings_where_no_cut_is_sure():
    got = made(rubble())
    assert not got.is_cut
    assert list(got.portraits) == [512, 192, 96]


def test_a_small_photograph_hangs_as_a_print():
    got = made(photograph()[0].resize((400, 320)), cut=False)
    corner = opened(got.portraits[512]).convert("RGB").getpixel((4, 4))
    assert np.abs(np.subtract(corner, (222, 219, 212))).max() < 4


def test_the_eyes_see_each_portrait_and_the_photograph():
    eyes, told = Eyes(), []
    make(
        np.asarray(photograph(size=(1600, 1200))[0]),
        cut=False,
        eyes=eyes,
        on_screening=lambda: told.append("screening"),
    )
    assert told == ["screening"]
    assert [max(picture.size) for picture in eyes.looked_at] == [512, 192, 96, 1280]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        ({"faces": 1}, "a_face"),
        ({"no_stone": True}, "no_stone"),
        ({"faces": 2, "no_stone": True}, "a_face"),
    ],
)
def test_what_the_eyes_object_to_becomes_nothing(seen, code):
    with pytest.raises(NotAStone) as refused:
        made(photograph()[0], **seen)
    assert refused.value.code == code
