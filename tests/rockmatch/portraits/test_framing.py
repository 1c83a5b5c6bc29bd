"""Small photographs are hung as prints: whole, in the middle, and not blown up."""

import numpy as np
import pytest
from PIL import Image

from rockmatch.portraits.framing import GROUND, frame

STONE = (60, 50, 40)


def print_in(framed):
    """Left, top, right, bottom of what is no ground."""
    return Image.fromarray(np.any(np.asarray(framed) != GROUND, axis=2)).getbbox()


@pytest.mark.parametrize(
    ("size", "side", "printed"),
    [
        ((48, 48), 192, (96, 96)),
        ((59, 82), 192, (111, 154)),
        ((153, 153), 192, (154, 154)),
        ((160, 120), 512, (320, 240)),
        ((192, 256), 512, (307, 410)),
        ((450, 300), 1024, (819, 546)),
        ((2000, 400), 1024, (819, 164)),
    ],
)
def test_a_print_lies_in_the_middle_of_the_smallest_ground_that_leaves_room(size, side, printed):
    framed = frame(Image.new("RGB", size, STONE))
    assert framed.size == (side, side)
    left, top, right, bottom = print_in(framed)
    assert (right - left, bottom - top) == printed
    assert abs(left - (side - right)) <= 1
    assert abs(top - (side - bottom)) <= 1
